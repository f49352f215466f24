using IncidentTimeline.EventLog;
using IncidentTimeline.Server.Hosting;

namespace IncidentTimeline.Tests.EventLog.Checking;

/// <summary>What is read from the text of the migrations is what they make: else a check would overlook a protection, or miss one that never was.</summary>
public sealed class ShippedSchemaTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static readonly ShippedSchema Shipped = ShippedSchema.Of(ServiceHost.Migrations);

    [Fact]
    public async Task Every_constraint_is_read() => Shipped.Constraints.ShouldBe(await NamesAsync("Checking.read_constraints.sql"), ignoreOrder: true);

    [Fact]
    public async Task Every_index_is_read() => Shipped.Indexes.ShouldBe(await NamesAsync("Checking.read_indexes.sql"), ignoreOrder: true);

    [Fact]
    public async Task Every_function_is_read() => Shipped.Functions.ShouldBe(await NamesAsync("Checking.read_functions.sql"), ignoreOrder: true);

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
    }

    [Fact]
    public void What_a_later_migration_drops_is_not_expected()
    {
        var schema = ShippedSchema.Of(
        [
            new Migration("things", 1, "0001_add_things.sql", "create table things (n int, constraint things_n primary key (n), constraint things_small check (n < 9)); -- create index never on things (n)"),
            new Migration("things", 2, "0002_let_things_grow.sql", "alter table things drop constraint things_small; drop function grow(); create function grow() returns void language sql as '';"),
        ]);

        (schema.Constraints.Contains("things_n"), schema.Constraints.Contains("things_small"), schema.Indexes.Contains("never"), schema.Functions.Contains("grow")).ShouldBe((true, false, false, true));
    }

    private async Task<List<string>> NamesAsync(string file)
    {
        await using var snapshot = await LogSnapshot.OpenAsync(database.Service, CancellationToken.None);
        return await snapshot.ReadAsync(EmbeddedSql.Read(file), [], row => row.GetString(0), CancellationToken.None);
    }
}
