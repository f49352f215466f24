using System.Text.Json;
using IncidentTimeline.Catalog;
using IncidentTimeline.Cli.Importing;
using IncidentTimeline.Server.Importing;
using IncidentTimeline.Server.Problems;
using Xunit.Abstractions;

namespace IncidentTimeline.Tests.Acceptance;

/// <summary>Every row of every feed, through its mapping, without a service: none is lost, none refused, and what comes out is what the service takes.</summary>
public class FeedRowsTests(ITestOutputHelper output)
{
    /// <summary>Of so many rows one is held against all that the service holds it against; the others only against the mapping.</summary>
    private const int CheckedEvery = 40;

    [Theory]
    // Rows as the README of each folder counts them. Rows that state nothing were counted by a script of a few lines, not by the mapping.
    [InlineData("ua-air-raid-sirens/history.ndjson.gz", "ua-air-raid-sirens", 104_293, 0)]
    // 231 reports of null state nothing.
    [InlineData("ua-losses/history.ndjson.gz", "ua-losses", 27_138, 231)]
    // 151 rows hold null for a count, and four revisions change a note only.
    [InlineData("it-civil-protection-covid/history-provinces.ndjson.gz", "it-civil-protection-covid", 265_741, 155)]
    // 111 revisions change a note only; two state a code where a number should be.
    [InlineData("it-civil-protection-covid/history-regions-national.ndjson.gz", "it-civil-protection-covid", 40_970, 113)]
    public async Task Every_row_is_accounted_for(string file, string mapping, int rows, int silent)
    {
        if (!FeedData.IsThere(output))
        {
            return;
        }

        using var feed = await FeedFile.OpenAsync(FeedData.PathOf(file), CancellationToken.None);
        var map = FeedData.MappingOf(mapping);
        using var reader = feed.Read(map);
        var (withFacts, without, ids, problems) = (0, 0, new HashSet<Guid>(), new List<string>());
        while (reader.Next() is { } next)
        {
            using var row = next.Row;
            var line = map.Map(row, next.Line, feed.Sha256);
            line.Refusal.ShouldBeNull($"line {next.Line.Number}");
            _ = line.Facts > 0 ? withFacts++ : without++;
            if (line.Facts > 0 && reader.Lines % CheckedEvery == 0)
            {
                var (read, problem) = RequestBody.Read<FactLine>(line.Json);
                problems.AddRange(problem is null ? [] : [$"{next.Line.Number}: {JsonSerializer.Serialize(problem.ProblemDetails, Wire.Options)}"]);
                ids.UnionWith((read?.Facts ?? []).Select(fact => fact.FactId.Id));
            }
        }

        problems.ShouldBeEmpty();
        (withFacts + without, without, reader.Blank, reader.Fault).ShouldBe((rows, silent, 0L, null));
        ids.Count.ShouldBeGreaterThanOrEqualTo((rows / CheckedEvery) - silent);
    }
}
