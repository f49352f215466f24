using System.IO.Compression;
using System.Text.Json;
using IncidentTimeline.Cli.Importing;
using Xunit.Abstractions;

namespace IncidentTimeline.Tests.Acceptance;

/// <summary>Real feeds, which are not ours and stand outside the repository.</summary>
internal static class FeedData
{
    private static readonly string? Folder = Repository.FindUpwards(directory => Directory.Exists(Below(directory, "ua-air-raid-sirens"))) is { } found ? Below(found, "") : null;

    /// <summary>Whether the feeds are there. Where not, it says so and the test has nothing to do; on CI that is a failure.</summary>
    public static bool IsThere(ITestOutputHelper output)
    {
        if (Folder is not null)
        {
            return true;
        }

        output.WriteLine("NOT TESTED: no folder shared/data beside the repository, so the acceptance on real feeds did not run.");
        Environment.GetEnvironmentVariable("CI").ShouldNotBe("true", "On CI the feeds have to be there.");
        return false;
    }

    public static string PathOf(string file) => Path.Combine(Folder!, file); // Only asked where it is there.

    public static string MappingPath(string name) => Path.Combine(Repository.Root, "ops/mappings", name + ".json");

    public static Mapping MappingOf(string name) => Mapping.Read(File.ReadAllText(MappingPath(name)));

    /// <summary>The lines of a packed file, in its order.</summary>
    public static IEnumerable<string> Lines(string file)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(PathOf(file)), CompressionMode.Decompress));
        while (reader.ReadLine() is { } line)
        {
            yield return line;
        }
    }

    public static JsonElement Parse(string line) => JsonSerializer.Deserialize<JsonElement>(line);

    private static string Below(string directory, string feed) => Path.Combine(directory, "shared/data", feed);
}
