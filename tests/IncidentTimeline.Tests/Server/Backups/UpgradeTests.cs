using System.Reflection;
using System.Text.RegularExpressions;
using IncidentTimeline.Server.Hosting;
using IncidentTimeline.Tests.Server.Checking;
using Npgsql;

namespace IncidentTimeline.Tests.Server.Backups;

/// <summary>
/// A database that a released version left, with data in it, serves under today's program: migrated, sound, and with the same answers.
/// Each release adds its file to <c>released/</c>, written by its own program (pg_dump --schema=timeline --no-owner --inserts); none is ever edited.
/// </summary>
public sealed partial class UpgradeTests
{
    private static readonly string Released = Path.Combine(Repository.Root, "tests/IncidentTimeline.Tests/Server/Backups/released");

    public static TheoryData<string> Versions => [.. Names];

    private static IEnumerable<string> Names => Directory.EnumerateFiles(Released, "v*.sql").Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal);

    [Fact]
    public void There_is_a_file_of_every_released_version()
    {
        var listed = Heading().Matches(File.ReadAllText(Path.Combine(Repository.Root, "CHANGELOG.md"))).Select(version => version.Groups[1].Value).ToList();

        Names.ShouldBe(listed.Select(version => $"v{version}"), ignoreOrder: true);
        typeof(ServiceHost).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>().ShouldNotBeNull().InformationalVersion.Split('+', '-')[0].ShouldBe(listed[0]);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task A_database_of_a_released_version_serves_today(string version)
    {
        var service = new TestService { Prepare = $"drop schema timeline cascade;\n{await File.ReadAllTextAsync(Path.Combine(Released, version + ".sql"))}" };
        await service.InitializeAsync();

        // Recorded through the released program: two drones, corrected to three; a fire, and that it is out.
        var incident = await service.Admin.ReadAsync("/incidents/kaluga?knownAt=10&eventTime=2025-05-01T00:00:00Z");
        var found = await service.Admin.ReadAsync("/facts?incident=kaluga&atLeast=10");

        incident["isClosed"]!.GetValue<bool>().ShouldBeTrue();
        incident.Question("drones-down")["displayed"].Text("text").ShouldBe("3");
        found["facts"]!.AsArray().Count.ShouldBe(4);
        await service.StopAsync();
        (await Checks.ShouldBeSoundAsync(service.Database.OwnerConnectionString)).ShouldBe(10);
        await service.DisposeAsync();
    }

    [Fact]
    public async Task A_database_that_an_older_program_may_serve_is_not_migrated_to_make_a_key()
    {
        var database = new TestDatabase();
        await database.InitializeAsync();
        await using (var older = database.Owner.CreateCommand("drop table api_keys, fact_clusters, cluster_keys, decision_keys, statements, event_reach; delete from migrations where set_name = 'IncidentTimeline.Server' and number >= 3"))
        {
            await older.ExecuteNonQueryAsync();
        }

        var (exitCode, output, error) = await ServerVerb.RunAsync(
            "key", "create", "--name", "admin", "--role", "admin", "--connection", new NpgsqlConnectionStringBuilder(database.OwnerConnectionString) { Pooling = false }.ConnectionString);

        (exitCode, output).ShouldBe((1, ""));
        error.ShouldBe("The database lacks migration 0003_create_api_keys.sql of IncidentTimeline.Server, so an older program may be serving it, and nothing was changed: make the key with that program, or upgrade the service first.\n");
        await using var look = database.Owner.CreateCommand("select to_regclass('api_keys') is null");
        (await look.ExecuteScalarAsync()).ShouldBe(true);
        await database.DisposeAsync();
    }

    [Fact]
    public async Task A_database_of_a_newer_version_is_left_alone_and_explained()
    {
        var database = new TestDatabase();
        await database.InitializeAsync();
        await using (var newer = database.Owner.CreateCommand("insert into migrations (set_name, number, name, checksum) values ('IncidentTimeline.Server', 9999, '9999_from_the_future.sql', '')"))
        {
            await newer.ExecuteNonQueryAsync();
        }

        var (exitCode, output, error) = await ServerVerb.RunAsync("--connection", new NpgsqlConnectionStringBuilder(database.OwnerConnectionString) { Pooling = false }.ConnectionString, "--port", "0");

        (exitCode, output).ShouldBe((1, ""));
        error.ShouldContain("The database has migration 9999_from_the_future.sql of IncidentTimeline.Server, which this program does not know: the program is older than the database. Deploy the newer one.");
        error.ShouldNotContain("   at ");
        await database.DisposeAsync();
    }

    [GeneratedRegex(@"^## \[(\d+\.\d+\.\d+)\]", RegexOptions.Multiline)]
    private static partial Regex Heading();
}
