using System.Diagnostics;
using System.IO.Compression;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using IncidentTimeline.Client;
using IncidentTimeline.Tests.Faults;
using IncidentTimeline.Tests.Server;

namespace IncidentTimeline.Tests.Client;

/// <summary>The package as a stranger gets it: what is in it, and that the first page of its README does what it says.</summary>
[Collection(FaultsCollection.Name)]
public sealed partial class PackageTests(TestService service) : IClassFixture<TestService>, IDisposable
{
    /// <summary>How long a build may take on a busy machine.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private static readonly string Project = Path.Combine(Repository.Root, "src/IncidentTimeline.Client");
    private static readonly string Version = XDocument.Load(Path.Combine(Repository.Root, "Directory.Build.props")).Descendants("Version").Single().Value;

    private readonly TestDirectory _directory = TestDirectory.Create();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task It_holds_the_library_with_its_words_its_readme_and_its_licence()
    {
        await PackAsync();

        using var package = ZipFile.OpenRead(PathOf($"IncidentTimeline.Client.{Version}.nupkg"));
        package.Entries.Select(entry => entry.FullName).Where(name => !Plumbing().IsMatch(name))
            .ShouldBe(["IncidentTimeline.Client.nuspec", "LICENSE", "README.md", "lib/net10.0/IncidentTimeline.Client.dll", "lib/net10.0/IncidentTimeline.Client.xml"], ignoreOrder: true);
        var metadata = XDocument.Parse(Read(package, "IncidentTimeline.Client.nuspec")).Root!.Elements().First(); // A nuspec begins with its metadata.
        Element("id").ShouldBe("IncidentTimeline.Client");
        Element("version").ShouldBe(Version);
        Element("license").ShouldBe("LICENSE");
        Element("readme").ShouldBe("README.md");
        Element("description").Length.ShouldBeGreaterThan(50);
        metadata.Descendants().Where(one => one.Name.LocalName == "dependency").ShouldBeEmpty();
        Read(package, "README.md").ShouldBe(await File.ReadAllTextAsync(Path.Combine(Project, "README.md")));
        Read(package, "LICENSE").ShouldBe(await File.ReadAllTextAsync(Path.Combine(Repository.Root, "LICENSE")));
        Read(package, "lib/net10.0/IncidentTimeline.Client.xml").ShouldContain("M:IncidentTimeline.Client.TimelineClient.FollowAsync");

        using var symbols = ZipFile.OpenRead(PathOf($"IncidentTimeline.Client.{Version}.snupkg"));
        symbols.Entries.Select(entry => entry.FullName).ShouldContain("lib/net10.0/IncidentTimeline.Client.pdb");

        string Element(string name) => metadata.Elements().Single(one => one.Name.LocalName == name).Value;
    }

    [Fact]
    public async Task A_project_that_knows_nothing_but_the_package_follows_in_five_minutes()
    {
        var scene = await Scene.SetAsync(service.Admin);
        var position = await scene.RecordAsync(scene.Fact(new IncidentTimeline.Facts.Transport.AirportClosed([new("SVO")]), region: "RU-MOS"));
        await PackAsync();
        var project = await MakeProjectAsync();

        await RunAsync(project, "build", "--configuration", "Release", "--verbosity", "quiet", "-p:UseAppHost=false");

        // The first example of the README, as it stands there.
        using var follower = Start(project, [Path.Combine(project, "bin/Release/net10.0/Follower.dll")], new() { ["TIMELINE_SERVER"] = service.Admin.BaseAddress!.ToString(), ["TIMELINE_KEY"] = service.AdminKey }); // Its clients have one.
        try
        {
            using var patience = new CancellationTokenSource(Patience);
            (await follower.StandardOutput.ReadLineAsync(patience.Token)).ShouldNotBeNull().ShouldStartWith($"#{position} ");
        }
        finally
        {
            follower.Kill();
        }
    }

    /// <summary>What the README says is there, is there under that name.</summary>
    [Fact]
    public async Task The_readme_names_what_there_is()
    {
        var readme = await File.ReadAllTextAsync(Path.Combine(Project, "README.md"));
        var types = typeof(TimelineClient).Assembly.GetExportedTypes();

        foreach (var name in (string[])[nameof(FileCheckpoint), nameof(TransactionCheckpoint), nameof(ICheckpoint), nameof(TimelineEvent), nameof(EventFilter), nameof(TimelineProblemException)])
        {
            readme.ShouldContain($"`{name}`");
            types.ShouldContain(type => type.Name == name);
        }
    }

    // What the tests were built with is packed; nothing is compiled again under other tests.
    private Task PackAsync() => RunAsync(Project, "pack", "--no-build", "--configuration", AppContext.BaseDirectory.Contains("/Release/", StringComparison.Ordinal) ? "Release" : "Debug", "--output", _directory.Path, "--verbosity", "quiet");

    /// <summary>A project outside the repository, whose only feed is a directory with the package.</summary>
    private async Task<string> MakeProjectAsync()
    {
        var project = Directory.CreateDirectory(Path.Combine(_directory.Path, "Follower")).FullName;
        await File.WriteAllTextAsync(Path.Combine(project, "nuget.config"), $"""
            <configuration>
              <packageSources><clear /><add key="local" value="{_directory.Path}" /></packageSources>
              <config><add key="globalPackagesFolder" value="{_directory.Path}/packages" /></config>
            </configuration>
            """);
        await File.WriteAllTextAsync(Path.Combine(project, "Follower.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
                <InvariantGlobalization>true</InvariantGlobalization>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="IncidentTimeline.Client" Version="[{Version}]" />
              </ItemGroup>
            </Project>
            """);
        await File.WriteAllTextAsync(Path.Combine(project, "Program.cs"), Example().Match(await File.ReadAllTextAsync(Path.Combine(Project, "README.md"))).Groups[1].Value);
        return project;
    }

    private static async Task RunAsync(string directory, params string[] arguments)
    {
        using var process = Start(directory, [.. arguments, "--nologo", "-nodeReuse:false"], new() { ["UseSharedCompilation"] = "false" });
        using var patience = new CancellationTokenSource(Patience);
        var said = await process.StandardOutput.ReadToEndAsync(patience.Token);
        await process.WaitForExitAsync(patience.Token);
        process.ExitCode.ShouldBe(0, said);
    }

    private static Process Start(string directory, string[] arguments, Dictionary<string, string> environment)
    {
        var start = new ProcessStartInfo("dotnet", arguments) { WorkingDirectory = directory, RedirectStandardOutput = true };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start).ShouldNotBeNull();
    }

    private static string Read(ZipArchive package, string name)
    {
        using var reader = new StreamReader(package.GetEntry(name).ShouldNotBeNull().Open());
        return reader.ReadToEnd();
    }

    private string PathOf(string file) => Path.Combine(_directory.Path, file);

    // What every package has, by the rules of its container.
    [GeneratedRegex(@"^(_rels/|package/|\[Content_Types\]\.xml$)")]
    private static partial Regex Plumbing();

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Example();
}
