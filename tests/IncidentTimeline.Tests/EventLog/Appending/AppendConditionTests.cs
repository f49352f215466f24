using IncidentTimeline.EventLog;
using static IncidentTimeline.EventLog.AppendResult;

namespace IncidentTimeline.Tests.EventLog.Appending;

/// <summary>An append that rests on what was read: refused once something it rules out was recorded, in any stream, by any process.</summary>
public sealed class AppendConditionTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private const string Ruling = "RulingMade";

    [Fact]
    public async Task It_is_recorded_while_nothing_of_the_types_came_after()
    {
        await using var log = await TestLog.OpenAsync(database);
        await log.AppendAsync(ExpectedVersion.Any, Events.One(type: Ruling));
        await log.AppendAsync(ExpectedVersion.Any, Events.One());

        (await AppendAsync(log, log.At(1), Events.One(type: Ruling))).ShouldBe(new Appended(log.At(3), log.At(3), new(3)));
    }

    [Fact]
    public async Task It_is_overtaken_by_one_of_another_stream()
    {
        await using var log = await TestLog.OpenAsync(database);
        await using var other = await TestLog.OpenAsync(database);
        await other.AppendAsync(ExpectedVersion.Any, Events.One(type: Ruling));
        await other.AppendAsync(ExpectedVersion.Any, Events.One(type: Ruling));
        await other.AppendAsync(ExpectedVersion.Any, Events.One());

        (await AppendAsync(log, log.At(0), Events.One())).ShouldBe(new Overtaken(log.At(2)));
        (await log.Store.HeadAsync(CancellationToken.None)).ShouldBe(log.At(3));
        (await AppendAsync(log, log.At(2), Events.One())).ShouldBe(new Appended(log.At(4), log.At(4), new(1)));
    }

    [Fact]
    public async Task A_retry_of_what_was_recorded_is_not_overtaken_by_itself()
    {
        await using var log = await TestLog.OpenAsync(database);
        var ruling = Events.One(type: Ruling);
        await AppendAsync(log, log.At(0), ruling);

        (await AppendAsync(log, log.At(0), ruling)).ShouldBe(new AlreadyAppended(log.At(1), log.At(1), new(1)));
        (await AppendAsync(log, log.At(0), ruling with { SchemaVersion = 2 })).ShouldBe(new EventIdConflict(ruling.EventId, log.At(1)));
    }

    [Fact]
    public async Task The_expected_version_is_asked_as_well()
    {
        await using var log = await TestLog.OpenAsync(database);
        await log.AppendAsync(ExpectedVersion.Any, Events.One());

        (await AppendAsync(log, log.At(1), Events.One(), ExpectedVersion.NoStream)).ShouldBe(new VersionConflict(new(1)));
    }

    [Fact]
    public async Task Of_those_that_wait_together_each_is_judged_after_the_one_before()
    {
        await using var log = await TestLog.OpenAsync(database);
        await using var other = await TestLog.OpenAsync(database);
        Task<AppendResult>[] rulings;
        Task<AppendResult>[] plain;

        await using (var head = await HeldHead.TakeAsync(database.Owner))
        {
            plain = [log.AppendAsync(ExpectedVersion.Any, Events.One())];
            await head.WaitersAsync(1);
            plain = [.. plain, log.AppendAsync(ExpectedVersion.Any, Events.One())];
            rulings = [AppendAsync(log, log.At(0), Events.One(type: Ruling)), AppendAsync(log, log.At(0), Events.One(type: Ruling))];
            plain = [.. plain, log.AppendAsync(ExpectedVersion.Any, Events.One())];
            rulings = [.. rulings, AppendAsync(other, log.At(0), Events.One(type: Ruling))];
            await head.WaitersAsync(2);
        }

        (await Task.WhenAll(plain)).ShouldAllBe(result => result is Appended);
        var results = await Task.WhenAll(rulings);
        results.Count(result => result is Appended).ShouldBe(1);
        results.Count(result => result is Overtaken).ShouldBe(2);
        (await log.Store.HeadAsync(CancellationToken.None)).ShouldBe(log.At(4));
    }

    private static Task<AppendResult> AppendAsync(TestLog log, LogPosition readUpTo, NewEvent only, ExpectedVersion? expected = null) =>
        log.Store.AppendAsync(log.Stream, expected ?? ExpectedVersion.Any, new AppendCondition(readUpTo, [Ruling]), [only], CancellationToken.None);
}
