using IncidentTimeline.EventLog;
using IncidentTimeline.Server.Checking;
using IncidentTimeline.Server.Facts;
using IncidentTimeline.Server.Statements;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace IncidentTimeline.Tests.Server.Checking;

/// <summary>Each kind of finding in what the events say and what is derived from them, by really doing the damage: found at its place, and nothing else with it.</summary>
public sealed class TimelineCheckTests(RecordedTimeline timeline) : IClassFixture<RecordedTimeline>
{
    private const string AppendClosed = """'IncidentClosed', 1, '{"type":"IncidentClosed","reason":"x"}', '{"actor":"x"}')""";

    [Fact]
    public async Task A_recorded_timeline_is_clean()
    {
        await using var copy = await timeline.CopyAsync();

        var lines = await Checks.RunAsync(copy.ConnectionString);

        lines.ShouldBe([new CheckLine.Progress(8, 8), lines[^1]]);
        lines[^1].ShouldBeOfType<CheckLine.Verdict>().ShouldSatisfyAllConditions(
            verdict => verdict.IsClean.ShouldBeTrue(),
            verdict => (verdict.Events, verdict.Last, verdict.Read).ShouldBe((8, 8, 8)),
            verdict => verdict.Findings.ShouldBeEmpty());
    }

    [Theory]
    [InlineData("""update events set data = '{"n":1}' where position = 4""", "event-unreadable at position 4")]
    [InlineData("update events set data = 'null' where position = 6", "event-unreadable at position 6")]
    [InlineData("update events set metadata = '{}' where position = 3", "event-unreadable at position 3")]
    [InlineData("update events set type = 'OfALaterVersion' where position = 5", "event-unknown at position 5")]
    [InlineData("update events set schema_version = 2 where position = 5", "event-unknown at position 5")]
    [InlineData("update events set data = (data::text || ' ')::json where position = 4", "event-altered at position 4")]
    [InlineData("update events set type = 'AirportClosed' where position = 4", "event-altered at position 4")]
    [InlineData("update events set event_id = gen_random_uuid() where position = 4", "event-altered at position 4")]
    [InlineData("""update events set data = replace(data::text, '"value":2', '"value":7')::json where position = 4""", "search-row-differs at position 4")]
    [InlineData("select append_one('elsewhere', -1, gen_random_uuid(), " + AppendClosed, "stream-misplaced at position 9")]
    [InlineData("select append_one('source-{source}', -1, gen_random_uuid(), " + AppendClosed, "stream-misplaced at position 9")]
    [InlineData("select append_one('document-x', -1, gen_random_uuid(), 'DocumentCaptured', 1, data, metadata) from events where position = 2", "stream-misplaced at position 9")]
    [InlineData("select append_one('incident-unfounded', -1, gen_random_uuid(), " + AppendClosed, "founding-wrong at stream incident-unfounded, position 9")]
    [InlineData("select append_one('{stream}', -1, gen_random_uuid(), type, 1, data, metadata) from events where position = 3", "founding-wrong at stream {stream}, position 9")]
    [InlineData("select append_one('{stream}', -1, '6c3b8f2e-0f41-4a4e-9c58-0d6f5a4b7e11', type, 1, replace(replace(data::text, '{source}', 'nobody'), event_id::text, '6c3b8f2e-0f41-4a4e-9c58-0d6f5a4b7e11')::json, metadata) from events where position = 4", "source-unregistered at position 9")]
    [InlineData("select append_one('{stream}', -1, '6c3b8f2e-0f41-4a4e-9c58-0d6f5a4b7e11', type, 1, replace(replace(data::text, '{document}', repeat('0', 64)), event_id::text, '6c3b8f2e-0f41-4a4e-9c58-0d6f5a4b7e11')::json, metadata) from events where position = 4", "document-uncaptured at position 9")]
    public async Task Events_that_are_not_as_recorded_are_found(string damage, params string[] expected)
    {
        await using var copy = await DamagedAsync("events", "events_are_append_only", damage);

        (await Checks.RunAsync(copy.ConnectionString)).Findings().ShouldBe(expected.Select(Named));
    }

    [Theory]
    [InlineData("delete from documents where sha256 = '\\x{document}'", "document-missing at document {document}, position 2")]
    [InlineData("update documents set content = content || '!' where sha256 = '\\x{document}'", "document-text-differs at document {document}, position 2")]
    [InlineData("update documents set content = replace(content, 'Power', 'Water') where sha256 = '\\x{scan}'", "quotation-differs at position 8, document {scan}", "document-text-differs at document {scan}, position 7")]
    [InlineData(
        """
        alter table documents drop constraint documents_sha256_is_of_bytes;
        update documents set bytes = set_byte(bytes, 1, 0) where sha256 = '\x{document}';
        alter table documents add constraint documents_sha256_is_of_bytes check (sha256 = sha256(bytes)) not valid;
        update pg_constraint set convalidated = true where conname = 'documents_sha256_is_of_bytes'
        """,
        "document-bytes-differ at document {document}, position 2")]
    [InlineData("update events set data = replace(data::text, '\"bytes\":3', '\"bytes\":4')::json where position = 7", "document-bytes-differ at document {scan}, position 7")]
    public async Task Documents_that_are_not_as_captured_are_found(string damage, params string[] expected)
    {
        await using var copy = await timeline.CopyAsync();
        await copy.ExecuteAsync("alter table events disable trigger events_are_append_only; alter table documents disable trigger documents_are_frozen");
        await copy.ExecuteAsync(Named(damage));
        await copy.ExecuteAsync("alter table events enable always trigger events_are_append_only; alter table documents enable always trigger documents_are_frozen");

        (await Checks.RunAsync(copy.ConnectionString)).Findings().ShouldBe(expected.Select(Named), ignoreOrder: true);
    }

