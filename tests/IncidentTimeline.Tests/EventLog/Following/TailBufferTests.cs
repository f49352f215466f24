using IncidentTimeline.EventLog;

namespace IncidentTimeline.Tests.EventLog.Following;

public sealed class TailBufferTests
{
    [Fact]
    public void It_holds_the_last_so_many_events()
    {
        var buffer = new TailBuffer(new(10), eventsMax: 4, bytesMax: 1_000);

        buffer.Add([.. Enumerable.Range(11, 6).Select(position => At(position, 2))]);

        buffer.Head.ShouldBe(new(16));
        buffer.After(new(11), 9).ShouldBeNull();
        Positions(buffer.After(new(12), 9)).ShouldBe([13, 14, 15, 16]);
        Positions(buffer.After(new(12), 2)).ShouldBe([13, 14]);
        Positions(buffer.After(new(16), 9)).ShouldBeEmpty();
        Positions(buffer.After(new(99), 9)).ShouldBeEmpty();
    }

    [Fact]
    public void It_holds_only_so_many_bytes()
    {
        var buffer = new TailBuffer(LogPosition.Start, eventsMax: 100, bytesMax: 10);

        buffer.Add([At(1, 4), At(2, 4), At(3, 4), At(4, 2)]);

        buffer.After(new(0), 9).ShouldBeNull();
        Positions(buffer.After(new(1), 9)).ShouldBe([2, 3, 4]);
    }

    [Fact]
    public void An_event_larger_than_all_of_it_stands_alone()
    {
        var buffer = new TailBuffer(LogPosition.Start, eventsMax: 100, bytesMax: 10);

        buffer.Add([At(1, 4), At(2, 400)]);

        Positions(buffer.After(new(1), 9)).ShouldBe([2]);
    }

    [Fact]
    public void History_before_it_began_is_elsewhere()
    {
        var buffer = new TailBuffer(new(10), eventsMax: 4, bytesMax: 1_000);

        buffer.After(new(9), 9).ShouldBeNull();
        Positions(buffer.After(new(10), 9)).ShouldBeEmpty();
    }

    private static IEnumerable<long> Positions(IReadOnlyList<RecordedEvent>? events) => events.ShouldNotBeNull().Select(recorded => recorded.Position.Value);

    private static RecordedEvent At(long position, int bytes) =>
        new(new(position), "s", new(position), Guid.NewGuid(), "T", 1, new byte[bytes], Array.Empty<byte>(), DateTimeOffset.UnixEpoch);
}
