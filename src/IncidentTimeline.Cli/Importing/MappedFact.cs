using System.Globalization;
using System.Text;
using System.Text.Json;

namespace IncidentTimeline.Cli.Importing;

/// <summary>One fact that a row states, ready to be written.</summary>
internal sealed class MappedFact
{
    /// <summary>Bytes of a feed key in UTF-8.</summary>
    private const int FeedKeyBytesMax = 512;

    private readonly Act? _act;
    private readonly JsonTemplate? _claim;
    private readonly JsonTemplate _attribution;
    private readonly JsonTemplate _places;
    private readonly FeedTime _times;
    private readonly (Template At, TimePrecision Precision, Template? Until)? _eventTime;
    private readonly Template? _reportedAt;
    private readonly Template? _feedKey;
    private readonly IReadOnlyList<(JsonEncodedText Name, Template Text)> _texts;
    private readonly JsonTemplate? _inferred;

    public MappedFact(FactTemplate fact, string key, Names names)
    {
        Key = key;
        When = fact.When is { } when ? Condition.Compile(when, names) : null;
        _act = fact.As;
        _claim = fact.Claim is { } claim ? JsonTemplate.Compile(claim, names) : null;
        _attribution = JsonTemplate.Compile(fact.Attribution ?? throw new MappingException($"Fact {key} has no attribution."), names);
        _places = JsonTemplate.Compile(fact.Places ?? throw new MappingException($"Fact {key} has no places."), names);
        _times = names.Times;
        _eventTime = fact.EventTime is { } time ? (Template.Compile(time.At, names), time.Precision, time.Until is null ? null : Template.Compile(time.Until, names)) : null;
        _reportedAt = fact.ReportedAt is null ? null : Template.Compile(fact.ReportedAt, names);
        _feedKey = fact.FeedKey is null ? null : Template.Compile(fact.FeedKey, names);
        _inferred = fact.Inferred is { } inferred ? JsonTemplate.Compile(inferred, names) : null;
        _texts =
        [
            .. new (string Name, string? Text)[] { ("status", fact.Status), ("polarity", fact.Polarity), ("statusCue", fact.StatusCue), ("note", fact.Note) }
                .Where(one => one.Text is not null)
                .Select(one => (JsonEncodedText.Encode(one.Name), Template.Compile(one.Text!, names))), // Filtered just above.
        ];
        if (_claim is null && _act != Act.Withdraw)
        {
            throw new MappingException($"Fact {key} has no claim.");
        }
    }

    public string Key { get; }

    /// <summary>Of which rows; null: of all.</summary>
    public Condition? When { get; }

    public void Write(Row row, Act act, Guid id, FeedLine line, string fileSha256, Utf8JsonWriter json)
    {
        act = _act ?? act;
        json.WriteStartObject();
        json.WriteString("factId", id);
        json.WritePropertyName("claim");
        WriteClaim(row, act, json);
        WriteEventTime(row, act, json);
        json.WritePropertyName("places");
        _places.Write(row, json);
        json.WritePropertyName("attribution");
        _attribution.Write(row, json);
        WriteTexts(row, json);
        WriteReportTime(row, json);
        WriteFeedKey(row, act, json);
        json.WriteStartObject("line");
        json.WriteString("fileSha256", fileSha256);
        json.WriteNumber("number", line.Number);
        json.WriteBase64String("raw", line.Raw.Span);
        json.WriteEndObject();
        if (_inferred is not null)
        {
            json.WritePropertyName("inferred");
            _inferred.Write(row, json);
        }

        json.WriteEndObject();
    }

    private void WriteClaim(Row row, Act act, Utf8JsonWriter json)
    {
        if (act == Act.Report)
        {
            _claim!.Write(row, json); // Only a withdrawal goes without one.
            return;
        }

        json.WriteStartObject();
        json.WriteString("type", act switch { Act.Revise => "StatementCorrected", Act.Withdraw => "StatementRetracted", _ => "StatementReinstated" });
        if (act != Act.Withdraw)
        {
            json.WritePropertyName("claim");
            _claim!.Write(row, json); // As above.
        }

        json.WriteEndObject();
    }

