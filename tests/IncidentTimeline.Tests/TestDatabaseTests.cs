using Npgsql;

namespace IncidentTimeline.Tests;

public sealed class TestDatabaseTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task The_service_connects_with_the_service_role_and_schema()
    {
        await using var command = database.Service.CreateCommand("select current_user || ' ' || current_schema()");

        var roleAndSchema = await command.ExecuteScalarAsync();

        roleAndSchema.ShouldBe("timeline_service timeline");
    }

    [Fact]
    public async Task The_owner_is_another_role_than_the_service()
    {
        await using var command = database.Owner.CreateCommand("select current_user");

        var role = await command.ExecuteScalarAsync();

        role.ShouldNotBe("timeline_service");
    }

    [Fact]
    public async Task A_finished_class_leaves_no_database()
    {
        var finished = new TestDatabase();
        await finished.InitializeAsync();
        var name = new NpgsqlConnectionStringBuilder(finished.OwnerConnectionString).Database!;
        await finished.DisposeAsync();

        await using var command = database.Owner.CreateCommand("select exists (select from pg_database where datname = $1)");
        command.Parameters.Add(new() { Value = name });

        (await command.ExecuteScalarAsync()).ShouldBe(false);
    }
}
