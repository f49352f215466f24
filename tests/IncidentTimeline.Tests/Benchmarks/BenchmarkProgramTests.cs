using System.Text.Json.Nodes;
using IncidentTimeline.Benchmarks;
using IncidentTimeline.Benchmarks.Measuring;

namespace IncidentTimeline.Tests.Benchmarks;

/// <summary>The benchmarks run, and say what they are said to say. Their figures are nobody's business here.</summary>
public class BenchmarkProgramTests
{
    private static readonly string Page = File.ReadAllText(Path.Combine(Repository.Root, "docs/benchmarks.md"));

    [Fact]
    public async Task Each_still_runs_and_answers_in_one_shape()
    {
        using var output = new StringWriter();
        using var error = new StringWriter();

        (await BenchmarkProgram.RunAsync(["--smoke"], output, error, CancellationToken.None)).ShouldBe(0, error.ToString());

        var lines = output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!.AsObject()).ToList(); // No line is "null".
        lines[0].Select(member => member.Key).ShouldBe(["commit", "size", "cores", "runtime", "postgreSql", "fsync", "synchronousCommit", "fullPageWrites", "sharedBuffers"]);
        lines.Skip(1).Select(line => line["name"]!.GetValue<string>()).ShouldBe(AllRows().Select(row => row.Name)); // Each has a name.
        foreach (var line in lines.Skip(1))
        {
            line.Select(member => member.Key).Where(key => key != "note")
                .ShouldBe(["name", "value", "unit", "limit", "ratio", "target", "met", "p50", "p99", "rounds", "rows"]);
        }
    }

    [Fact]
    public void The_page_lists_each_row_with_what_it_is_held_to() =>
        AllRows().Select(row => $"| `{row.Name}` | {row.What} | {row.Beside ?? "—"} | {row.Target?.ToString() ?? "—"} |")
            .Where(line => !Page.Contains(line, StringComparison.Ordinal))
            .ShouldBeEmpty();

    [Fact]
    public async Task A_name_that_there_is_not_is_misuse()
    {
        using var error = new StringWriter();

        (await BenchmarkProgram.RunAsync(["append-everything"], TextWriter.Null, error, CancellationToken.None)).ShouldBe(2);

        error.ToString().ShouldContain("append-everything");
    }

    [Theory]
    [InlineData("off", "on", "on", "fsync")]
    [InlineData("on", "off", "on", "synchronous_commit")]
    [InlineData("on", "local", "on", "synchronous_commit")]
    [InlineData("on", "on", "off", "full_page_writes")]
    public void A_server_that_forgets_what_it_acknowledged_is_not_measured(string fsync, string synchronousCommit, string fullPageWrites, string named) =>
        Should.Throw<NotDurableException>(() => new Durability("17.2", fsync, synchronousCommit, fullPageWrites, "128MB").Required())
            .Message.ShouldStartWith(named);

    private static IEnumerable<Row> AllRows() => BenchmarkList.All.SelectMany(one => one.Rows);
}
