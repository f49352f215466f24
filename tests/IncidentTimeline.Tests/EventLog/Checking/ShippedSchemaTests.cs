using IncidentTimeline.EventLog;
using IncidentTimeline.Server.Hosting;

namespace IncidentTimeline.Tests.EventLog.Checking;

/// <summary>What is read from the text of the migrations is what they make: else a check would overlook a protection, or miss one that never was.</summary>
public sealed class ShippedSchemaTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static readonly ShippedSchema Shipped = ShippedSchema.Of(ServiceHost.Migrations);

    [Fact]
    public async Task Every_constraint_is_read() => Shipped.Constraints.Values.ShouldBe(await DefinitionsAsync("Checking.read_constraints.sql"), ignoreOrder: true);

    [Fact]
    public async Task Every_index_is_read() => Shipped.Indexes.Values.ShouldBe(await DefinitionsAsync("Checking.read_indexes.sql"), ignoreOrder: true);

    [Fact]
    public async Task Every_function_is_read_with_its_text_and_how_it_runs()
    {
        await using var snapshot = await LogSnapshot.OpenAsync(database.Service, CancellationToken.None);

        var there = await snapshot.ReadAsync(EmbeddedSql.Read("Checking.read_functions.sql"), [], row => (row.GetString(0), SchemaCheck.ReadFunction(row)), CancellationToken.None);

        Shipped.Functions.Select(function => (function.Key, function.Value)).ShouldBe(there, ignoreOrder: true);
        (Shipped.Functions["append_one"] with { Text = "" }).ShouldBe(new ShippedFunction("", "plpgsql", "v", false, "enable_seqscan=off"));
    }

    [Fact]
    public async Task Every_trigger_is_read_with_when_it_fires()
    {
        await using var snapshot = await LogSnapshot.OpenAsync(database.Service, CancellationToken.None);

        var there = await snapshot.ReadAsync(
            EmbeddedSql.Read("Checking.read_triggers.sql"), [], row => (row.GetString(0), new ShippedTrigger(row.GetString(1), row.GetInt32(2), row.GetString(3), row.GetString(4))), CancellationToken.None);

        Shipped.Triggers.Select(trigger => (trigger.Key, trigger.Value)).ShouldBe(there, ignoreOrder: true);
        Shipped.Triggers["events_are_append_only"].ShouldBe(new ShippedTrigger("events", 2 + 8 + 16 + 32, "A", "refuse_change_of_events"));
    }

    [Fact]
    public async Task Every_grant_is_read()
    {
        await using var snapshot = await LogSnapshot.OpenAsync(database.Service, CancellationToken.None);

        var there = await snapshot.ReadAsync(
            EmbeddedSql.Read("Checking.read_grants.sql"), [LogConnection.ServiceRole], row => $"{row.GetString(0)}: {string.Join(' ', row.GetFieldValue<string[]>(1).Order())}", CancellationToken.None);

        Shipped.Grants.Select(grant => $"{grant.Key}: {string.Join(' ', grant.Value.Order())}").ShouldBe(there, ignoreOrder: true);
        Shipped.Grants["events"].ShouldBe(["select", "insert"], ignoreOrder: true);
        Shipped.Grants["api_keys"].ShouldBe(["select", "insert", "update (last_used_at)", "update (revoked_at)", "update (revoked_by)"], ignoreOrder: true);
    }

    [Fact]
    public void What_a_later_migration_drops_is_not_expected()
    {
        var schema = ShippedSchema.Of(
        [
            new Migration("things", 1, "0001_add_things.sql", "create table things (n int);\n-- create function never() returns void language sql as $$$$;\ncreate function shrink() returns void language sql as $$$$;"),
            new Migration("things", 2, "0002_let_things_grow.sql", "drop function shrink();\ndrop function grow();\ncreate function grow() returns void language sql stable security definer set a = b as $$grown$$;"),
        ]);

        schema.Functions.Keys.ShouldBe(["grow"]);
        schema.Functions["grow"].ShouldBe(new ShippedFunction("grown", "sql", "s", true, "a=b"));
    }

    private async Task<List<string>> DefinitionsAsync(string file)
    {
        await using var snapshot = await LogSnapshot.OpenAsync(database.Service, CancellationToken.None);
        return await snapshot.ReadAsync(EmbeddedSql.Read(file), [], row => row.GetString(1), CancellationToken.None);
    }
}
