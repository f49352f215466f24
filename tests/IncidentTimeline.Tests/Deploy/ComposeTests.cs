using System.Text.RegularExpressions;
using IncidentTimeline.Server.Hosting;
using IncidentTimeline.Server.Hosting.Postgres;
using Npgsql;
using YamlDotNet.Serialization;

namespace IncidentTimeline.Tests.Deploy;

/// <summary>docker-compose.yml and the code agree. No container engine is asked: what only one can show is not tested here.</summary>
public sealed partial class ComposeTests
{
    private static readonly Compose File = Read();

    [Theory]
    [InlineData("postgres", "postgres:18")]
    [InlineData("rabbitmq", "rabbitmq:4")]
    public void What_is_not_ours_is_an_image_of_a_pinned_major_version(string service, string image) => File.Services[service].Image.ShouldBe(image);

    [Fact]
    public void The_server_is_built_from_the_dockerfile_that_is_there()
    {
        var build = File.Services["server"].Build.ShouldNotBeNull();

        System.IO.File.Exists(Path.Combine(Repository.Root, build.Context, build.Dockerfile)).ShouldBeTrue();
    }

    [Fact]
    public void The_server_reads_every_variable_that_it_is_given()
    {
        HashSet<string> known = [];
        var commandLine = new CommandLine(name =>
        {
            known.Add(name);
            return null;
        });
        commandLine.Read(commandLine.Parse([]));

        File.Services["server"].Environment.Keys.ShouldBeSubsetOf(known);
    }

    [Fact]
    public void The_server_understands_what_it_is_given()
    {
        var commandLine = new CommandLine(name => File.Services["server"].Environment.GetValueOrDefault(name));
        var parsed = commandLine.Parse([]);

        parsed.Errors.ShouldBeEmpty();
        var options = commandLine.Read(parsed);
        (options.Port, options.Demo).ShouldBe((ServerOptions.DefaultPort, true));
    }

    [Fact]
    public void The_server_connects_to_the_database_beside_it_as_its_owner()
    {
        var (server, postgres) = (File.Services["server"], File.Services["postgres"]);
        var connection = new NpgsqlConnectionStringBuilder(server.Environment["TIMELINE_CONNECTION"]);

        connection.Database.ShouldBe(postgres.Environment["POSTGRES_DB"]);
        connection.Username.ShouldBe(postgres.Environment["POSTGRES_USER"]);
        VariableOf(connection.Password!).ShouldBe(VariableOf(postgres.Environment["POSTGRES_PASSWORD"])); // Asserted to be there by being read.
        // Both hold the same volume where the socket is: there is no TCP port.
        server.VolumeAt(connection.Host!).ShouldBe(postgres.VolumeAt("/var/run/postgresql")); // As above.
        postgres.Command.ShouldContain("listen_addresses=");
    }

    [Fact]
    public void The_pools_of_the_server_fit_into_the_connections_of_the_database()
    {
        var setting = File.Services["postgres"].Command.Single(part => part.StartsWith("max_connections=", StringComparison.Ordinal));

        // Two data sources, of the service and of the owner, with the driver's pool each; a few are left for a person.
        int.Parse(setting.Split('=')[1], System.Globalization.CultureInfo.InvariantCulture)
            .ShouldBeGreaterThanOrEqualTo(new NpgsqlConnectionStringBuilder().MaxPoolSize * 2);
    }

    [Fact]
    public void The_server_starts_only_when_the_database_answers()
    {
        File.Services["server"].DependsOn["postgres"].Condition.ShouldBe("service_healthy");
        File.Services["postgres"].Healthcheck.ShouldNotBeNull().Test.ShouldBe(["CMD", "pg_isready", "--username=timeline", "--dbname=timeline"]);
        File.Services["postgres"].Environment["POSTGRES_USER"].ShouldBe(EmbeddedPostgres.DatabaseName);
    }

