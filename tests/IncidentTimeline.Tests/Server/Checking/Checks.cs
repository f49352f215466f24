using IncidentTimeline.EventLog;
using IncidentTimeline.Server.Checking;
using IncidentTimeline.Server.Facts;
using IncidentTimeline.Server.Hosting;
using IncidentTimeline.Server.Statements;
using Npgsql;

namespace IncidentTimeline.Tests.Server.Checking;

/// <summary>The check of a whole timeline without a service, for whoever did something to a database and wants to know what became of it.</summary>
internal static class Checks
{
    /// <summary>Nothing is wrong, and every event could be read.</summary>
    /// <returns>The position of the last event.</returns>
    public static async Task<long> ShouldBeSoundAsync(string ownerConnectionString)
    {
        var lines = await RunAsync(ownerConnectionString);
        lines.OfType<CheckLine.Found>().Where(finding => finding.IsError).Select(finding => $"{finding.Code} at {finding.Where}: {finding.What}").ShouldBeEmpty();
        var verdict = lines[^1].ShouldBeOfType<CheckLine.Verdict>();
        verdict.IsClean.ShouldBeTrue();
        verdict.Read.ShouldBe(verdict.Events);
        verdict.Last.ShouldBe(verdict.Events);
        return verdict.Last;
    }

    /// <summary>All that the check says.</summary>
    public static async Task<List<CheckLine>> RunAsync(string ownerConnectionString, StatementIndexRunner? indexing = null, FactSearchRunner? searching = null)
    {
        await using var database = NpgsqlDataSource.Create(LogConnection.ForOwner(new NpgsqlConnectionStringBuilder(ownerConnectionString) { Pooling = false }.ConnectionString));
        var lines = new List<CheckLine>();
        await foreach (var line in new TimelineCheck(database, new FactSearch(database), ServiceHost.Migrations, indexing, searching).RunAsync(CancellationToken.None))
        {
            lines.Add(line);
        }

        return lines;
    }

    /// <summary>Codes and places, as <c>position-gap at position 4</c>.</summary>
    public static IEnumerable<string> Findings(this IEnumerable<CheckLine> lines) => lines.OfType<CheckLine.Found>().Select(finding => $"{finding.Code} at {finding.Where}");
}
