using System.Globalization;
using IncidentTimeline.EventLog;
using IncidentTimeline.Server.Following;
using IncidentTimeline.Sources;

namespace IncidentTimeline.Server.Checking;

/// <summary>Whether the bytes and text of every captured document are there, with the hashes that the log recorded. The database computes them, so that no document travels.</summary>
internal sealed class DocumentCheck(LogSnapshot snapshot, FindingLog findings)
{
    private static readonly string HashDocumentsSql = Sql.Read("Checking.hash_documents.sql");
    private static readonly string FindOrphansSql = Sql.Read("Checking.find_orphans.sql");

    public async Task TakeAsync(IReadOnlyList<ReadEvent> page, CancellationToken cancellationToken)
    {
        var captures = page.Where(read => read.Capture is not null && DocumentHash.TryParse(EventCodec.SubjectOf(read.Recorded.StreamId).Subject, out _, out _)).ToList();
        if (captures.Count == 0)
        {
            return;
        }

        var stored = await snapshot.ReadAsync(
            HashDocumentsSql,
            [captures.ConvertAll(read => Convert.FromHexString(NameOf(read)))],
            row => (Name: Hex(row.GetFieldValue<byte[]>(0)), Bytes: Hex(row.GetFieldValue<byte[]>(1)), Length: row.GetInt32(2), Text: Hex(row.GetFieldValue<byte[]>(3))),
            cancellationToken);
        foreach (var capture in captures)
        {
            var where = string.Create(CultureInfo.InvariantCulture, $"document {NameOf(capture)}, position {capture.Position}");
            if (stored.Find(row => row.Name == NameOf(capture)) is not { Name: not null } row)
            {
                findings.Add(TimelineFindings.DocumentMissing, where, "The table documents has no such row.");
                continue;
            }

            var (bytes, textSha256) = capture.Capture!.Value; // Filtered above.
            if (row.Bytes != row.Name || row.Length != bytes)
            {
                findings.Add(TimelineFindings.DocumentBytesDiffer, where, string.Create(CultureInfo.InvariantCulture, $"SHA-256 of its bytes is {row.Bytes}; they are {row.Length}, and {bytes} were captured."));
            }

            // Without a hash of its own the text is the bytes.
            if (row.Text != (textSha256?.Value ?? row.Name))
            {
                findings.Add(TimelineFindings.DocumentTextDiffers, where, $"SHA-256 of its text is {row.Text}; captured was {textSha256?.Value ?? row.Name}.");
            }
        }
    }

    public async Task FinishAsync(CancellationToken cancellationToken)
    {
        var orphans = await snapshot.ReadAsync(
            FindOrphansSql,
            [FindingLog.ToldPerCodeMax],
            row => (Name: Hex(row.GetFieldValue<byte[]>(0)), IsIntact: row.GetBoolean(1), Total: row.GetInt64(2)),
            cancellationToken);
        foreach (var (name, isIntact, _) in orphans)
        {
            findings.Add(isIntact ? TimelineFindings.DocumentOrphaned : TimelineFindings.DocumentBytesDiffer, $"document {name}", isIntact ? "No event says that it was captured." : "No event says that it was captured, and its bytes have another SHA-256.");
        }

        findings.AddUntold(TimelineFindings.DocumentOrphaned, orphans is [var first, ..] ? first.Total - orphans.Count : 0);
    }

    private static string NameOf(ReadEvent capture) => EventCodec.SubjectOf(capture.Recorded.StreamId).Subject;

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}
