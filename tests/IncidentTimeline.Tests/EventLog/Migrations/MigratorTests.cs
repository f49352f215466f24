using IncidentTimeline.EventLog;
using Npgsql;

namespace IncidentTimeline.Tests.EventLog.Migrations;

/// <summary>Forward only, once, and never against what was shipped. Each test has a schema of its own.</summary>
public sealed class MigratorTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static readonly Migration First = new("things", 1, "0001_add_things.sql", "create table things (n int);\ninsert into things values (1);");
    private static readonly Migration Second = new("things", 2, "0002_add_more.sql", "insert into things values (2);");

    [Fact]
    public void The_logs_own_migrations_are_numbered_without_a_gap() =>
        EventLogMigrations.All.Select(migration => migration.Number).ShouldBe(Enumerable.Range(1, EventLogMigrations.All.Count));

    [Fact]
    public async Task Missing_migrations_are_applied_in_order_and_only_once()
    {
        await using var schema = NewSchema();

        await MigrateAsync(schema, First);
        await MigrateAsync(schema, First, Second);
        await MigrateAsync(schema, First, Second);

        (await ThingsAsync(schema)).ShouldBe([1, 2]);
    }

    [Fact]
    public async Task An_edited_migration_is_refused()
    {
        await using var schema = NewSchema();
        await MigrateAsync(schema, First);

        var refusal = await Should.ThrowAsync<MigrationException>(() => MigrateAsync(schema, First with { Sql = First.Sql + " " }, Second));

        refusal.Message.ShouldContain("0001_add_things.sql of things was edited");
        (await ThingsAsync(schema)).ShouldBe([1]);
    }

    [Fact]
    public void Line_ends_of_a_checkout_do_not_change_the_checksum() =>
        new Migration("things", 1, First.Name, First.Sql.Replace("\n", "\r\n", StringComparison.Ordinal)).Checksum.ShouldBe(First.Checksum);

    [Fact]
    public async Task A_database_ahead_of_the_program_is_refused()
    {
        await using var schema = NewSchema();
        await MigrateAsync(schema, First, Second);

        var refusal = await Should.ThrowAsync<MigrationException>(() => MigrateAsync(schema, First));

        refusal.Message.ShouldContain("does not know");
    }

    [Fact]
    public async Task A_migration_before_an_applied_one_is_refused()
    {
        await using var schema = NewSchema();
        var third = Second with { Number = 3, Name = "0003_add_more.sql" };
        await MigrateAsync(schema, First, third);

        var refusal = await Should.ThrowAsync<MigrationException>(() => MigrateAsync(schema, First, Second, third));

        refusal.Message.ShouldContain("forward only");
    }

    [Fact]
    public async Task A_failing_migration_leaves_nothing_behind()
    {
        await using var schema = NewSchema();

        await Should.ThrowAsync<PostgresException>(() => MigrateAsync(schema, First, Second with { Sql = "insert into things values (7); select 1 / 0;" }));
        await MigrateAsync(schema, First, Second);

        (await ThingsAsync(schema)).ShouldBe([1, 2]);
    }

    [Fact]
    public async Task Concurrent_migrators_apply_each_migration_once()
    {
        await using var schema = NewSchema();

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => MigrateAsync(schema, First, Second)));

        (await ThingsAsync(schema)).ShouldBe([1, 2]);
    }

    [Fact]
    public async Task Sets_are_numbered_each_for_itself()
    {
        await using var schema = NewSchema();

        await MigrateAsync(schema, [.. EventLogMigrations.All]);
        await MigrateAsync(schema, First);
        await MigrateAsync(schema, [.. EventLogMigrations.All]);

        (await ThingsAsync(schema)).ShouldBe([1]);
    }

    [Fact]
    public async Task Two_logs_live_in_one_database()
    {
        await using var schema = NewSchema("Odd \"name\"");
        await MigrateAsync(schema, [.. EventLogMigrations.All]);
        await using var store = new EventStore(schema, new EventStoreOptions(), TimeProvider.System, null);

        var result = await store.AppendAsync("one", ExpectedVersion.NoStream, [Events.One()], CancellationToken.None);

        result.ShouldBe(new AppendResult.Appended(new(1), new(1), new(1)));
        await using var first = store.FollowAsync(LogPosition.Start, CancellationToken.None).GetAsyncEnumerator();
        (await first.MoveNextAsync()).ShouldBeTrue();
    }

    [Fact]
    public async Task An_owner_who_is_no_superuser_may_serve_what_it_migrated()
    {
        var login = $"timeline_owner_{Guid.NewGuid():n}";
        await using var version = database.Owner.CreateCommand("select current_setting('server_version_num')::int");
        // As whoever made the service role has it: before 16 the right to make roles is the right to give them away.
        var made = (int)(await version.ExecuteScalarAsync())! >= 160_000 ? $"grant timeline_service to {login} with admin true, set false, inherit false" : $"alter role {login} createrole"; // It is never null.
        await RunAsync($"create role {login} login password 'test'", made, $"grant create on database {database.Owner.CreateConnection().Database} to {login}");
        try
        {
            var own = new NpgsqlConnectionStringBuilder(database.OwnerConnectionString) { Username = login, Password = "test", SearchPath = login, Pooling = false }.ConnectionString;
            await using var owner = NpgsqlDataSource.Create(LogConnection.ForOwner(own));

            await MigrateAsync(owner, [.. EventLogMigrations.All]);

            await using var store = new EventStore(NpgsqlDataSource.Create(LogConnection.ForService(own)), new EventStoreOptions(), TimeProvider.System, null);
            (await store.AppendAsync("one", ExpectedVersion.NoStream, [Events.One()], CancellationToken.None)).ShouldBeOfType<AppendResult.Appended>();
        }
        finally
        {
            await RunAsync($"drop schema if exists {login} cascade", $"drop owned by {login}", $"drop role {login}");
        }
    }

    private async Task RunAsync(params string[] statements)
    {
        foreach (var statement in statements)
        {
            await using var command = database.Owner.CreateCommand(statement);
            await command.ExecuteNonQueryAsync();
        }
    }

    private NpgsqlDataSource NewSchema(string? name = null) => NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(database.OwnerConnectionString)
    {
        SearchPath = LogConnection.QuoteIdentifier(name ?? $"schema_{Guid.NewGuid():n}"),
    }.ConnectionString);

    private static Task MigrateAsync(NpgsqlDataSource schema, params Migration[] migrations) =>
        new Migrator(schema, null).MigrateAsync(migrations, CancellationToken.None);

    private static async Task<List<int>> ThingsAsync(NpgsqlDataSource schema)
    {
        await using var command = schema.CreateCommand("select n from things order by n");
        await using var reader = await command.ExecuteReaderAsync();
        var things = new List<int>();
        while (await reader.ReadAsync())
        {
            things.Add(reader.GetInt32(0));
        }

        return things;
    }
}
