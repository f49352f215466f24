using System.Globalization;
using System.Text.Json;
using IncidentTimeline.EventLog;
using IncidentTimeline.Server.Statements;

namespace IncidentTimeline.Server.Checking;

/// <summary>
/// Whether the statement index says at its checkpoint of every fact what the log says of it: each cluster is read from the log, folded,
/// and held against its rows. And whether each row is past exactly where a later one of its track ends it.
/// </summary>
internal sealed class StatementCheck(LogSnapshot snapshot, FindingLog findings)
{
    private static readonly string FindWrongEndsSql = Sql.Read("Checking.find_wrong_ends.sql");
    private static readonly string FindStatementsOfNothingSql = Sql.Read("Checking.find_statements_of_nothing.sql");

    // A reader of its own: what the service keeps may be older than a damage.
    private readonly EventReader _events = new();
    private long? _checkpoint;

    /// <summary>Whether the index that this process keeps gets to where the log was at the moment of the check.</summary>
    public async Task BeginAsync(StatementIndexRunner running, LogPosition last, CancellationToken cancellationToken)
    {
        if (await running.WaitForAsync(new Position(last.Value), cancellationToken) is null)
        {
            findings.Add(
                TimelineFindings.StatementsBehind,
                At((await running.Projector.CheckpointAsync(cancellationToken)).Value),
                running.Projector.Error is { } error ? $"It stopped: {error.Message}" : string.Create(CultureInfo.InvariantCulture, $"The log has {last.Value} events."));
        }
    }

    /// <param name="page">The events that could be read.</param>
    /// <param name="cancellationToken">Heeded throughout.</param>
    public async Task TakeAsync(IReadOnlyList<ReadEvent> page, CancellationToken cancellationToken)
    {
        var checkpoint = _checkpoint ??= (await snapshot.CheckpointAsync(StatementIndex.ProjectionName, cancellationToken)).Value;
        var positions = page.Where(read => read.Fact is not null && read.Position <= checkpoint).Select(read => read.Position).ToList();
        var clusters = new Clusters(snapshot.Connection);
        await clusters.ReadAsync(positions, cancellationToken);
        foreach (var missing in positions.Where(position => !clusters.Has(position)))
        {
            findings.Add(TimelineFindings.StatementsDiffer, At(missing), "The table fact_clusters has no row for this fact.");
        }

        var rows = new IndexRows();
        rows.Begin(snapshot.Connection, isContinued: false);
        var decisions = new DecisionIndex(snapshot.Connection, _events, checkpoint);
        var indexer = new Indexer(snapshot.Connection, _events, clusters, decisions, new Reaches(snapshot.Connection, _events, clusters, decisions), rows);
        foreach (var position in Differing(await CompareAsync(indexer, positions.FindAll(clusters.Has), checkpoint, cancellationToken)))
        {
            findings.Add(TimelineFindings.StatementsDiffer, At(position), "The rows of this fact in statements are not those that a replay writes.");
        }
    }

    public async Task FinishAsync(CancellationToken cancellationToken)
    {
        foreach (var position in await snapshot.ReadAsync(FindWrongEndsSql, [], row => row.GetInt64(0), cancellationToken))
        {
            findings.Add(TimelineFindings.StatementsDiffer, At(position), "A row of this fact in statements ends where no later state ends it, or does not end where one does.");
        }

        foreach (var position in await snapshot.ReadAsync(FindStatementsOfNothingSql, [], row => row.GetInt64(0), cancellationToken))
        {
            findings.Add(TimelineFindings.StatementsDiffer, At(position), "The statement index has a row here for no fact that the log has.");
        }
    }

    // An event that cannot be read is found by itself; what its cluster should be nobody can say.
    private static async Task<IReadOnlyList<IndexChange>> CompareAsync(Indexer indexer, IReadOnlyCollection<long> positions, long checkpoint, CancellationToken cancellationToken)
    {
        try
        {
            return await indexer.CompareAsync(positions, checkpoint, cancellationToken);
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            return [];
        }
    }

    private static IEnumerable<long> Differing(IReadOnlyList<IndexChange> changes) =>
        changes.SelectMany(change => change.Removed.Concat(change.Added)).Select(entry => entry.Position).Distinct();

    private static string At(long position) => string.Create(CultureInfo.InvariantCulture, $"position {position}");
}
