using System.Globalization;
using IncidentTimeline.EventLog;
using IncidentTimeline.Server.Facts;

namespace IncidentTimeline.Server.Checking;

/// <summary>Whether the search holds exactly the rows that a replay of the log up to its checkpoint would write.</summary>
internal sealed class SearchCheck(LogSnapshot snapshot, FactSearch search, FindingLog findings)
{
    private static readonly string CompareSearchSql = Sql.Read("Checking.compare_search.sql");

    private long? _checkpoint;
    private long _compared;

    /// <summary>Whether the search that this process keeps gets to where the log was at the moment of the check.</summary>
    public async Task BeginAsync(FactSearchRunner searching, LogPosition last, CancellationToken cancellationToken)
    {
        if (!await searching.WaitForAsync(new Position(last.Value), cancellationToken))
        {
            var position = await searching.Projector.CheckpointAsync(cancellationToken);
            findings.Add(
                TimelineFindings.SearchBehind,
                string.Create(CultureInfo.InvariantCulture, $"position {position}"),
                searching.Projector.Error is { } error ? $"It stopped: {error.Message}" : string.Create(CultureInfo.InvariantCulture, $"The log has {last.Value} events."));
        }
    }

    /// <param name="page">The events that could be read.</param>
    /// <param name="upTo">The last position of the page; none that the page lacks is expected or missed.</param>
    /// <param name="unreadable">Positions whose row nobody can foretell.</param>
    /// <param name="cancellationToken">Heeded throughout.</param>
    public async Task TakeAsync(IReadOnlyList<ReadEvent> page, long upTo, long[] unreadable, CancellationToken cancellationToken)
    {
        var checkpoint = _checkpoint ??= (await snapshot.CheckpointAsync(search.Name, cancellationToken)).Value;
        var facts = page.Where(read => read.Fact is not null && read.Position <= checkpoint).Select(read => (read.Recorded, read.Fact!)).ToList(); // Filtered just now.
        await CompareAsync(facts, Math.Max(_compared, Math.Min(upTo, checkpoint)), unreadable, cancellationToken);
    }

    /// <summary>What lies beyond all that was compared should not be there.</summary>
    public Task FinishAsync(CancellationToken cancellationToken) => CompareAsync([], long.MaxValue, [], cancellationToken);

    private async Task CompareAsync(IReadOnlyList<(RecordedEvent, IncidentTimeline.Facts.Fact)> facts, long upTo, long[] unreadable, CancellationToken cancellationToken)
    {
        var rows = await snapshot.ReadAsync(
            CompareSearchSql,
            [.. FactSearch.Columns(facts), _compared, upTo, unreadable],
            row => (Position: row.GetInt64(0), IsThere: row.GetBoolean(1), IsExpected: row.GetBoolean(2)),
            cancellationToken);
        _compared = upTo;
        foreach (var (position, isThere, isExpected) in rows)
        {
            var (kind, what) = (isThere, isExpected) switch
            {
                (false, _) => (TimelineFindings.SearchRowMissing, "The table fact_search has no row for this fact."),
                (_, false) => (TimelineFindings.SearchRowUnknown, "The table fact_search has a row here for no fact that it was handed."),
                _ => (TimelineFindings.SearchRowDiffers, "The row in fact_search is not the one that a replay writes."),
            };
            findings.Add(kind, string.Create(CultureInfo.InvariantCulture, $"position {position}"), what);
        }
    }
}
