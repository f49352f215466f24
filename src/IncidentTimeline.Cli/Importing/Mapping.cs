using System.Buffers;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using IncidentTimeline.Client;

namespace IncidentTimeline.Cli.Importing;

/// <summary>A mapping ready for use: turns one line of a feed into the line that the service takes, or says why it cannot.</summary>
internal sealed class Mapping
{
    /// <summary>Bytes of a line that is kept with its facts: 96 KiB, the most that the service takes (128 Ki characters of Base64).</summary>
    private const int RawBytesMax = 96 * 1024;

    private readonly IReadOnlyList<CheckedColumn> _columns;
    private readonly IReadOnlyList<(Condition When, string Because)> _refusals;
    private readonly IReadOnlyList<MappedFact> _facts;
    private readonly (Column Column, IReadOnlyDictionary<string, Act> Acts)? _operation;
    private readonly Template _row;
    private readonly Template _incident;
    private readonly Template _title;
    private readonly string _kind;

    private Mapping(MappingFile file)
    {
        Name = file.Name;
        Format = file.Format;
        Delimiter = file.Delimiter ?? ",";
        Sources = file.Sources ?? [];
        var tables = file.Tables ?? new Dictionary<string, IReadOnlyDictionary<string, string>>();
        if (tables.Keys.FirstOrDefault(Template.IsStep) is { } taken)
        {
            throw new MappingException($"A table cannot be called {taken}, which is a step.");
        }

        var names = new Names(file.Columns, tables, new FeedTime(Zone(file.Zone), file.TimeFormats ?? []));
        _columns = [.. file.Columns.Select(column => new CheckedColumn(new Column(column.Key), column.Value, names.Times))];
        _refusals = [.. (file.Refuse ?? []).Select(rule => (Condition.Compile(rule.When, names), rule.Because))];
        _operation = file.Operation is { } operation
            ? (names.Column(operation.Column, "operation"), new Dictionary<string, Act>(StringComparer.Ordinal)
            {
                [operation.Report] = Act.Report,
                [operation.Revise] = Act.Revise,
                [operation.Withdraw] = Act.Withdraw,
                [operation.Reinstate] = Act.Reinstate,
            })
            : null;
        _row = Template.Compile(file.Row, names);
        (_incident, _title, _kind) = (Template.Compile(file.Incident.Id, names), Template.Compile(file.Incident.Title, names), file.Incident.Kind);
        _facts = [.. file.Facts.Select((fact, index) => new MappedFact(fact.Over(file.Fact), fact.Key ?? index.ToString(CultureInfo.InvariantCulture), names))];
        if (_facts.GroupBy(fact => fact.Key).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw new MappingException($"Two facts have the key {twice.Key}.");
        }
    }

    public string Name { get; }

    public FeedFormat Format { get; }

    public string Delimiter { get; }

    public IReadOnlyList<NewSource> Sources { get; }

    /// <exception cref="MappingException">It is none.</exception>
    public static Mapping Read(string json) => new(MappingFile.Read(json));

    /// <summary>The columns that a header must have and does not: then no row of the file can be read.</summary>
    public IReadOnlyList<string> MissingFrom(IReadOnlyList<string> header) =>
        [.. _columns.Select(column => column.Column.Name).Where(name => !header.Contains(name, StringComparer.Ordinal))];

    /// <summary>What becomes of a row.</summary>
    /// <param name="row">The row.</param>
    /// <param name="line">Where it stands, and its bytes.</param>
    /// <param name="fileSha256">SHA-256 of the file, in hex.</param>
    public MappedLine Map(Row row, FeedLine line, string fileSha256)
    {
        if (row.Refusal is null && line.Raw.Length > RawBytesMax)
        {
            row.Refuse(string.Create(CultureInfo.InvariantCulture, $"The line has more than {RawBytesMax} bytes, which is more than is kept with a fact."));
        }

        foreach (var column in row.Refusal is null ? _columns : [])
        {
            column.Check(row);
        }

        foreach (var (when, because) in row.Refusal is null ? _refusals : [])
        {
            if (when.Holds(row))
            {
                row.Refuse(because);
            }
        }

        return row.Refusal is { } refusal ? MappedLine.Refused(line, refusal) : MapSound(row, line, fileSha256);
    }