    // What is taken back need not say again when it was.
    private void WriteEventTime(Row row, Act act, Utf8JsonWriter json)
    {
        if (_eventTime is not { } time || (act == Act.Withdraw && !time.At.IsPresent(row)))
        {
            return;
        }

        var text = time.At.Text(row);
        json.WriteStartObject("eventTime");
        json.WriteString("kind", "exact");
        if (time.Precision >= TimePrecision.Day)
        {
            WriteDate(row, text, time.Precision, json);
        }
        else if (_times.TryRead(text, out var earliest, out var latest))
        {
            var unit = time.Precision switch { TimePrecision.Minute => TimeSpan.FromMinutes(1), TimePrecision.Hour => TimeSpan.FromHours(1), _ => TimeSpan.FromSeconds(1) };
            WriteInstant(json, "earliest", earliest);
            WriteInstant(json, "latest", latest + unit - TimeSpan.FromSeconds(1));
            WriteUntil(row, time.Until, json);
        }
        else
        {
            row.Refuse(_times.Unreadable(text));
        }

        if (_times.Zone is { } zone)
        {
            json.WriteString("zone", zone);
        }

        json.WriteEndObject();
    }

    private static void WriteDate(Row row, string text, TimePrecision precision, Utf8JsonWriter json)
    {
        var (format, length) = precision switch { TimePrecision.Day => ("yyyy-MM-dd", 10), TimePrecision.Month => ("yyyy-MM", 7), _ => ("yyyy", 4) };
        var date = text.Length > length ? text[..length] : text;
        if (DateTime.TryParseExact(date, format, CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
        {
            json.WriteString("edtf", date);
        }
        else
        {
            row.Refuse($"\"{text}\" does not begin with a date of the form {format}.");
        }
    }

    private void WriteUntil(Row row, Template? until, Utf8JsonWriter json)
    {
        if (until is null || !until.IsPresent(row))
        {
            return;
        }

        if (_times.TryRead(until.Text(row), out _, out var end))
        {
            WriteInstant(json, "until", end);
        }
        else
        {
            row.Refuse(_times.Unreadable(until.Text(row)));
        }
    }

    private void WriteTexts(Row row, Utf8JsonWriter json)
    {
        foreach (var (name, text) in _texts)
        {
            // A table may say nothing for a value by an empty text.
            if (text.IsPresent(row) && text.Text(row) is { Length: > 0 } said)
            {
                json.WriteString(name, said);
            }
        }
    }

    private void WriteReportTime(Row row, Utf8JsonWriter json)
    {
        if (_reportedAt is null || !_reportedAt.IsPresent(row))
        {
            return;
        }

        if (_times.TryRead(_reportedAt.Text(row), out _, out var reported))
        {
            WriteInstant(json, "reportedAt", reported);
        }
        else
        {
            row.Refuse(_times.Unreadable(_reportedAt.Text(row)));
        }
    }

    private void WriteFeedKey(Row row, Act act, Utf8JsonWriter json)
    {
        if (_feedKey is null)
        {
            if (act != Act.Report)
            {
                row.Refuse("What revises, withdraws or reinstates needs a feed key in the mapping, by which it finds what was said before.");
            }

            return;
        }

        var key = _feedKey.Text(row);
        if (Encoding.UTF8.GetByteCount(key) > FeedKeyBytesMax)
        {
            row.Refuse($"The feed key is longer than {FeedKeyBytesMax} bytes.");
        }

        json.WriteString("feedKey", key);
    }

    private static void WriteInstant(Utf8JsonWriter json, string name, DateTimeOffset instant) =>
        json.WriteString(name, instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", CultureInfo.InvariantCulture));
}
