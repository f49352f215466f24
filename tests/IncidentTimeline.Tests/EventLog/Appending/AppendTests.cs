using IncidentTimeline.EventLog;
using static IncidentTimeline.EventLog.AppendResult;

namespace IncidentTimeline.Tests.EventLog.Appending;

/// <summary>One caller at a time: every verdict, by the lean path (one event) and by the group path (several).</summary>
public sealed class AppendTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(1_000)]
    public async Task Events_get_the_next_positions_and_versions(int count)
    {
        await using var log = await TestLog.OpenAsync(database);
        await log.AppendAsync(ExpectedVersion.NoStream, Events.One());

        var result = await log.AppendAsync(ExpectedVersion.Any, Events.Many(count));

        result.ShouldBe(new Appended(log.At(2), log.At(1 + count), new(1 + count)));
        (await log.Store.HeadAsync(CancellationToken.None)).ShouldBe(log.At(1 + count));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task A_stream_that_must_not_exist_may_not_exist(int count)
    {
        await using var log = await TestLog.OpenAsync(database);
        (await log.AppendAsync(ExpectedVersion.NoStream, Events.Many(count))).ShouldBe(new Appended(log.At(1), log.At(count), new(count)));

        (await log.AppendAsync(ExpectedVersion.NoStream, Events.Many(count))).ShouldBe(new VersionConflict(new(count)));

        (await log.Store.HeadAsync(CancellationToken.None)).ShouldBe(log.At(count));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task An_exact_version_must_be_the_actual_one(int count)
    {
        await using var log = await TestLog.OpenAsync(database);
        await log.AppendAsync(ExpectedVersion.Any, Events.Many(2));

        (await log.AppendAsync(ExpectedVersion.Exactly(new(1)), Events.Many(count))).ShouldBe(new VersionConflict(new(2)));
        (await log.AppendAsync(ExpectedVersion.Exactly(new(3)), Events.Many(count))).ShouldBe(new VersionConflict(new(2)));
        (await log.AppendAsync(ExpectedVersion.Exactly(new(2)), Events.Many(count))).ShouldBe(new Appended(log.At(3), log.At(2 + count), new(2 + count)));
    }

    [Fact]
    public async Task Exactly_none_is_no_stream()
    {
        await using var log = await TestLog.OpenAsync(database);

        (await log.AppendAsync(ExpectedVersion.Exactly(StreamVersion.None), Events.One())).ShouldBe(new Appended(log.At(1), log.At(1), new(1)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task A_retry_answers_the_first_positions_whatever_the_stream_is_at_now(int count)
    {
        await using var log = await TestLog.OpenAsync(database);
        var events = Events.Many(count);
        await log.AppendAsync(ExpectedVersion.NoStream, events);
        await log.AppendAsync(ExpectedVersion.Any, Events.One());

        var result = await log.AppendAsync(ExpectedVersion.NoStream, events);

        result.ShouldBe(new AlreadyAppended(log.At(1), log.At(count), new(count)));
        (await log.Store.HeadAsync(CancellationToken.None)).ShouldBe(log.At(count + 1));
    }

    [Fact]
    public async Task Metadata_is_not_content_and_the_first_stays()
    {
        await using var log = await TestLog.OpenAsync(database);
        var first = Events.One(metadata: """{"try":1}""");
        await log.AppendAsync(ExpectedVersion.Any, first);

        var result = await log.AppendAsync(ExpectedVersion.Any, Events.One(id: first.EventId, metadata: """{"try":2}"""));

        result.ShouldBe(new AlreadyAppended(log.At(1), log.At(1), new(1)));
        (await log.Store.FindAsync(first.EventId, CancellationToken.None))!.Metadata.Text().ShouldBe("""{"try":1}""");
    }

    [Fact]
    public async Task The_same_id_with_other_content_is_a_conflict()
    {
        await using var log = await TestLog.OpenAsync(database);
        var first = Events.One();
        await log.AppendAsync(ExpectedVersion.Any, first);
        var conflict = new EventIdConflict(first.EventId, log.At(1));

        (await log.AppendAsync(ExpectedVersion.Any, first with { Data = """{"n":2}"""u8.ToArray() })).ShouldBe(conflict);
        (await log.AppendAsync(ExpectedVersion.Any, first with { Data = """{"n": 1}"""u8.ToArray() })).ShouldBe(conflict);
        (await log.AppendAsync(ExpectedVersion.Any, first with { Type = "NumberUnseen" })).ShouldBe(conflict);
        (await log.AppendAsync(ExpectedVersion.Any, first with { SchemaVersion = 2 })).ShouldBe(conflict);
        (await log.Store.AppendAsync(Events.AnyStream(), ExpectedVersion.Any, [first], CancellationToken.None)).ShouldBe(conflict);
    }

    [Fact]
    public async Task Some_known_ids_among_new_ones_are_a_conflict_and_nothing_is_recorded()
    {
        await using var log = await TestLog.OpenAsync(database);
        var events = Events.Many(3);
        await log.AppendAsync(ExpectedVersion.Any, events[1]);

        (await log.AppendAsync(ExpectedVersion.Any, events)).ShouldBe(new EventIdConflict(events[1].EventId, log.At(1)));

        (await log.Store.HeadAsync(CancellationToken.None)).ShouldBe(log.At(1));
    }

    [Fact]
    public async Task Several_known_events_are_a_retry_only_if_they_were_recorded_in_a_row()
    {
        await using var log = await TestLog.OpenAsync(database);
        var events = Events.Many(3);
        await log.AppendAsync(ExpectedVersion.Any, events);

        (await log.AppendAsync(ExpectedVersion.Any, events[1], events[2])).ShouldBe(new AlreadyAppended(log.At(2), log.At(3), new(3)));
        (await log.AppendAsync(ExpectedVersion.Any, events[0], events[2])).ShouldBe(new EventIdConflict(events[0].EventId, log.At(1)));
        (await log.AppendAsync(ExpectedVersion.Any, events[1], events[0])).ShouldBe(new EventIdConflict(events[1].EventId, log.At(2)));
    }

    [Fact]
    public async Task Bytes_stay_as_they_came()
    {
        await using var log = await TestLog.OpenAsync(database);
        const string odd = "{ \"b\":1.50,\"a\" : \"\\u00e9é\\n\\/𝄞\",\"b\":1e400 }";
        var written = Events.One(odd);
        await log.AppendAsync(ExpectedVersion.Any, written);

        var read = await log.Store.FindAsync(written.EventId, CancellationToken.None);

        read!.Data.Text().ShouldBe(odd);
        read.Type.ShouldBe("NumberSeen");
        read.RecordedAt.Offset.ShouldBe(TimeSpan.Zero);
    }

    [Fact]
    public async Task A_cancelled_caller_appends_nothing()
    {
        await using var log = await TestLog.OpenAsync(database);
        var written = Events.One();

        await Should.ThrowAsync<OperationCanceledException>(() => log.Store.AppendAsync(log.Stream, ExpectedVersion.Any, [written], new(true)));

        (await log.Store.FindAsync(written.EventId, CancellationToken.None)).ShouldBeNull();
    }

    [Fact]
    public async Task An_append_after_disposal_is_a_bug()
    {
        await using var log = await TestLog.OpenAsync(database);
        await log.Store.DisposeAsync();

        await Should.ThrowAsync<ObjectDisposedException>(() => log.AppendAsync(ExpectedVersion.Any, Events.One()));
    }
}
