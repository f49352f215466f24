using System.Text;
using System.Text.Json;
using IncidentTimeline.Catalog;
using IncidentTimeline.Facts;

namespace IncidentTimeline.Tests.Catalog;

/// <summary>What version 1 once wrote stays readable, byte for byte. A line of the golden file is never edited; a new fact type adds one.</summary>
[Trait("Category", "Generated")]
public class GoldenFactsTests
{
    private static readonly string GoldenPath = Path.Combine(Repository.Root, "tests/IncidentTimeline.Tests/Catalog/golden/facts-v1.json");

    [Fact]
    public void Every_fact_type_has_a_golden_line()
    {
        var kept = Lines();
        var missing = Catalogue.FactTypes.Where(entry => !kept.Any(line => Read(line).GetType().Name == entry.Name)).ToArray();
        if (Repository.UpdatesGenerated)
        {
            Write([.. kept, .. missing.Select(entry => JsonSerializer.Serialize(entry.Example, Wire.Options))]);
            return;
        }

        missing.Select(entry => entry.Name).ShouldBeEmpty("Run ops/generate to add them.");
    }

    [Fact]
    public void Every_golden_line_reads_back_as_the_same_bytes()
    {
        foreach (var line in Lines())
        {
            JsonSerializer.Serialize(Read(line), Wire.Options).ShouldBe(line);
        }
    }

    [Fact]
    public void Every_golden_line_still_answers_and_is_told()
    {
        foreach (var claim in Lines().Select(Read))
        {
            Shape.Check(claim).ShouldBeEmpty();
            claim.Answers().ToArray().ShouldNotBeNull();
            claim.Tell().ShouldEndWith(".");
        }
    }

    private static IClaim Read(string line) => JsonSerializer.Deserialize<IClaim>(line, Wire.Options)!; // A golden line is no null.

    // A JSON array with one claim a line, so that a line is exactly what the log stores.
    private static string[] Lines() => File.Exists(GoldenPath)
        ? [.. File.ReadAllLines(GoldenPath).Select(line => line.TrimEnd(',')).Where(line => line.StartsWith('{'))]
        : [];

    private static void Write(IEnumerable<string> lines) =>
        File.WriteAllText(GoldenPath, $"[\n{string.Join(",\n", lines)}\n]\n", new UTF8Encoding(false));
}