    private MappedLine MapSound(Row row, FeedLine line, string fileSha256)
    {
        var act = ActOf(row);
        var (identity, incident) = (_row.Text(row), new NewIncident(_incident.Text(row), _title.Text(row), _kind));
        var json = new ArrayBufferWriter<byte>(1_024 + (2 * line.Raw.Length));
        using var writer = new Utf8JsonWriter(json);
        writer.WriteStartObject();
        writer.WriteString("incident", incident.Id);
        writer.WriteStartArray("facts");
        var facts = 0;
        foreach (var fact in _facts)
        {
            if (fact.When?.Holds(row) != false)
            {
                fact.Write(row, act, EventId.Of($"{Name}\n{identity}\n{fact.Key}"), line, fileSha256, writer);
                facts++;
            }
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.Flush();
        return row.Refusal is { } refusal ? MappedLine.Refused(line, refusal) : new MappedLine(line, null, incident, json.WrittenMemory, facts);
    }

    private Act ActOf(Row row)
    {
        if (_operation is not { } operation)
        {
            return Act.Report;
        }

        if (row.Text(operation.Column) is { } word && operation.Acts.TryGetValue(word, out var act))
        {
            return act;
        }

        row.Refuse($"Column {operation.Column.Name} holds none of {string.Join(", ", operation.Acts.Keys)}.");
        return Act.Report;
    }

    private static TimeZoneInfo? Zone(string? name)
    {
        try
        {
            return name is null ? null : TimeZoneInfo.FindSystemTimeZoneById(name);
        }
        catch (Exception e) when (e is TimeZoneNotFoundException or InvalidTimeZoneException)
        {
            throw new MappingException($"{name} is no time zone of the IANA database that this machine has.");
        }
    }

    /// <summary>A column with what it must hold.</summary>
    private sealed class CheckedColumn(Column column, ColumnRule rule, FeedTime times)
    {
        // What a mapping's author writes is trusted not to hang us; a row's text is not.
        private readonly Regex? _pattern = rule.Pattern is null ? null : Whole(column, rule.Pattern);

        public Column Column => column;

        public void Check(Row row)
        {
            if (row.Find(column) is not { } value)
            {
                if (!rule.Optional)
                {
                    row.Refuse($"Column {column.Name} is missing or empty.");
                }

                return;
            }

            if (!IsOfType(value.ValueKind))
            {
                row.Refuse($"Column {column.Name} is no {JsonNamingPolicy.KebabCaseLower.ConvertName(rule.Type.ToString())}.");
            }
            else if (value.ValueKind == JsonValueKind.String)
            {
                CheckText(row, value.GetString()!); // It is a string.
            }
        }

        private static Regex Whole(Column column, string pattern)
        {
            const RegexOptions Options = RegexOptions.CultureInvariant | RegexOptions.NonBacktracking;
            try
            {
                _ = new Regex(pattern, Options); // By itself, so that nothing of it closes what we put around it.
                return new Regex($@"\A(?:{pattern})\z", Options);
            }
            catch (RegexParseException e)
            {
                throw new MappingException($"Column {column.Name}: {e.Message}");
            }
            catch (NotSupportedException)
            {
                throw new MappingException($"Column {column.Name}: the pattern {pattern} looks around or back, which takes too long on some texts.");
            }
        }

        private void CheckText(Row row, string text)
        {
            if (!rule.Optional && string.IsNullOrWhiteSpace(text))
            {
                row.Refuse($"Column {column.Name} is blank.");
            }
            else if (rule.OneOf is { } words && !words.Contains(text, StringComparer.Ordinal))
            {
                row.Refuse($"Column {column.Name} holds none of {string.Join(", ", words)}.");
            }
            else if (rule.Type == ColumnType.Time && !times.TryRead(text, out _, out _))
            {
                row.Refuse($"Column {column.Name}: {times.Unreadable(text)}");
            }
            else if (_pattern?.IsMatch(text) == false)
            {
                row.Refuse($"Column {column.Name} does not match {rule.Pattern}.");
            }
        }

        private bool IsOfType(JsonValueKind kind) => rule.Type switch
        {
            ColumnType.Text or ColumnType.Time => kind == JsonValueKind.String,
            ColumnType.Number => kind == JsonValueKind.Number,
            ColumnType.Boolean => kind is JsonValueKind.True or JsonValueKind.False,
            ColumnType.Object => kind == JsonValueKind.Object,
            _ => true,
        };
    }
}

/// <summary>What became of a line on this side.</summary>
/// <param name="Line">The line.</param>
/// <param name="Refusal">Why it was refused, or null.</param>
/// <param name="Incident">Where its facts go.</param>
/// <param name="Json">What the service is sent.</param>
/// <param name="Facts">How many facts are in it; none where the row states nothing that the mapping takes.</param>
internal sealed record MappedLine(FeedLine Line, string? Refusal, NewIncident? Incident, ReadOnlyMemory<byte> Json, int Facts)
{
    public static MappedLine Refused(FeedLine line, string refusal) => new(line, refusal, null, default, 0);
}
