using IncidentTimeline.EventLog;
using Npgsql;

namespace IncidentTimeline.Tests.EventLog.Appending;

/// <summary>The database itself refuses to change what was recorded.</summary>
public sealed class AppendOnlyTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Theory]
    [InlineData("update events set type = 'Other'")]
    [InlineData("delete from events")]
    [InlineData("delete from events where false")]
    [InlineData("truncate events")]
    [InlineData("truncate events, streams cascade")]
    [InlineData("insert into events select * from events on conflict (position) do update set type = 'Other'")]
    [InlineData("set session_replication_role = replica; delete from events")]
    public async Task The_owner_cannot_change_events(string sql)
    {
        await using var log = await TestLog.OpenAsync(database);
        await log.AppendAsync(ExpectedVersion.Any, Events.One());

        (await SqlStateOfAsync(database.Owner, sql)).ShouldBe("IT001");
    }

    [Theory]
    [InlineData("update events set type = 'Other'")]
    [InlineData("delete from events")]
    [InlineData("truncate events")]
    [InlineData("alter table events disable trigger all")]
    [InlineData("delete from streams")]
    [InlineData("delete from log_head")]
    [InlineData("insert into log_head (position, recorded_at) values (1, now())")]
    [InlineData("delete from checkpoints")]
    [InlineData("delete from migrations")]
    [InlineData("create table strange ()")]
    public async Task The_service_has_no_right_to(string sql) =>
        (await SqlStateOfAsync(database.Service, sql)).ShouldBe(PostgresErrorCodes.InsufficientPrivilege);

    [Fact]
    public async Task A_connection_keeps_the_service_role_when_the_pool_resets_it()
    {
        await using var alone = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(database.ServiceConnectionString) { MaxPoolSize = 1 }.ConnectionString);

        for (var use = 0; use < 3; use++)
        {
            await using var command = alone.CreateCommand("select current_user::text");
            (await command.ExecuteScalarAsync()).ShouldBe("timeline_service");
        }
    }

    [Fact]
    public async Task The_time_of_recording_never_runs_against_position()
    {
        await using var log = await TestLog.OpenAsync(database);
        // As if the clock had been set back an hour since the last append.
        await using (var ahead = database.Owner.CreateCommand("update log_head set recorded_at = clock_timestamp() + interval '1 hour' returning recorded_at"))
        {
            var last = new DateTimeOffset((DateTime)(await ahead.ExecuteScalarAsync())!);

            await log.AppendAsync(ExpectedVersion.Any, Events.One());
            await log.AppendAsync(ExpectedVersion.Any, Events.Many(2));

            var recorded = await log.Store.ReadLogAsync(log.At(0), LogPosition.End, CancellationToken.None).ToListAsync();
            recorded.Select(one => one.RecordedAt).ShouldBe([last, last, last]);
        }
    }

    private static async Task<string> SqlStateOfAsync(NpgsqlDataSource dataSource, string sql)
    {
        await using var connection = await dataSource.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return (await Should.ThrowAsync<PostgresException>(() => command.ExecuteNonQueryAsync())).SqlState;
    }
}
