using System.Text;
using System.Text.Json.Nodes;
using IncidentTimeline.Catalog;

namespace IncidentTimeline.Tests.Server.Problems;

/// <summary>A request as it goes over the wire.</summary>
internal sealed record SentRequest(string Route, string Path, byte[] Body)
{
    public string ContentType { get; init; } = "application/json";

    public string? ContentEncoding { get; init; }

    public string? IfMatch { get; init; }
}

/// <summary>Spoils valid requests in every way that a caller might, by chance that comes in as a seed.</summary>
internal sealed class RequestMutator(Random chance, ValidRequests valid)
{
    /// <summary>Deepest pile of brackets: well beyond the 64 levels that are read.</summary>
    private const int PileMax = 100;

    // As they stand in JSON; some are no JSON at all.
    internal static readonly string[] Values =
    [
        "null", "true", "false", "0", "-0", "-1", "1", "1.0", "1.5", "1e1", "1e400", "-1e400", "1e-400", "1E+2", "2147483648", "9223372036854775808", "12345678901234567890",
        "0.1234567890123456789012345678901234567890", "79228162514264337593543950336", "NaN", "Infinity", "-Infinity", "01", "+1", ".5", "0x10",
        "{}", "[]", "[null]", "[[]]", "{\"\":1}", "{\"type\":1}", "{\"type\":\"Nonsense\"}", "{\"$type\":\"x\"}", "{\"$ref\":\"1\"}",
        "\"\"", "\" \"", "\"0\"", "\"null\"", "\"\\u0000\"", "\"a\\u0000b\"", "\"\\ud800\"", "\"\\udc00\"", "\"\\udc00\\ud800\"", "\"\\ud83d\\ude00\"", "\"\\uffff\"", "\"\\ufeff\"",
        "\"\\u202eabc\"", "\"a\\u2066b\"", "\"a\\u200bb\"", "\"\\r\\n\"", "\"\\u001b[2J\"", "\"\\u0085\"", "\"\\u2028\"", "\"\\q\"", "\"\\u12\"", "\"\t\"", "'single'", "undefined",
        "\"2026-02-30T00:00:00Z\"", "\"2024-02-29T00:00:00Z\"", "\"2026-01-01T24:00:00Z\"", "\"2016-12-31T23:59:60Z\"", "\"2026-01-01T00:00:00+99:99\"", "\"2026-01-01T00:00:00+14:00\"",
        "\"0000-01-01T00:00:00Z\"", "\"0001-01-01T00:00:00Z\"", "\"1800-01-01T00:00:00Z\"", "\"2199-12-31T23:59:59.9999999Z\"", "\"9999-12-31T23:59:59.9999999Z\"", "\"9999-12-31T23:59:59-14:00\"",
        "\"+12026-01-01T00:00:00Z\"", "\"2026-01-01\"", "\"2026\"", "\"9999\"", "\"2026-01-01/2025-01-01\"", "\"2001-21\"", "\"2026-13\"", "\"../..\"", "\"/\"", "\"2024-05-14T09:30\"",
        "\"Europe/Moscow\"", "\"europe/moscow\"", "\"Mars/Olympus\"", "\"../../etc/passwd\"", "\"UTC\"", "\"ZZ\"", "\"RU\"", "\"ru\"", "\"RU-XXX\"", "\"none-reported\"", "\"asserted,stated\"",
        "\"00000000-0000-0000-0000-000000000000\"", "\"6C3B8F2E-0F41-4A4E-9C58-0D6F5A4B7E11\"", "\"{6c3b8f2e-0f41-4a4e-9c58-0d6f5a4b7e11}\"", "\"drones-down:a\"", "\":\"", "\"%00\"", "\"~0~1/\"",
    ];

    private static readonly string[] Names =
        ["", " ", "type", "Type", "$type", "$id", "$ref", "$values", "claim", "count", "a.b", "a'b", "a\"b", "a[0]", "~", "/", "~1", "\0", "\u202e", "__proto__", "fact", "factId", new string('n', 1_000)];

    private static readonly string[] ContentTypes =
        ["application/json; charset=utf-8", "application/json; charset=utf-16", "application/json; charset=\"utf-8\"", "text/plain", "application/xml", "application/problem+json", "application/x-ndjson", "application/json; q=1", "*/*"];

    private static readonly string[] Versions = ["\"1\"", "\"2\"", "\"0\"", "\"-1\"", "\"99999999999999999999\"", "W/\"1\"", "*", "1", "\"\"", "\"a\"", "\"1\", \"2\""];

    internal static readonly string[] Ids = ["unknown", "UPPER", "a%20b", "a%2fb", "%ff", "%F0%9F%98%80", "..%2f..", "-", new('a', 100), new('a', 101), "6c3b8f2e-0f41-4a4e-9c58-0d6f5a4b7e11"];

    private readonly List<(string Mark, string Json)> _spliced = [];
    private readonly List<SentRequest> _sent = [];

    /// <summary>The next request: an earlier one again, as it was or with other content under its ids; or a valid one, one in eight as it is and the others spoilt once to thrice.</summary>
    public SentRequest Next()
    {
        if (_sent is [_, ..] && chance.Next(12) == 0)
        {
            var earlier = Any(_sent);
            return chance.Next(3) == 0 ? earlier with { Body = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(earlier.Body).Replace("A remark", "Another remark", StringComparison.Ordinal)) } : earlier;
        }

