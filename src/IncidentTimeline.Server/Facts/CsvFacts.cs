using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using IncidentTimeline.Catalog;

namespace IncidentTimeline.Server.Facts;

/// <summary>
/// One row a fact, as RFC 4180 has it, for spreadsheets: the claim's own members are JSON in the last column. Spreadsheets run a cell that
/// begins like a formula, so such a text gets an apostrophe before it, and so does one that begins with an apostrophe: who takes the first
/// apostrophe of a cell away has the text.
/// </summary>
internal sealed class CsvFacts : IFactForm
{
    public const string Type = "text/csv";

    private static readonly (string Name, Func<FactView, string?> Cell)[] Columns =
    [
        ("position", view => Text(view.Account.Position.Value)),
        ("recordedAt", view => Text(view.RecordedAt)),
        ("reportTime", view => Text(view.Account.ReportTime)),
        ("factId", view => view.Fact.FactId.ToString()),
        ("type", view => view.Account.Type),
        ("tell", view => view.Account.Tell),
        ("status", view => Code(view.Fact.Status)),
        ("statusCue", view => view.Fact.StatusCue),
        ("polarity", view => Code(view.Fact.Polarity)),
        ("standing", view => Code(view.Standing)),
        ("withdrawnBy", view => view.WithdrawnBy?.ToString()),
        ("voice", view => view.Fact.Attribution.Voice().Key),
        ("publisher", view => view.Fact.Attribution.Publisher.Value),
        ("incidents", view => Text(view.Incidents.Select(one => one.Value))),
        ("regions", view => Text(view.Fact.Places.Select(place => place.StandsUnder().Value))),
        ("places", view => Text(view.Fact.Places.Select(place => place.Tell()))),
        ("latitude", view => Text(Point(view)?.Latitude)),
        ("longitude", view => Text(Point(view)?.Longitude)),
        ("eventTimeKind", view => Code(view.Account.EventTime.Kind)),
        ("eventTimeAsStated", view => view.Account.EventTime.AsStated),
        ("earliest", view => Text(view.Account.Bounds?.Earliest)),
        ("latest", view => Text(view.Account.Bounds?.Latest)),
        ("until", view => Text(view.Account.EventTime.Until)),
        ("feedKey", view => view.Fact.FeedKey),
        ("document", view => view.Fact.Document?.Value),
        ("quotations", view => Text((view.Fact.Quotations ?? []).Select(quotation => quotation.Exact))),
        ("actor", view => view.Actor),
        ("note", view => view.Fact.Note),
        ("claim", view => JsonSerializer.Serialize(view.Fact.Claim, Wire.Options)),
    ];

    /// <summary>Columns that are numbers of ours: a minus before one begins no formula.</summary>
    private static readonly HashSet<string> Numbers = ["position", "latitude", "longitude"];

    public string MediaType => "text/csv; charset=utf-8; header=present";

    public void Begin(IBufferWriter<byte> output) => WriteRow(Columns.Select(column => column.Name), output);

    public void Write(FactView fact, IBufferWriter<byte> output) =>
        WriteRow(Columns.Select(column => column.Cell(fact) is { Length: > 0 } cell ? Numbers.Contains(column.Name) ? cell : Quoted(Harmless(cell)) : ""), output);

    public void End(IBufferWriter<byte> output)
    {
    }

    internal static string Harmless(string cell) => cell[0] is '=' or '+' or '-' or '@' or '\t' or '\r' or '\n' or '\'' ? "'" + cell : cell;

    private static string Quoted(string cell) =>
        cell.AsSpan().ContainsAny(",\"\r\n ") ? $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : cell;

    private static void WriteRow(IEnumerable<string> cells, IBufferWriter<byte> output) =>
        Encoding.UTF8.GetBytes(string.Join(',', cells) + "\r\n", output);

    // Only where there is one place: two points in one cell would be none.
    private static Places.GeoPoint? Point(FactView view) => view.Fact.Places is [var only] ? only.Point : null;

    private static string? Text(IFormattable? value) => value switch
    {
        DateTimeOffset instant => JsonSerializer.Serialize(instant, Wire.Options).Trim('"'),
        _ => value?.ToString(null, CultureInfo.InvariantCulture),
    };

    private static string Text(IEnumerable<string> values) => string.Join("; ", values);

    private static string Code<T>(T value) where T : struct, Enum => JsonSerializer.Serialize(value, Wire.Options).Trim('"');
}
