using System.Text;
using IncidentTimeline.Catalog;

namespace IncidentTimeline.Tests.Catalog;

[Trait("Category", "Generated")]
public class FactsReferenceTests
{
    private static readonly string ReferencePath = Path.Combine(Repository.Root, "docs/reference/facts.md");

    [Fact]
    public void The_committed_reference_is_current()
    {
        var current = FactsReference.Write();
        if (Repository.UpdatesGenerated)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(ReferencePath)!);
            File.WriteAllText(ReferencePath, current, new UTF8Encoding(false));
        }

        File.ReadAllText(ReferencePath).ShouldBe(current, "Run ops/generate.");
    }

    [Fact]
    public void Every_fact_type_and_aspect_is_in_it()
    {
        var reference = FactsReference.Write();

        Catalogue.FactTypes.ShouldAllBe(entry => reference.Contains($"### {entry.Name}\n", StringComparison.Ordinal));
        IncidentTimeline.Facts.Aspects.All.Keys.ShouldAllBe(key => reference.Contains($"| `{key}` |", StringComparison.Ordinal));
    }
}