        _sent.Add(Make());
        return _sent[^1];
    }

    private SentRequest Make()
    {
        var request = valid.Make(chance.Next(valid.Count));
        var spoils = chance.Next(8) == 0 ? 0 : 1 + chance.Next(3);
        var structural = chance.Next(spoils + 1);
        var body = request.Body;
        _spliced.Clear();
        for (var spoilt = 0; spoilt < structural; spoilt++)
        {
            body = SpoilStructure(body);
        }

        var sent = new SentRequest(request.Route, request.Path, Encoding.UTF8.GetBytes(_spliced.Aggregate(
            body.ToJsonString(Wire.Options), (json, one) => json.Replace(one.Mark, one.Json, StringComparison.Ordinal))));
        for (var spoilt = structural; spoilt < spoils; spoilt++)
        {
            sent = chance.Next(6) switch
            {
                0 => sent with { ContentType = Any(ContentTypes) },
                1 => sent with { IfMatch = Any(Versions) },
                2 => sent with { Path = SpoilPath(sent.Path) },
                3 when chance.Next(4) == 0 => sent with { ContentEncoding = "gzip" },
                _ => sent with { Body = SpoilBytes(sent.Body) },
            };
        }

        return sent;
    }

    private JsonNode SpoilStructure(JsonNode root)
    {
        var places = PlacesIn(root).ToList();
        if (places is [])
        {
            return Splice(Any(Values));
        }

        var (owner, key) = Any(places);
        switch (chance.Next(10))
        {
            case 0:
                Remove(owner, key);
                break;
            case 1 when owner is JsonObject members && members[key] is { } value:
                members[Mark($"\"{key}\"").Trim('"')] = value.DeepClone();
                break;
            case 2 when owner is JsonObject members:
                var moved = members[key]?.DeepClone();
                members.Remove(key);
                members[Any(Names)] = moved;
                break;
            case 3:
                Set(owner, key, chance.Next(2) == 0 ? new JsonArray(Get(owner, key)?.DeepClone()) : new JsonObject { [Any(Names)] = Get(owner, key)?.DeepClone() });
                break;
            case 4:
                var depth = chance.Next(PileMax);
                Set(owner, key, Splice(new string('[', depth) + new string(']', depth)));
                break;
            case 5:
                var (from, at) = Any(PlacesIn(valid.Make(chance.Next(valid.Count)).Body).ToList());
                Set(owner, key, Get(from, at)?.DeepClone());
                break;
            case 6:
                Set(owner, key, Splice($"\"{new string(Any((char[])['x', 'я', ' ', '\u0301']), 1 << chance.Next(18))}\""));
                break;
            case 7 when Get(owner, key) is JsonArray items && items.Count > 0:
                for (var times = chance.Next(60); times > 0; times--)
                {
                    items.Add(items[0]?.DeepClone());
                }

                break;
            default:
                Set(owner, key, Splice(Any(Values)));
                break;
        }

        return root;
    }

    private string SpoilPath(string path)
    {
        var steps = path.Split('/');
        steps[chance.Next(1, steps.Length)] = Any(Ids);
        return string.Join('/', steps);
    }

    /// <summary>Other bytes here or there.</summary>
    public byte[] SpoilBytes(byte[] body)
    {
        var (at, length) = (chance.Next(body.Length + 1), chance.Next(20));
        var (before, after) = (body[..at], body[at..]);
        return chance.Next(9) switch
        {
            0 => before,
            1 => [.. before, (byte)chance.Next(256), .. after],
            2 => [.. before, 0xC3, 0x28, .. after],
            3 => [.. before, 0xED, 0xA0, 0x80, .. after],
            4 => [.. before, .. after.Skip(length)],
            5 => [.. before, .. after.Take(length), .. after],
            6 => [0xEF, 0xBB, 0xBF, .. body],
            7 => Encoding.Unicode.GetBytes(Encoding.UTF8.GetString(body)),
            _ => [.. before, .. after.Take(1).Select(one => (byte)(one ^ (1 << chance.Next(8)))), .. after.Skip(1)],
        };
    }

    /// <summary>One of them.</summary>
    public T Any<T>(IReadOnlyList<T> choices) => choices[chance.Next(choices.Count)];

    // A mark stands in the tree where JSON goes that no tree can hold; it is replaced in the text.
    private string Mark(string json)
    {
        var mark = $"\"spliced-{_spliced.Count}-here\"";
        _spliced.Add((mark, json));
        return mark;
    }

    private JsonValue Splice(string json) => JsonValue.Create(Mark(json).Trim('"'));

    private static IEnumerable<(JsonNode Owner, string Key)> PlacesIn(JsonNode root) => root switch
    {
        JsonObject members => members.SelectMany(member => (member.Value is { } value ? PlacesIn(value) : []).Prepend((root, member.Key))),
        JsonArray items => items.Index().SelectMany(item => (item.Item is { } value ? PlacesIn(value) : []).Prepend((root, $"{item.Index}"))),
        _ => [],
    };

    private static JsonNode? Get(JsonNode owner, string key) => owner is JsonArray items ? items[Index(key)] : owner[key];

    private static void Set(JsonNode owner, string key, JsonNode? value)
    {
        if (owner is JsonArray items)
        {
            items[Index(key)] = value;
        }
        else
        {
            owner[key] = value;
        }
    }

    private static void Remove(JsonNode owner, string key)
    {
        if (owner is JsonArray items)
        {
            items.RemoveAt(Index(key));
        }
        else
        {
            owner.AsObject().Remove(key);
        }
    }

    private static int Index(string key) => int.Parse(key, System.Globalization.CultureInfo.InvariantCulture);
}