    [Fact]
    public async Task Bytes_whose_capture_was_never_recorded_are_worth_knowing_and_no_error()
    {
        await using var copy = await timeline.CopyAsync();
        await copy.ExecuteAsync("insert into documents (sha256, content, bytes) values (sha256('left'), 'left', 'left')");

        var lines = await Checks.RunAsync(copy.ConnectionString);

        // The SHA-256 of "left", by sha256sum.
        lines.Findings().ShouldBe(["document-orphaned at document 360f84035942243c6a36537ae2f8673485e6c04455a0a85a0db19690f2541480"]);
        lines[^1].ShouldBeOfType<CheckLine.Verdict>().IsClean.ShouldBeTrue();
    }

    [Theory]
    [InlineData("delete from fact_search where position = 5", "search-row-missing at position 5")]
    [InlineData("delete from fact_search where position = 8", "search-row-missing at position 8")]
    [InlineData("update fact_search set voice = 'nobody' where position = 4", "search-row-differs at position 4")]
    [InlineData("update fact_search set words = to_tsvector('simple', 'nothing') where position = 4", "search-row-differs at position 4")]
    [InlineData("update fact_search set position = 6 where position = 5", "search-row-missing at position 5", "search-row-unknown at position 6")]
    [InlineData("update fact_search set position = 99 where position = 8", "search-row-missing at position 8", "search-row-unknown at position 99")]
    [InlineData("update checkpoints set position = 7 where projection = 'fact-search'", "search-row-unknown at position 8")]
    [InlineData("update checkpoints set position = 7 where projection = 'fact-search'; delete from fact_search where position = 8")]
    [InlineData("delete from checkpoints where projection = 'fact-search'; truncate fact_search")]
    public async Task A_search_that_is_no_replay_is_found(string damage, params string[] expected)
    {
        await using var copy = await timeline.CopyAsync();
        await copy.ExecuteAsync(damage);

        (await Checks.RunAsync(copy.ConnectionString)).Findings().ShouldBe(expected);
    }

    [Theory]
    [InlineData("delete from statements where position = 8", "statements-differ at position 8")]
    [InlineData("update statements set region = region + 1 where position = 8", "statements-differ at position 8")]
    [InlineData("update statements set is_plain = false where position = 8", "statements-differ at position 8")]
    [InlineData("update statements set next_known = 1, next_reported = 1, next_latest = 1 where position = 8", "statements-differ at position 8")]
    [InlineData("delete from fact_clusters where position = 8", "statements-differ at position 8")]
    [InlineData("insert into fact_clusters values (99, 99, null, gen_random_uuid())", "statements-differ at position 99")]
    public async Task A_statement_index_that_is_no_replay_is_found(string damage, params string[] expected)
    {
        await using var copy = await timeline.CopyAsync();
        await copy.ExecuteAsync(damage);

        (await Checks.RunAsync(copy.ConnectionString)).Findings().Distinct().ShouldBe(expected);
    }

    /// <summary>Waits for each in turn, 10 s together.</summary>
    [Fact]
    public async Task An_index_and_a_search_that_do_not_keep_up_are_found()
    {
        await using var copy = await timeline.CopyAsync();
        await copy.ExecuteAsync("update checkpoints set position = 7; delete from fact_search where position = 8; delete from fact_clusters where position = 8; delete from statements where position = 8");
        await using var database = NpgsqlDataSource.Create(LogConnection.ForOwner(copy.ConnectionString));
        await using var store = new EventStore(database, new EventStoreOptions(), TimeProvider.System, null);
        var events = new EventReader();
        using var index = new StatementIndexRunner(database, store, new StatementIndex(events), TimeProvider.System, NullLoggerFactory.Instance);
        using var search = new FactSearchRunner(database, store, new FactSearch(database), TimeProvider.System, NullLoggerFactory.Instance);

        // Neither was started.
        (await Checks.RunAsync(copy.ConnectionString, index, search)).Findings().ShouldBe(["statements-behind at position 7", "search-behind at position 7"]);
    }

    [Fact]
    public async Task A_database_that_was_not_migrated_is_said_to_be_older_and_nothing_else_is_guessed()
    {
        await using var copy = await timeline.CopyAsync();
        await copy.ExecuteAsync("drop table fact_search; delete from migrations where name = '0002_create_fact_search.sql'");

        var lines = await Checks.RunAsync(copy.ConnectionString);

        lines.Findings().ShouldBe(["migration-missing at migration 0002_create_fact_search.sql of IncidentTimeline.Server"]);
        lines[^1].ShouldBeOfType<CheckLine.Verdict>().IsClean.ShouldBeFalse();
    }

    private async Task<TimelineCopy> DamagedAsync(string table, string trigger, string damage)
    {
        var copy = await timeline.CopyAsync();
        await copy.ExecuteAsync($"alter table {table} disable trigger {trigger}");
        await copy.ExecuteAsync(Named(damage));
        await copy.ExecuteAsync($"alter table {table} enable always trigger {trigger}");
        return copy;
    }

    private string Named(string text) => text
        .Replace("{stream}", timeline.Stream, StringComparison.Ordinal)
        .Replace("{source}", timeline.Source, StringComparison.Ordinal)
        .Replace("{document}", timeline.Document, StringComparison.Ordinal)
        .Replace("{scan}", timeline.Scan, StringComparison.Ordinal);
}
