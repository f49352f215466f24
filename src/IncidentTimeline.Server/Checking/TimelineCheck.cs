using System.Runtime.CompilerServices;
using IncidentTimeline.EventLog;
using IncidentTimeline.Server.Facts;
using IncidentTimeline.Server.Statements;
using Npgsql;

namespace IncidentTimeline.Server.Checking;

/// <summary>
/// Checks a whole timeline as it was at one moment: the log, what its events say and point at, the documents, the search, and the
/// statement index. Reads only, beside a running service or without one; goes on after a finding.
/// </summary>
/// <param name="database">Its search path chooses the log; the service's rights are enough.</param>
/// <param name="search">The projection to compare.</param>
/// <param name="migrations">As shipped.</param>
/// <param name="indexing">Null where no service runs in this process.</param>
/// <param name="searching">As above.</param>
internal sealed class TimelineCheck(NpgsqlDataSource database, FactSearch search, IReadOnlyList<Migration> migrations, StatementIndexRunner? indexing, FactSearchRunner? searching)
{
    /// <summary>SQLSTATEs of files that are missing or that the system does not let PostgreSQL read.</summary>
    private const string SystemErrorClass = "58";

    /// <summary>SQLSTATEs of contents that cannot be: corrupted pages and indexes, and what PostgreSQL itself finds impossible.</summary>
    private const string InternalErrorClass = "XX";

    /// <summary>Positions remembered because nothing can be compared there. More of them are unreadable than anybody would mend by hand.</summary>
    private const int UnreadableRememberedMax = 10_000;

    /// <summary>What there is to say, as it is found; the last line is the verdict.</summary>
    public async IAsyncEnumerable<CheckLine> RunAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var snapshot = await LogSnapshot.OpenAsync(database, cancellationToken);
        var findings = new FindingLog();
        var log = new LogCheck(snapshot, migrations, findings);
        var reading = new Reading(snapshot, findings, search, indexing, searching);

        var goesOn = await ReachesAsync(findings, () => log.RunAsync(cancellationToken)) && await ReachesAsync(findings, () => reading.BeginAsync(log.Last, cancellationToken));
        foreach (var line in Told(findings))
        {
            yield return line;
        }

        await using var pages = log.ReadAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (goesOn && await ReachesAsync(findings, async () => await pages.MoveNextAsync() && await reading.TakeAsync(pages.Current, cancellationToken)))
        {
            foreach (var line in Told(findings))
            {
                yield return line;
            }

            yield return new CheckLine.Progress(reading.Position, log.Last.Value);
        }

        if (goesOn)
        {
            await ReachesAsync(findings, () => reading.FinishAsync(cancellationToken));
        }

        foreach (var line in Told(findings))
        {
            yield return line;
        }

        yield return Verdict(findings, log, reading);
    }

    // Storage that cannot be read ends the transaction, and with it the check; what was found before is still told.
    private static async Task<bool> ReachesAsync(FindingLog findings, Func<Task<bool>> step)
    {
        try
        {
            return await step();
        }
        catch (PostgresException damaged) when (damaged.SqlState[..2] is SystemErrorClass or InternalErrorClass)
        {
            findings.Add(LogFindings.StorageDamaged, damaged.TableName is { Length: > 0 } table ? $"table {table}" : "the database", damaged.MessageText);
            return false;
        }
    }

    private static IEnumerable<CheckLine> Told(FindingLog findings) => findings.TakeUntold()
        .Select(finding => new CheckLine.Found(finding.Kind.Code, finding.Kind.IsError, finding.Where, finding.What, finding.Kind.Meaning));

    private static CheckLine.Verdict Verdict(FindingLog findings, LogCheck log, Reading reading) => new(
        findings.Counts.All(count => !count.Kind.IsError),
        log.Events,
        log.Last.Value,
        reading.Events,
        [.. findings.Counts.Select(count => new CodeCount(count.Kind.Code, count.Kind.IsError, count.Count))]);

    /// <summary>What is checked of each event, page by page.</summary>
    private sealed class Reading(LogSnapshot snapshot, FindingLog findings, FactSearch search, StatementIndexRunner? indexing, FactSearchRunner? searching)
    {
        private readonly EventCheck _events = new(findings);
        private readonly ReferenceCheck _references = new(snapshot, findings);
        private readonly DocumentCheck _documents = new(snapshot, findings);
        private readonly SearchCheck _search = new(snapshot, search, findings);
        private readonly StatementCheck _statements = new(snapshot, findings);
        private readonly HashSet<long> _unreadable = [];

        public long Position { get; private set; }

        public long Events { get; private set; }

        public async Task<bool> BeginAsync(LogPosition last, CancellationToken cancellationToken)
        {
            if (indexing is not null)
            {
                await _statements.BeginAsync(indexing, last, cancellationToken);
            }

            if (searching is not null)
            {
                await _search.BeginAsync(searching, last, cancellationToken);
            }

            return true;
        }

        /// <returns>False at the end of the log.</returns>
        public async Task<bool> TakeAsync(IReadOnlyList<RecordedEvent> page, CancellationToken cancellationToken)
        {
            if (page is not [.., var last])
            {
                return false;
            }

            var unreadable = new List<long>();
            var read = new List<ReadEvent>(page.Count);
            foreach (var recorded in page)
            {
                if (_events.Read(recorded) is { } one)
                {
                    read.Add(one);
                }
                else
                {
                    unreadable.Add(recorded.Position.Value);
                }
            }

            _unreadable.UnionWith(unreadable.Take(UnreadableRememberedMax - _unreadable.Count));
            Events += read.Count;
            Position = last.Position.Value;
            await _references.TakeAsync(read, cancellationToken);
            await _documents.TakeAsync(read, cancellationToken);
            await _search.TakeAsync(read, Position, [.. unreadable], cancellationToken);
            await _statements.TakeAsync(read, cancellationToken);
            return true;
        }

        public async Task<bool> FinishAsync(CancellationToken cancellationToken)
        {
            await _documents.FinishAsync(cancellationToken);
            await _search.FinishAsync(cancellationToken);
            await _statements.FinishAsync(cancellationToken);
            return true;
        }
    }
}