    [Fact]
    public void The_server_writes_to_its_volume_and_nowhere_else()
    {
        var server = File.Services["server"];

        server.ReadOnly.ShouldBeTrue();
        server.Tmpfs.ShouldBe(["/tmp"]);
        server.CapDrop.ShouldBe(["ALL"]);
        server.SecurityOpt.ShouldBe(["no-new-privileges:true"]);
        server.VolumeAt(server.Environment["TIMELINE_DATA"]).ShouldBe("server-data");
        Dockerfile.Read().Of("VOLUME").ShouldBe([server.Environment["TIMELINE_DATA"]]);
    }

    [Fact]
    public void Whoever_stops_it_waits_longer_than_the_server_answers_what_is_in_flight() =>
        int.Parse(File.Services["server"].StopGracePeriod.TrimEnd('s'), System.Globalization.CultureInfo.InvariantCulture)
            .ShouldBeGreaterThan((int)ServiceHost.ShutdownTimeout.TotalSeconds);

    [Fact]
    public void Only_loopback_is_reached_from_outside()
    {
        File.Services["server"].NetworkMode.ShouldBe("host"); // Where the server itself sees to it.
        File.Services.Values.SelectMany(service => service.Ports).ShouldAllBe(port => port.StartsWith("127.0.0.1:", StringComparison.Ordinal));
    }

    [Fact]
    public void The_broker_starts_by_its_profile_only() =>
        File.Services.Where(service => service.Value.Profiles.Count > 0).Select(service => (service.Key, service.Value.Profiles.Single())).ShouldBe([("rabbitmq", "rabbitmq")]);

    [Fact]
    public void Every_volume_is_declared_and_used() =>
        File.Services.Values.SelectMany(service => service.Volumes).Select(volume => volume.Split(':')[0]).Distinct().ShouldBe(File.Volumes.Keys, ignoreOrder: true);

    private static Compose Read() => new DeserializerBuilder().WithNamingConvention(YamlDotNet.Serialization.NamingConventions.UnderscoredNamingConvention.Instance)
        .WithDuplicateKeyChecking().Build().Deserialize<Compose>(System.IO.File.ReadAllText(Path.Combine(Repository.Root, "docker-compose.yml")));

    /// <summary>The variable that a value such as <c>${NAME:?why}</c> stands for.</summary>
    private static string VariableOf(string value) => Interpolation().Match(value) is { Success: true } found ? found.Groups[1].Value : value;

    [GeneratedRegex(@"^\$\{(\w+)")]
    private static partial Regex Interpolation();

    // What of the Compose specification is used. An unknown member fails the reading, so that nothing stands there untested.
    private sealed class Compose
    {
        public Dictionary<string, Service> Services { get; set; } = [];

        public Dictionary<string, object?> Volumes { get; set; } = [];
    }

    private sealed class Service
    {
        public string? Image { get; set; }

        public Build? Build { get; set; }

        public List<string> Command { get; set; } = [];

        public Dictionary<string, string> Environment { get; set; } = [];

        public List<string> Volumes { get; set; } = [];

        public List<string> Ports { get; set; } = [];

        public List<string> Profiles { get; set; } = [];

        public List<string> Tmpfs { get; set; } = [];

        public List<string> CapDrop { get; set; } = [];

        public List<string> SecurityOpt { get; set; } = [];

        public Dictionary<string, Dependency> DependsOn { get; set; } = [];

        public Healthcheck? Healthcheck { get; set; }

        public bool ReadOnly { get; set; }

        public string Hostname { get; set; } = "";

        public string NetworkMode { get; set; } = "";

        public string StopSignal { get; set; } = "";

        public string StopGracePeriod { get; set; } = "";

        public string Restart { get; set; } = "";

        public string? VolumeAt(string path) =>
            Volumes.Select(volume => volume.Split(':')).SingleOrDefault(parts => parts[1] == path)?[0];
    }

    private sealed class Build
    {
        public string Context { get; set; } = "";

        public string Dockerfile { get; set; } = "";
    }

    private sealed class Dependency
    {
        public string Condition { get; set; } = "";
    }

    private sealed class Healthcheck
    {
        public List<string> Test { get; set; } = [];

        public string Interval { get; set; } = "";

        public string Timeout { get; set; } = "";

        public int Retries { get; set; }
    }
}
