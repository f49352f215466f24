using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using IncidentTimeline.Client;

namespace IncidentTimeline.Cli.Importing;

/// <summary>A mapping as it is written: which columns a feed has, and how a row of it becomes facts. <c>ops/mappings/mapping.schema.json</c> describes it.</summary>
/// <param name="Name">Goes into the ids of the facts, so that it stays once something was imported.</param>
/// <param name="Format">How the rows are written.</param>
/// <param name="Columns">Which columns must be there, and what they hold. One that is not named here is kept with the line, and not used.</param>
/// <param name="Row">What makes a row this row, from its columns: goes into the ids.</param>
/// <param name="Incident">Under which incident its facts go.</param>
/// <param name="Facts">The facts that a row states, each where its condition holds.</param>
/// <param name="Fact">Members that all of them share.</param>
/// <param name="Sources">Registered before anything is recorded.</param>
/// <param name="Operation">The column that says whether a row reports, revises, withdraws or reinstates; without one, every row reports.</param>
/// <param name="Refuse">Rows that contradict themselves.</param>
/// <param name="Tables">From what the feed writes to what is meant.</param>
/// <param name="Zone">IANA zone of times that carry no offset; without it they are refused.</param>
/// <param name="TimeFormats">How times are written, where that is not RFC 3339: .NET format strings.</param>
/// <param name="Delimiter">Between the fields of CSV; default a comma.</param>
/// <param name="About">A word to the reader.</param>
/// <param name="Schema">Where its schema stands, for editors.</param>
internal sealed record MappingFile(
    string Name,
    FeedFormat Format,
    IReadOnlyDictionary<string, ColumnRule> Columns,
    string Row,
    IncidentTemplate Incident,
    IReadOnlyList<FactTemplate> Facts,
    FactTemplate? Fact = null,
    IReadOnlyList<NewSource>? Sources = null,
    OperationTemplate? Operation = null,
    IReadOnlyList<RefusalRule>? Refuse = null,
    IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>>? Tables = null,
    string? Zone = null,
    IReadOnlyList<string>? TimeFormats = null,
    string? Delimiter = null,
    string? About = null,
    [property: JsonPropertyName("$schema")] string? Schema = null)
{
    /// <summary>The members above that have no default.</summary>
    private static readonly string[] Required = ["name", "format", "columns", "row", "incident", "facts"];

    private static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web)
    {
        PropertyNameCaseInsensitive = false,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowDuplicateProperties = false,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        NumberHandling = JsonNumberHandling.Strict,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false) },
    };

    /// <exception cref="MappingException">It is no mapping.</exception>
    public static MappingFile Read(string json)
    {
        try
        {
            var node = JsonNode.Parse(json, documentOptions: new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, AllowDuplicateProperties = false });
            var mapping = Repetition.Expand(node) as JsonObject ?? throw new MappingException("The mapping cannot be read: it is no JSON object.");
            return Missing(mapping) is { Length: > 0 } missing
                ? throw new MappingException($"The mapping cannot be read: it lacks {string.Join(", ", missing)}.")
                : mapping.Deserialize<MappingFile>(Strict)!; // It is an object.
        }
        catch (JsonException e)
        {
            // Where the path is known, the words beside it are about types of this program.
            throw new MappingException($"The mapping cannot be read: {(e.Path is null ? e.Message : $"at {e.Path} something is missing, unknown or of another kind than it should be; see ops/mappings/mapping.schema.json.")}");
        }
    }

    private static string[] Missing(JsonObject mapping) => [.. Required.Where(name => !mapping.ContainsKey(name))];
}

/// <summary>How rows are written.</summary>
internal enum FeedFormat
{
    /// <summary>A JSON object a line.</summary>
    Ndjson,

    /// <summary>An array of JSON objects.</summary>
    Json,

    /// <summary>Fields with delimiters between, names in the first record (RFC 4180).</summary>
    Csv,
}

/// <summary>What a column holds.</summary>
/// <param name="Type">Of which kind; CSV holds text only.</param>
/// <param name="Optional">Whether it may be missing, null, or in CSV empty.</param>
/// <param name="OneOf">The only values.</param>
/// <param name="Pattern">A regular expression that a text matches as a whole.</param>
internal sealed record ColumnRule(ColumnType Type = ColumnType.Text, bool Optional = false, IReadOnlyList<string>? OneOf = null, string? Pattern = null);

internal enum ColumnType
{
    Text,

    /// <summary>A text that is a time, in one of the forms that the mapping takes.</summary>
    Time,
    Number,
    Boolean,
    Object,
    Any,
}

/// <summary>An incident, opened when a row first goes there.</summary>
internal sealed record IncidentTemplate(string Id, string Title, string Kind = "feed");

/// <summary>Which words of a column mean that a row reports, revises, withdraws or reinstates.</summary>
internal sealed record OperationTemplate(string Column, string Report = "report", string Revise = "revise", string Withdraw = "withdraw", string Reinstate = "reinstate");

/// <summary>Which rows are refused, and why.</summary>
internal sealed record RefusalRule(JsonElement When, string Because);

/// <summary>One fact of a row. What is missing here comes from the member <c>fact</c> of the mapping.</summary>
internal sealed record FactTemplate(
    string? Key = null,
    JsonElement? When = null,
    Act? As = null,
    JsonElement? Claim = null,
    JsonElement? Attribution = null,
    JsonElement? Places = null,
    TimeTemplate? EventTime = null,
    string? ReportedAt = null,
    string? FeedKey = null,
    string? Status = null,
    string? Polarity = null,
    string? StatusCue = null,
    string? Note = null,
    JsonElement? Inferred = null)
{
    public FactTemplate Over(FactTemplate? shared) => shared is null ? this : this with
    {
        As = As ?? shared.As,
        Claim = Claim ?? shared.Claim,
        Attribution = Attribution ?? shared.Attribution,
        Places = Places ?? shared.Places,
        EventTime = EventTime ?? shared.EventTime,
        ReportedAt = ReportedAt ?? shared.ReportedAt,
        FeedKey = FeedKey ?? shared.FeedKey,
        Status = Status ?? shared.Status,
        Polarity = Polarity ?? shared.Polarity,
        StatusCue = StatusCue ?? shared.StatusCue,
        Note = Note ?? shared.Note,
        Inferred = Inferred ?? shared.Inferred,
    };
}

/// <summary>What a row does to what was said before under its feed key.</summary>
internal enum Act
{
    Report,
    Revise,
    Withdraw,
    Reinstate,
}

/// <summary>When it happened.</summary>
/// <param name="At">The time as the feed writes it.</param>
/// <param name="Precision">How finely it is stated.</param>
/// <param name="Until">For a state: its stated end.</param>
internal sealed record TimeTemplate(string At, TimePrecision Precision = TimePrecision.Instant, string? Until = null);

internal enum TimePrecision
{
    Instant,
    Minute,
    Hour,
    Day,
    Month,
    Year,
}

/// <summary>What makes a text no mapping; for its author.</summary>
internal sealed class MappingException(string message) : Exception(message);
