using IncidentTimeline.EventLog;
using IncidentTimeline.Server.Hosting;
using Npgsql;

namespace IncidentTimeline.Tests.EventLog.Checking;

/// <summary>Each kind of finding, by really doing the damage as the owner of the tables: found at its place, and nothing else with it.</summary>
public sealed class LogCheckTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly TestDatabase _database = new();

    private EventStore Store { get; set; } = null!; // Set before any test runs.

    public async Task InitializeAsync()
    {
        await _database.InitializeAsync();
        Store = new EventStore(_database.Service, new EventStoreOptions(), TimeProvider.System, null);

        // Positions 1, 2 and 5 are of stream a; 3, 4 and 6 of b; 7 to 10 of c.
        foreach (var (stream, count) in ((string, int)[])[("a", 2), ("b", 2), ("a", 1), ("b", 1), ("c", 4)])
        {
            await Store.AppendAsync(stream, ExpectedVersion.Any, Events.Many(count), CancellationToken.None);
        }
    }

    public async Task DisposeAsync()
    {
        await Store.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task A_sound_log_is_clean()
    {
        var (findings, last, read) = await CheckAsync();

        findings.ShouldBeEmpty();
        (last, read).ShouldBe((new LogPosition(10), 10));
    }

    [Fact]
    public async Task An_empty_log_is_clean()
    {
        var empty = new TestDatabase();
        await empty.InitializeAsync();

        var (findings, last, read) = await CheckAsync(empty.Service);

        findings.ShouldBeEmpty();
        (last, read).ShouldBe((LogPosition.Start, 0));
        await empty.DisposeAsync();
    }

    [Theory]
    [InlineData("delete from events where position = 4", "position-gap at position 4", "version-gap at stream b, position 6")]
    [InlineData("delete from events where position = 10", "head-differs at table log_head", "stream-version-differs at stream c")]
    [InlineData("update events set stream_version = 7 where position = 10", "version-gap at stream c, position 10", "stream-version-differs at stream c")]
    [InlineData("update events set stream_version = 99 where position = 1; update events set stream_version = 1 where position = 2; update events set stream_version = 2 where position = 1", "version-gap at stream a, position 1", "version-backwards at stream a, position 2", "version-gap at stream a, position 5")]
    [InlineData("update events set recorded_at = recorded_at - interval '1 day' where position = 6", "recorded-at-backwards at position 6")]
    [InlineData("update events set recorded_at = recorded_at + interval '1 day' where position = 10", "head-time-behind at table log_head")]
    [InlineData("update log_head set position = 9", "head-differs at table log_head")]
    [InlineData("update log_head set position = 11", "head-differs at table log_head")]
    [InlineData("update log_head set recorded_at = '-infinity'", "head-time-behind at table log_head")]
    [InlineData("delete from log_head", "head-missing at table log_head")]
    [InlineData("update streams set version = 2 where stream_id = 'a'", "stream-version-differs at stream a")]
    [InlineData("delete from streams where stream_id = 'b'", "stream-version-differs at stream b")]
    [InlineData("insert into streams values (1, 'never')", "stream-version-differs at stream never")]
    [InlineData("insert into checkpoints values (11, 'ahead'), (10, 'there')", "checkpoint-beyond-head at projection ahead")]
    [InlineData(@"update events set data = '{""n"":""\u0000""}' where position = 3", "payload-invalid at position 3")]
    [InlineData("update events set metadata = ('' || repeat('[', 65) || repeat(']', 65))::json where position = 3", "payload-invalid at position 3")]
    public async Task Damaged_rows_are_found(string damage, params string[] expected)
    {
        await DamageAsync(damage);

        (await CheckAsync()).Findings.ShouldBe(expected, ignoreOrder: true);
    }

    [Theory]
    [InlineData("alter table events disable trigger events_are_append_only", "trigger-missing at trigger events_are_append_only of table events")]
    [InlineData("alter table events enable trigger events_are_append_only", "trigger-missing at trigger events_are_append_only of table events")]
    [InlineData("drop trigger events_are_append_only on events", "trigger-missing at trigger events_are_append_only of table events")]
    [InlineData(
        """
        drop trigger events_are_append_only on events;
        create trigger events_are_append_only before update or delete on events for each statement execute function refuse_change_of_events();
        alter table events enable always trigger events_are_append_only
        """,
        "trigger-missing at trigger events_are_append_only of table events")]
    [InlineData("create trigger mine after insert on events for each statement execute function refuse_change_of_events()", "trigger-unknown at trigger mine of table events")]
    [InlineData("create or replace function refuse_change_of_events() returns trigger language plpgsql as 'begin return null; end'", "function-differs at function refuse_change_of_events")]
    [InlineData("alter table events drop constraint events_bytes_max", "constraint-missing at constraint events_bytes_max")]
    [InlineData("alter table events drop constraint events_event_id", "constraint-missing at constraint events_event_id", "index-missing at index events_event_id")]
    [InlineData("alter table events drop constraint events_bytes_max, add constraint events_bytes_max check (octet_length(data::text) <= 9999999)", "constraint-missing at constraint events_bytes_max")]
    [InlineData("drop index events_recorded_at; create index events_recorded_at on events (position) where position > 5", "index-missing at index events_recorded_at")]
    [InlineData("do $do$ begin execute replace(pg_get_functiondef('refuse_change_of_documents'::regproc), 'refuse_change_of_documents()', 'refuse_change_of_events()'); end $do$", "function-differs at function refuse_change_of_events")]
    [InlineData("alter function append_one security definer", "function-differs at function append_one")]
    [InlineData("alter function append_one stable", "function-differs at function append_one")]
    [InlineData("alter function append_one reset enable_seqscan", "function-differs at function append_one")]
    [InlineData("create function append_one(int) returns int language sql as 'select 1'", "function-differs at function append_one")]
    [InlineData("grant update on api_keys to timeline_service", "grant-wrong at table api_keys")]
    [InlineData("grant update (roles) on api_keys to timeline_service", "grant-wrong at table api_keys")]
    [InlineData("revoke update (revoked_at) on api_keys from timeline_service", "grant-wrong at table api_keys")]
    [InlineData("grant trigger on events to timeline_service", "grant-wrong at table events")]
    [InlineData("drop index events_recorded_at", "index-missing at index events_recorded_at")]
    [InlineData("grant update, truncate on events to timeline_service", "grant-wrong at table events")]
    [InlineData("grant update (data) on events to public", "grant-wrong at table events")]
    [InlineData("alter table events owner to timeline_service", "grant-wrong at table events")]
    [InlineData("revoke insert on streams from timeline_service", "grant-wrong at table streams")]
    [InlineData("update migrations set checksum = 'other' where number = 2 and set_name = 'IncidentTimeline.EventLog'", "migration-differs at migration 0002_add_append_functions.sql of IncidentTimeline.EventLog")]
    [InlineData("delete from migrations where number = 2 and set_name = 'IncidentTimeline.EventLog'", "migration-missing at migration 0002_add_append_functions.sql of IncidentTimeline.EventLog")]
    [InlineData("insert into migrations (set_name, number, name, checksum) values ('IncidentTimeline.EventLog', 9999, '9999_from_the_future.sql', '')", "migration-unknown at migration 9999_from_the_future.sql of IncidentTimeline.EventLog")]
    [InlineData("alter table events rename to other", "no-log at the schema of the connection")]
    public async Task Lost_protection_is_found(string damage, params string[] expected)
    {
        await ExecuteAsync(damage);

        (await CheckAsync()).Findings.ShouldBe(expected, ignoreOrder: true);
    }

    [Theory]
    [InlineData("events_position", "insert into events select 5, 4, recorded_at, gen_random_uuid(), schema_version, stream_id, type, data, metadata from events where position = 5; update streams set version = 4 where stream_id = 'a'", "position-twice at position 5")]
    [InlineData("events_event_id", "insert into events select 11, 5, recorded_at, event_id, schema_version, stream_id, type, data, metadata from events where position = 10; update streams set version = 5 where stream_id = 'c'; update log_head set position = 11", "event-id-doubled at position 10")]
    [InlineData("events_stream_version", "insert into events select 11, 4, recorded_at, gen_random_uuid(), schema_version, stream_id, type, data, metadata from events where position = 10; update log_head set position = 11", "version-backwards at stream c, position 11")]
    [InlineData("events_recorded_at", "insert into events select 11, 5, recorded_at, gen_random_uuid(), schema_version, stream_id, type, data, metadata from events where position = 10; update streams set version = 5 where stream_id = 'c'; update log_head set position = 11")]
    [InlineData("streams_stream_id", "insert into streams values (1, 'd'); insert into events select 11, 1, recorded_at, gen_random_uuid(), schema_version, 'd', type, data, metadata from events where position = 10; update log_head set position = 11")]
    public async Task An_index_that_missed_a_row_is_found_and_hides_nothing(string index, string damage, params string[] expected)
    {
        // A server that is told the index need not be kept does not keep it: what a damaged one looks like afterwards.
        await ExecuteAsync($"update pg_index set indisready = false, indisvalid = false where indexrelid = '{index}'::regclass");
        await ExecuteAsync(damage);
        await ExecuteAsync($"update pg_index set indisready = true, indisvalid = true where indexrelid = '{index}'::regclass");

        (await CheckAsync()).Findings.ShouldBe([.. expected, $"index-differs at index {index}"], ignoreOrder: true);
    }

    [Fact]
    public async Task Of_many_findings_the_first_are_told_and_all_are_counted()
    {
        await Store.AppendAsync("long", ExpectedVersion.Any, Events.Many(100), CancellationToken.None);
        await DamageAsync("update events set recorded_at = recorded_at - position * interval '1 minute' where position > 40");

        await using var snapshot = await LogSnapshot.OpenAsync(_database.Service, CancellationToken.None);
        var findings = new FindingLog();
        await new LogCheck(snapshot, ServiceHost.Migrations, findings).RunAsync(CancellationToken.None);

        findings.TakeUntold().Select(finding => finding.Where).ShouldBe(Enumerable.Range(41, FindingLog.ToldPerCodeMax).Select(position => $"position {position}"));
        findings.Counts.ShouldBe([new FindingCount(LogFindings.RecordedAtBackwards, 70)]);
    }

    [Fact]
    public async Task Appends_that_go_on_meanwhile_raise_no_false_alarm()
    {
        using var enough = new CancellationTokenSource();
        var appending = Task.WhenAll(Enumerable.Range(0, 8).Select(n => AppendUntilAsync($"busy-{n}", enough.Token)));

        var lasts = new List<LogPosition>();
        for (var round = 0; round < 10; round++)
        {
            var (findings, last, read) = await CheckAsync();
            findings.ShouldBeEmpty();
            last.Value.ShouldBe(read);
            lasts.Add(last);
        }

        await enough.CancelAsync();
        await appending.WaitAsync(Patience);
        lasts.Distinct().Count().ShouldBeGreaterThan(1, "Nothing was appended meanwhile.");
    }

    [Fact]
    public async Task It_writes_nothing()
    {
        await using var snapshot = await LogSnapshot.OpenAsync(_database.Owner, CancellationToken.None);

        var refusal = await Should.ThrowAsync<PostgresException>(() => snapshot.Command("insert into checkpoints (projection) values ('x')").ExecuteNonQueryAsync());

        refusal.SqlState.ShouldBe(PostgresErrorCodes.ReadOnlySqlTransaction);
    }

    private Task<(List<string> Findings, LogPosition Last, int Read)> CheckAsync() => CheckAsync(_database.Owner);

    private static async Task<(List<string> Findings, LogPosition Last, int Read)> CheckAsync(NpgsqlDataSource dataSource)
    {
        await using var snapshot = await LogSnapshot.OpenAsync(dataSource, CancellationToken.None);
        var findings = new FindingLog();
        var check = new LogCheck(snapshot, ServiceHost.Migrations, findings);
        var read = 0;
        if (await check.RunAsync(CancellationToken.None))
        {
            await foreach (var page in check.ReadAsync(CancellationToken.None))
            {
                read += page.Count;
            }
        }

        return ([.. findings.TakeUntold().Select(finding => $"{finding.Kind.Code} at {finding.Where}")], check.Last, read);
    }

    private async Task AppendUntilAsync(string stream, CancellationToken enough)
    {
        while (!enough.IsCancellationRequested)
        {
            await Store.AppendAsync(stream, ExpectedVersion.Any, Events.Many(3), CancellationToken.None);
        }
    }

    // As somebody who knows how to switch the protection off, and on again afterwards.
    private Task DamageAsync(string damage) => ExecuteAsync(
        $"""
        alter table events disable trigger events_are_append_only;
        {damage};
        alter table events enable always trigger events_are_append_only
        """);

    private async Task ExecuteAsync(string sql)
    {
        await using var command = _database.Owner.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
