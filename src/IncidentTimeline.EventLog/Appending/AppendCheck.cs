using System.Text.Json;
using System.Text.Unicode;

namespace IncidentTimeline.EventLog;

/// <summary>
/// Refuses, before it reaches a group, whatever the database would refuse: one bad event would fail the statement and with it
/// its neighbours. So this must be at least as strict as the table.
/// </summary>
internal static class AppendCheck
{
    private static readonly JsonReaderOptions Strict = new() { MaxDepth = Limits.NestingMax, CommentHandling = JsonCommentHandling.Disallow };

    /// <summary>Null if the append may go on.</summary>
    public static AppendResult.Refused? Refusal(string streamId, IReadOnlyList<NewEvent> events)
    {
        if (!IsName(streamId, Limits.StreamIdLengthMax))
        {
            return new("stream-id-invalid", $"A stream id has 1 to {Limits.StreamIdLengthMax} characters, none of them a control character.");
        }

        if (events.Count is 0 or > Limits.EventsPerAppendMax)
        {
            return new("append-count", $"An append has 1 to {Limits.EventsPerAppendMax} events, not {events.Count}. Split it.");
        }

        if (Bytes(events) > Limits.AppendBytesMax)
        {
            return new("append-too-large", $"An append has at most {Limits.AppendBytesMax} bytes of data and metadata. Split it.");
        }

        return RefusalOfIds(events) ?? events.Select(RefusalOf).FirstOrDefault(refusal => refusal is not null);
    }

    public static long Bytes(IReadOnlyList<NewEvent> events)
    {
        var bytes = 0L;
        foreach (var newEvent in events)
        {
            bytes += Bytes(newEvent);
        }

        return bytes;
    }

    private static long Bytes(NewEvent newEvent) => (long)newEvent.Data.Length + newEvent.Metadata.Length;

    private static AppendResult.Refused? RefusalOfIds(IReadOnlyList<NewEvent> events)
    {
        if (events.Count == 1)
        {
            return null;
        }

        var ids = new HashSet<Guid>(events.Count);
        var duplicate = events.FirstOrDefault(newEvent => !ids.Add(newEvent.EventId));
        return duplicate is null ? null : new("event-id-twice", $"The event id {duplicate.EventId} occurs twice in one append.");
    }

    private static AppendResult.Refused? RefusalOf(NewEvent newEvent)
    {
        if (!IsName(newEvent.Type, Limits.TypeLengthMax))
        {
            return new("event-type-invalid", $"An event type has 1 to {Limits.TypeLengthMax} characters, none of them a control character ({newEvent.EventId}).");
        }

        if (newEvent.SchemaVersion < 1)
        {
            return new("schema-version-invalid", $"A schema version is 1 or more ({newEvent.EventId}).");
        }

        if (Bytes(newEvent) > Limits.EventBytesMax)
        {
            return new("event-too-large", $"An event has at most {Limits.EventBytesMax} bytes of data and metadata together ({newEvent.EventId}).");
        }

        var fault = JsonFault(newEvent.Data.Span) ?? JsonFault(newEvent.Metadata.Span);
        return fault is null ? null : new(fault.Value.Code, $"{fault.Value.Detail} ({newEvent.EventId})");
    }

    private static bool IsName(string name, int lengthMax)
    {
        if (name.Length == 0 || name.Length > lengthMax)
        {
            return false;
        }

        for (var i = 0; i < name.Length; i++)
        {
            // A lone surrogate has no UTF-8 and could not be sent; PostgreSQL text holds no NUL.
            if (char.IsControl(name[i]) || (char.IsSurrogate(name[i]) && !char.IsSurrogatePair(name, i++)))
            {
                return false;
            }
        }

        return true;
    }

    private static (string Code, string Detail)? JsonFault(ReadOnlySpan<byte> json)
    {
        if (!Utf8.IsValid(json))
        {
            return ("event-json-invalid", "Data and metadata must be UTF-8.");
        }

        try
        {
            var reader = new Utf8JsonReader(json, Strict);
            while (reader.Read())
            {
                // The json type would keep such an escape, but no reader could take the text out: ->> fails on it for ever.
                if (reader.ValueIsEscaped && HasEscapeWithoutText(reader.ValueSpan))
                {
                    return ("event-text-invalid", @"A string holds \u0000 or half a surrogate pair, which PostgreSQL text cannot.");
                }
            }
        }
        catch (JsonException e)
        {
            return ("event-json-invalid", $"Data and metadata must be JSON of at most {Limits.NestingMax} levels: {e.Message}");
        }

        return null;
    }

    private static bool HasEscapeWithoutText(ReadOnlySpan<byte> escaped)
    {
        var expectsLow = false;
        for (var i = 0; i < escaped.Length; i++)
        {
            var unit = -1;
            if (escaped[i] == (byte)'\\' && escaped[++i] == (byte)'u')
            {
                unit = int.Parse(escaped.Slice(i + 1, 4), System.Globalization.NumberStyles.AllowHexSpecifier, System.Globalization.CultureInfo.InvariantCulture);
                i += 4;
            }

            if (unit == 0 || expectsLow != unit is >= 0xDC00 and <= 0xDFFF)
            {
                return true;
            }

            expectsLow = unit is >= 0xD800 and <= 0xDBFF;
        }

        return expectsLow;
    }
}
