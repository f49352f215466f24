using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using IncidentTimeline.Catalog;
using IncidentTimeline.Desk;
using IncidentTimeline.EventLog;
using IncidentTimeline.Facts;
using IncidentTimeline.Server.Following;

namespace IncidentTimeline.Tests.Catalog;

/// <summary>
/// What any version once wrote stays readable, byte for byte. A golden file holds one line for each fact type or decision, as the schema
/// version in its name writes it; beside it stand the lines' SHA-256. Neither is ever edited; a new type adds a line to both.
/// </summary>
[Trait("Category", "Generated")]
public class GoldenFactsTests
{
    /// <summary>The version of the shapes that today's program writes.</summary>
    private static readonly string Written = $"v{EventCodec.SchemaVersion}";

    private static readonly string Folder = Path.Combine(Repository.Root, "tests/IncidentTimeline.Tests/Catalog/golden");

    public static TheoryData<string> Files => [.. Names];

    private static IEnumerable<string> Names => Directory.EnumerateFiles(Folder, "*-v*.json").Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal);

    [Fact]
    public void Every_fact_type_has_a_golden_line() => HasEach($"facts-{Written}", Catalogue.FactTypes);

    [Fact]
    public void Every_decision_has_a_golden_line() => HasEach($"decisions-{Written}", Catalogue.Decisions);

    [Fact]
    public void There_are_golden_files_of_every_version() =>
        Names.ShouldBe(Enumerable.Range(1, EventCodec.SchemaVersion).SelectMany(version => (string[])[$"decisions-v{version}", $"facts-v{version}"]), ignoreOrder: true);

    // As the service reads it: with what stands around a claim, by the version that the event bears.
    [Theory]
    [MemberData(nameof(Files))]
    public void Every_golden_line_is_decoded_as_an_event_of_its_version(string file)
    {
        var version = int.Parse(file.Split("-v")[1], CultureInfo.InvariantCulture);
        foreach (var line in Lines(file))
        {
            var read = Read(file, line);
            var data = Encoding.UTF8.GetBytes(read is IClaim ? $$$"""{"factId":"6c3b8f2e-0f41-4a4e-9c58-0d6f5a4b7e11","claim":{{{line}}},"places":[],"attribution":{"publisher":"wire"}}""" : line);

            var (fact, decision) = EventCodec.Decode(new RecordedEvent(
                new LogPosition(1), "incident-one", new StreamVersion(1), Guid.NewGuid(), read.GetType().Name, version, data, "{}"u8.ToArray(), DateTimeOffset.UnixEpoch));

            Write((object?)fact?.Claim ?? decision.ShouldNotBeNull()).ShouldBe(line);
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_golden_line_reads_back_as_the_same_bytes(string file)
    {
        foreach (var line in Lines(file))
        {
            Write(Read(file, line)).ShouldBe(line);
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void No_golden_line_was_edited_or_removed(string file)
    {
        if (Repository.UpdatesGenerated)
        {
            return;
        }

        Lines(file).Select(line => Sum(file, line)).ShouldBe(Sums(file), "A golden line stays as it was written; ops/generate adds those of new types.");
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_golden_line_still_answers_and_is_told(string file)
    {
        foreach (var read in Lines(file).Select(line => Read(file, line)))
        {
            Shape.Check(read).ShouldBeEmpty();
            (read is IClaim claim ? claim.Tell() : ((IDecision)read).Tell()).ShouldEndWith(".");
            (read as IClaim)?.Answers().ToArray().ShouldNotBeNull();
        }
    }

    private static void HasEach(string file, IReadOnlyList<CatalogueEntry> entries)
    {
        var kept = Lines(file);
        var missing = entries.Where(entry => !kept.Any(line => Read(file, line).GetType().Name == entry.Name)).ToArray();
        if (Repository.UpdatesGenerated)
        {
            string[] lines = [.. kept, .. missing.Select(entry => JsonSerializer.Serialize(entry.Example, Wire.Options))];
            File.WriteAllText(PathOf(file), $"[\n{string.Join(",\n", lines)}\n]\n", new UTF8Encoding(false));

            // What has a sum keeps it, whatever became of its line.
            var sums = Sums(file);
            File.WriteAllLines(SumsOf(file), [.. sums, .. lines.Select(line => Sum(file, line)).Where(sum => !sums.Any(one => one.Split("  ")[1] == sum.Split("  ")[1]))]);
            return;
        }

        missing.Select(entry => entry.Name).ShouldBeEmpty("Run ops/generate to add them.");
    }

    private static object Read(string file, string line) => file.StartsWith("facts", StringComparison.Ordinal)
        ? JsonSerializer.Deserialize<IClaim>(line, Wire.Options)! // A golden line is no null.
        : JsonSerializer.Deserialize<IDecision>(line, Wire.Options)!; // As above.

    private static string Write(object read) => read is IClaim claim ? JsonSerializer.Serialize(claim, Wire.Options) : JsonSerializer.Serialize((IDecision)read, Wire.Options);

    // A JSON array with one a line, so that a line is exactly what the log stores.
    private static string[] Lines(string file) => File.Exists(PathOf(file))
        ? [.. File.ReadAllLines(PathOf(file)).Select(line => line.TrimEnd(',')).Where(line => line.StartsWith('{'))]
        : [];

    private static string[] Sums(string file) => File.Exists(SumsOf(file)) ? File.ReadAllLines(SumsOf(file)) : [];

    // In the form of sha256sum, the type in the place of a file.
    private static string Sum(string file, string line) => $"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(line)))}  {Read(file, line).GetType().Name}";

    private static string PathOf(string file) => Path.Combine(Folder, file + ".json");

    private static string SumsOf(string file) => Path.Combine(Folder, file + ".sha256");
}
