using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using IncidentTimeline.Server.Hosting;
using IncidentTimeline.Tests.Server;

namespace IncidentTimeline.Tests.Deploy;

/// <summary>ops/deploy/Dockerfile and the code agree, and its health check works on a service that runs.</summary>
public sealed class DockerfileTests(TestService service) : IClassFixture<TestService>
{
    private static readonly Dockerfile File = Dockerfile.Read();

    [Fact]
    public void The_images_are_of_what_is_built_with_and_for() =>
        File.Of("FROM").ShouldBe([
            "node:22-slim AS page",
            $"mcr.microsoft.com/dotnet/sdk:{Environment.Version.Major}.{Environment.Version.Minor} AS build",
            $"mcr.microsoft.com/dotnet/aspnet:{Environment.Version.Major}.{Environment.Version.Minor}",
        ]);

    [Fact]
    public void What_is_copied_is_there_and_not_ignored()
    {
        var ignored = System.IO.File.ReadAllLines(Path.Combine(Repository.Root, ".dockerignore"));
        var copied = File.Of("COPY").Where(arguments => !arguments.StartsWith("--from=", StringComparison.Ordinal)).SelectMany(arguments => arguments.Split(' ')[..^1]).ToList();

        copied.ShouldNotBeEmpty();
        copied.ShouldAllBe(path => Path.Exists(Path.Combine(Repository.Root, path)));
        copied.Intersect(ignored).ShouldBeEmpty();
    }

    [Fact]
    public void Everything_that_the_build_reads_at_the_root_is_copied()
    {
        string[] read = ["global.json", "Directory.Build.props", "Directory.Packages.props", "BannedSymbols.txt", ".editorconfig"];

        File.Of("COPY").Select(arguments => arguments.Split(' ')[..^1]).ShouldContain(copied => copied.Order().SequenceEqual(read.Order()));
    }

    [Fact]
    public void The_page_is_built_as_its_package_says_and_laid_where_the_service_takes_it_from()
    {
        File.Of("RUN").ShouldContain("npm ci");
        File.Of("RUN").ShouldContain("npm run build");
        File.Of("COPY").ShouldContain("--from=page /source/src/web/dist src/web/dist");
        File.Of("WORKDIR")[0].ShouldBe("/source/src/web");
    }

    [Fact]
    public void The_program_that_starts_is_the_one_that_is_published()
    {
        File.Of("RUN").Single(command => command.StartsWith("dotnet publish", StringComparison.Ordinal)).ShouldStartWith("dotnet publish src/IncidentTimeline.Server --configuration Release --output /app ");
        File.Of("ENTRYPOINT").ShouldBe([$"[\"dotnet\", \"/app/{typeof(ServiceHost).Assembly.GetName().Name}.dll\"]"]);
    }

    [Fact]
    public void It_does_not_run_as_root()
    {
        File.Of("USER").ShouldBe(["$APP_UID"]);
        // Before the data directory is made, its owner must be known; after USER nobody could give it away.
        File.Of("RUN").ShouldContain(command => command.Contains("chown \"$APP_UID\" /data", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_health_check_passes_on_a_service_that_runs() => (await CheckHealthAsync(service.Admin.BaseAddress!.Port)).ShouldBe(0); // Its clients have one.

    [Fact]
    public async Task The_health_check_fails_where_nothing_listens() => (await CheckHealthAsync(1)).ShouldNotBe(0);

    private static async Task<int> CheckHealthAsync(int port)
    {
        var instruction = File.Of("HEALTHCHECK").Single();
        var command = JsonSerializer.Deserialize<string[]>(instruction[instruction.IndexOf('[', StringComparison.Ordinal)..])!; // An array, or the assertion below has nothing.
        var program = typeof(ServiceHost).Assembly.Location;
        var start = new ProcessStartInfo(command[0], command[1..].Select(argument => argument == "/app/" + Path.GetFileName(program) ? program : argument)) { RedirectStandardOutput = true };
        start.Environment["TIMELINE_PORT"] = port.ToString(CultureInfo.InvariantCulture);

        using var check = Process.Start(start).ShouldNotBeNull();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await check.WaitForExitAsync(patience.Token);
        return check.ExitCode;
    }
}
