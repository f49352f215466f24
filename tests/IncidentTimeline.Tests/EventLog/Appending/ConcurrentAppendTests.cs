using IncidentTimeline.EventLog;
using static IncidentTimeline.EventLog.AppendResult;

namespace IncidentTimeline.Tests.EventLog.Appending;

/// <summary>Many callers, and several processes, at once.</summary>
public sealed class ConcurrentAppendTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private const int Callers = 64;
    private const int AppendsPerCaller = 20;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Nothing_is_lost_and_nothing_is_refused(bool isOneHotStream)
    {
        await using var log = await TestLog.OpenAsync(database);

        var results = await Task.WhenAll(Enumerable.Range(0, Callers * AppendsPerCaller).Select(n =>
            log.Store.AppendAsync(isOneHotStream ? log.Stream : $"{log.Stream}-{n % Callers}", ExpectedVersion.Any, [Events.One()], CancellationToken.None)));

        results.ShouldAllBe(result => result is Appended);
        var recorded = await log.Store.ReadLogAsync(log.At(0), LogPosition.End, CancellationToken.None).ToListAsync();
        recorded.Select(one => one.Position).ShouldBe(Enumerable.Range(1, Callers * AppendsPerCaller).Select(n => log.At(n)));
        foreach (var stream in recorded.GroupBy(one => one.StreamId))
        {
            stream.Select(one => one.Version.Value).ShouldBe(Enumerable.Range(1, stream.Count()).Select(n => (long)n));
        }
    }

    [Fact]
    public async Task Two_processes_share_one_order()
    {
        await using var log = await TestLog.OpenAsync(database);
        await using var other = await TestLog.OpenAsync(database);

        var results = await Task.WhenAll(Enumerable.Range(0, 600).Select(n =>
            (n % 2 == 0 ? log : other).Store.AppendAsync(log.Stream, ExpectedVersion.Any, Events.Many(1 + (n % 3)), CancellationToken.None)));

        results.ShouldAllBe(result => result is Appended);
        var recorded = await log.Store.ReadLogAsync(log.At(0), LogPosition.End, CancellationToken.None).ToListAsync();
        recorded.Select(one => one.Position).ShouldBe(Enumerable.Range(1, 1_200).Select(n => log.At(n)));
        recorded.Select(one => one.Version.Value).ShouldBe(Enumerable.Range(1, 1_200).Select(n => (long)n));
        recorded.Zip(recorded.Skip(1)).ShouldAllBe(pair => pair.First.RecordedAt <= pair.Second.RecordedAt);
    }

    [Fact]
    public async Task Of_two_processes_that_expect_the_same_version_one_wins_each_round()
    {
        await using var log = await TestLog.OpenAsync(database);
        await using var other = await TestLog.OpenAsync(database);

        for (var version = 0; version < 50; version++)
        {
            var expected = ExpectedVersion.Exactly(new(version));
            var results = await Task.WhenAll(Enumerable.Range(0, 6).Select(n =>
                (n % 2 == 0 ? log : other).Store.AppendAsync(log.Stream, expected, [Events.One()], CancellationToken.None)));

            results.Count(result => result is Appended).ShouldBe(1);
            results.Count(result => result == new VersionConflict(new(version + 1))).ShouldBe(5);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Concurrent_retries_are_recorded_once_and_agree(int count)
    {
        await using var log = await TestLog.OpenAsync(database);
        await using var other = await TestLog.OpenAsync(database);
        var events = Events.Many(count);

        var results = await Task.WhenAll(Enumerable.Range(0, 40).Select(n =>
            (n % 2 == 0 ? log : other).Store.AppendAsync(log.Stream, ExpectedVersion.NoStream, events, CancellationToken.None)));

        results.Count(result => result == new Appended(log.At(1), log.At(count), new(count))).ShouldBe(1);
        results.Count(result => result == new AlreadyAppended(log.At(1), log.At(count), new(count))).ShouldBe(39);
    }

    [Fact]
    public async Task A_conflict_does_not_fail_its_neighbours()
    {
        await using var log = await TestLog.OpenAsync(database);
        var twice = Events.One();
        Task<AppendResult>[] appends;

        // The first waits for the head; the others gather behind it and go as one group.
        await using (var head = await HeldHead.TakeAsync(database.Owner))
        {
            var first = log.AppendAsync(ExpectedVersion.NoStream, Events.One());
            await head.WaiterAsync();
            appends =
            [
                first,
                log.AppendAsync(ExpectedVersion.Exactly(new(1)), Events.One()),
                log.AppendAsync(ExpectedVersion.Exactly(new(1)), Events.One()),
                log.AppendAsync(ExpectedVersion.Any, twice),
                log.AppendAsync(ExpectedVersion.NoStream, Events.One()),
                log.AppendAsync(ExpectedVersion.Any, twice),
                log.AppendAsync(ExpectedVersion.Any, twice with { SchemaVersion = 2 }),
                log.AppendAsync(ExpectedVersion.Exactly(new(3)), Events.Many(2)),
            ];
        }

        (await Task.WhenAll(appends)).ShouldBe(
        [
            new Appended(log.At(1), log.At(1), new(1)),
            new Appended(log.At(2), log.At(2), new(2)),
            new VersionConflict(new(2)),
            new Appended(log.At(3), log.At(3), new(3)),
            new VersionConflict(new(3)),
            new AlreadyAppended(log.At(3), log.At(3), new(3)),
            new EventIdConflict(twice.EventId, log.At(3)),
            new Appended(log.At(4), log.At(5), new(5)),
        ]);
    }
}
