using System.Globalization;
using IncidentTimeline.EventLog;
using IncidentTimeline.Facts;
using IncidentTimeline.Server.Following;
using IncidentTimeline.Sources;

namespace IncidentTimeline.Server.Checking;

/// <summary>Whether what a fact points at was there when it was recorded, and still reads as quoted.</summary>
internal sealed class ReferenceCheck(LogSnapshot snapshot, FindingLog findings)
{
    private static readonly string FindFoundingsSql = Sql.Read("Checking.find_foundings.sql");
    private static readonly string ReadTextSql = Sql.Read("Documents.read_text.sql");

    public async Task TakeAsync(IReadOnlyList<ReadEvent> page, CancellationToken cancellationToken)
    {
        var codings = page.Where(read => read.Coding is not null).Select(read => (read.Position, Coding: read.Coding!)).ToList(); // Filtered just now.
        var streams = codings.SelectMany(one => SourcesOf(one.Coding).Select(EventCodec.StreamOf).Concat(DocumentsOf(one.Coding).Select(EventCodec.StreamOf))).Distinct().ToArray();
        var founded = (await snapshot.ReadAsync(FindFoundingsSql, [streams], row => (Stream: row.GetString(0), Position: row.GetInt64(1)), cancellationToken))
            .ToDictionary(row => row.Stream, row => row.Position);
        foreach (var (position, coding) in codings)
        {
            foreach (var source in SourcesOf(coding).Where(source => !IsFounded(EventCodec.StreamOf(source), position)))
            {
                findings.Add(TimelineFindings.SourceUnregistered, At(position), $"The source {source} was not registered before it.");
            }

            foreach (var document in DocumentsOf(coding).Where(document => !IsFounded(EventCodec.StreamOf(document), position)))
            {
                findings.Add(TimelineFindings.DocumentUncaptured, At(position), $"The document {document} was not captured before it.");
            }
        }

        foreach (var document in codings.SelectMany(one => DocumentsOf(one.Coding).Select(hash => (Hash: hash, one.Position, one.Coding))).GroupBy(one => one.Hash))
        {
            await CheckQuotationsAsync(document.Key, document.Select(one => (one.Position, one.Coding)), cancellationToken);
        }

        bool IsFounded(string stream, long before) => founded.TryGetValue(stream, out var position) && position < before;
    }

    // One document in memory at a time. One that is not there is told at its capture.
    private async Task CheckQuotationsAsync(DocumentHash document, IEnumerable<(long Position, Fact Coding)> codings, CancellationToken cancellationToken)
    {
        var rows = await snapshot.ReadAsync(ReadTextSql, [Convert.FromHexString(document.Value)], row => row.GetString(0), cancellationToken);
        if (rows is not [var content])
        {
            return;
        }

        var text = new DocumentText(content);
        foreach (var (position, coding) in codings)
        {
            foreach (var mismatch in (coding.Quotations ?? []).Select(text.Mismatch).OfType<string>())
            {
                findings.Add(TimelineFindings.QuotationDiffers, $"{At(position)}, document {document}", mismatch);
            }
        }
    }

    private static IEnumerable<SourceId> SourcesOf(Fact coding) =>
        (coding.Attribution.Speakers ?? []).Select(speaker => speaker.Source).OfType<SourceId>().Prepend(coding.Attribution.Publisher).Distinct();

    private static IEnumerable<DocumentHash> DocumentsOf(Fact coding) => coding.Document is { } document ? [document] : [];

    private static string At(long position) => string.Create(CultureInfo.InvariantCulture, $"position {position}");
}
