using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using IncidentTimeline.Catalog;
using IncidentTimeline.Client;
using IncidentTimeline.EventLog;
using IncidentTimeline.Facts;
using IncidentTimeline.Facts.Information;
using IncidentTimeline.Facts.Revision;
using IncidentTimeline.Places;
using IncidentTimeline.Server.Events;
using IncidentTimeline.Server.Following;
using IncidentTimeline.Server.Statements;
using IncidentTimeline.Tests.Client.Following;
using IncidentTimeline.Tests.Server;
using Fact = IncidentTimeline.Facts.Fact;
using Place = IncidentTimeline.Places.Place;

namespace IncidentTimeline.Tests.Client;

/// <summary>
/// What consumers were once sent is read for ever, and what they were promised is still sent: docs/reference/contract.md. A golden stream is what
/// <c>GET /events</c> told at a version of the feed: a line for each fact type and decision, and the lines that only a feed has. Its lines are never edited; a new type adds one
/// (<c>ops/generate</c>). Beside it stand the schemas of that version, which only grow.
/// </summary>
[Trait("Category", "Generated")]
public sealed class ConsumerContractTests
{
    /// <summary>The version of the feed that today's program tells.</summary>
    private const string Told = "v1";

    private static readonly string Folder = Path.Combine(Repository.Root, "tests/IncidentTimeline.Tests/Client/golden");
    private static readonly DateTimeOffset Start = new(2024, 5, 14, 9, 30, 0, TimeSpan.Zero);

    public static TheoryData<string> Streams => [.. Directory.EnumerateFiles(Folder, "events-*.ndjson").Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal)];

    [Fact]
    public void Every_type_has_a_golden_line()
    {
        var kept = Lines($"events-{Told}");
        var missing = Log().Where(one => !kept.Any(line => NameOf(line) == one.Name)).ToList();
        if (Repository.UpdatesGenerated)
        {
            string[] lines = [.. kept, .. missing.Select((one, index) => LineOf(one, kept.Length + index + 1))];
            File.WriteAllText(PathOf($"events-{Told}", "ndjson"), string.Concat(lines.Select(line => line + "\n")), new UTF8Encoding(false));
            File.WriteAllLines(PathOf($"events-{Told}", "sha256"), [.. Sums($"events-{Told}"), .. lines[kept.Length..].Select(Sum)]);
            return;
        }

        missing.Select(one => one.Name).ShouldBeEmpty("Run ops/generate to add them.");
    }

    [Theory]
    [MemberData(nameof(Streams))]
    public void No_golden_line_was_edited_or_removed(string stream)
    {
        if (!Repository.UpdatesGenerated)
        {
            Lines(stream).Select(Sum).ShouldBe(Sums(stream), "A golden line stays as it was told; ops/generate adds those of new types.");
        }
    }

    /// <summary>Consumers of any age are clients like this one.</summary>
    [Theory]
    [MemberData(nameof(Streams))]
    public async Task A_stream_that_was_ever_told_is_read(string stream)
    {
        var lines = Lines(stream);
        var service = new ScriptedService().Tells([.. lines, $$"""{"reached":{{lines.Length + 5}}}"""]);
        using var client = service.Client(TimeProvider.System);
        var steps = new List<FollowStep>();

        await foreach (var step in client.FollowStepsAsync(IncidentTimeline.Client.EventFilter.None, 0, CancellationToken.None))
        {
            steps.Add(step);
            if (step.Position > lines.Length)
            {
                break;
            }
        }

        steps.Select(step => step.Position).ShouldBe([.. Enumerable.Range(1, lines.Length).Select(position => (long)position), lines.Length + 5]);
        foreach (var (line, told) in lines.Zip(steps.Select(step => step.Event)))
        {
            var json = JsonNode.Parse(line)!; // A line is an object.
            told.ShouldNotBeNull();
            (told.Id, told.Type, told.Subject, told.Actor, told.Version).ShouldBe((json["id"]!.GetValue<Guid>(), json.Text("type"), json.Text("subject"), json.Text("actor"), json["version"]!.GetValue<long>()));
            (told.Time, told.SchemaVersion, told.Incident, told.Open).ShouldBe((json["time"]!.GetValue<DateTimeOffset>(), 1, json.Text("incident"), json["open"]?.GetValue<bool>() ?? false));
            foreach (var (list, attribute) in (ValueTuple<IReadOnlyList<string>, string>[])
                [(told.Incidents, "incidents"), (told.Regions, "regions"), (told.Types, "types"), (told.Sources, "sources"), (told.RevisedBy, "revisedby")])
            {
                string.Join(',', list).ShouldBe(json.Text(attribute) ?? "", attribute);
            }

            JsonNode.DeepEquals(JsonNode.Parse(told.Data.GetRawText()), json["data"]).ShouldBeTrue();
        }
    }

    /// <summary>The same event is told today with all that it was told with then. More may be told.</summary>
    [Theory]
    [MemberData(nameof(Streams))]
    public void What_was_once_promised_is_still_told(string stream)
    {
        foreach (var line in Lines(stream))
        {
            var (recorded, reach) = Recorded(line);
            var today = JsonNode.Parse(CloudEvents.Write(recorded, reach))!; // It writes objects.

            foreach (var (member, value) in JsonNode.Parse(line)!.AsObject())
            {
                JsonNode.DeepEquals(today[member], value).ShouldBeTrue($"{NameOf(line)}: {member} was {value?.ToJsonString()}, and is {today[member]?.ToJsonString() ?? "not told"}. {Remedy}");
            }

            EventCodec.Decode(recorded).ShouldNotBe((null, null));
        }
    }

    [Fact]
    public void Schemas_of_a_version_only_grow()
    {
        var path = PathOf($"schemas-{Told}", "json");
        var today = TodaysSchemas();
        var promised = File.Exists(path) ? JsonNode.Parse(File.ReadAllText(path))!.AsObject() : []; // An object.

        SchemaPromise.Broken(promised, today).ShouldBeEmpty(Remedy);

        // Written only where nothing was broken: what was added is promised from now on.
        if (Repository.UpdatesGenerated)
        {
            File.WriteAllText(path, $"{{\n{string.Join(",\n", today.Select(one => $"\"{one.Key}\":{one.Value!.ToJsonString(Wire.Options)}"))}\n}}\n", new UTF8Encoding(false)); // A schema is an object.
            return;
        }

        SchemaPromise.Broken(today, promised).ShouldBeEmpty("More is told than the golden schemas say: run ops/generate, and it is promised.");
    }

    // A type a line. Wherever a claim may stand, all fact types may, each of which has its line.
    private static JsonObject TodaysSchemas()
    {
        var schemas = new JsonObject(Catalogue.FactTypes.Concat(Catalogue.Decisions).Select(type => KeyValuePair.Create(type.Name, (JsonNode?)type.Schema.DeepClone())));
        schemas["Fact"] = Schemas.Of(typeof(Fact));
        foreach (var (_, schema) in schemas)
        {
            LeaveClaimsOut(schema);
        }

        return schemas;
    }

    private static void LeaveClaimsOut(JsonNode? schema)
    {
        if (schema is JsonObject members)
        {
            if (members["claim"] is JsonObject claim)
            {
                claim.Remove("anyOf");
            }

            foreach (var (_, member) in members)
            {
                LeaveClaimsOut(member);
            }
        }
    }

    private const string Remedy = "Within a schema version nothing is removed, renamed or meant otherwise: make a new version (CONTRIBUTING, How to change a shape).";

    /// <summary>A log in which each type occurs, one event open, and one revised by what was recorded before it. Ids and times follow from the place.</summary>
    private static IEnumerable<GoldenEvent> Log()
    {
        foreach (var type in Catalogue.FactTypes)
        {
            yield return new GoldenEvent(type.Name, Examples.Fact with { Claim = JsonSerializer.Deserialize<IClaim>(type.Example, Wire.Options)! }); // An example is no null.
        }

        foreach (var type in Catalogue.Decisions)
        {
            yield return new GoldenEvent(type.Name, JsonSerializer.Deserialize<Desk.IDecision>(type.Example, Wire.Options)!); // Likewise.
        }

        yield return new GoldenEvent("StatementRetracted, open", Examples.Fact with { Claim = StatementRetracted.Example }, reach => reach.IsOpen = true);
        yield return new GoldenEvent("ClaimDenied, revised", Examples.Fact with { Claim = ClaimDenied.Example, Places = [new Place(PlacePrecision.Unknown)] }, reach => reach.Revised.UnionWith([new Guid(1, 0, 0, new byte[8]), new Guid(2, 0, 0, new byte[8])]));
    }

    private static string LineOf(GoldenEvent golden, int position)
    {
        var id = new Guid(position, 0, 0, new byte[8]);
        var added = golden.Content switch
        {
            Fact fact => EventCodec.Encode(fact with { FactId = new FactId(id) }, "coder"),
            Desk.IDecision decision => EventCodec.Encode(id, decision, "desk"),
            _ => throw new System.Diagnostics.UnreachableException("A fact or a decision."),
        };
        var recorded = new RecordedEvent(new LogPosition(position), StreamOf(golden.Content), new StreamVersion(position), id, added.Type, added.SchemaVersion, added.Data, added.Metadata, Start.AddSeconds(position));
        var reach = EventReach.Of(EventReader.Decode(recorded));
        golden.Change?.Invoke(reach);
        return Encoding.UTF8.GetString(CloudEvents.Write(recorded, reach));
    }

    private static string StreamOf(object content) => content is Desk.IDecision decision ? Catalogue.SubjectOf(decision) switch
    {
        Desk.DecisionSubject.Document => "document-9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        Desk.DecisionSubject.Source => "source-wire-desk",
        _ => "incident-kaluga-pair",
    } : "incident-kaluga-pair";

    /// <summary>The event that a golden line told, and what it bore on.</summary>
    private static (RecordedEvent Event, EventReach Reach) Recorded(string line)
    {
        var json = JsonDocument.Parse(line).RootElement;
        var reach = new EventReach { IsOpen = json.TryGetProperty("open", out var open) && open.GetBoolean() };
        reach.Types.UnionWith(Names("types"));
        reach.Regions.UnionWith(Names("regions"));
        reach.Incidents.UnionWith(Names("incidents"));
        reach.Sources.UnionWith(Names("sources"));
        reach.Revised.UnionWith(Names("revisedby").Select(Guid.Parse));
        var recorded = new RecordedEvent(
            new LogPosition(long.Parse(json.GetProperty("position").GetString()!, null)), // The contract says text.
            json.GetProperty("subject").GetString()!, // As above.
            new StreamVersion(json.GetProperty("version").GetInt64()),
            json.GetProperty("id").GetGuid(),
            json.GetProperty("type").GetString()!, // As above.
            int.Parse(json.GetProperty("dataschema").GetString()!.Split(':')[^1], null), // As above.
            Encoding.UTF8.GetBytes(json.GetProperty("data").GetRawText()),
            Encoding.UTF8.GetBytes($$"""{"actor":{{json.GetProperty("actor").GetRawText()}}}"""),
            json.GetProperty("time").GetDateTimeOffset());
        return (recorded, reach);

        string[] Names(string attribute) => json.TryGetProperty(attribute, out var list) ? list.GetString()!.Split(',') : []; // As above.
    }

    // Its type, or for the lines that only a feed has what is special about it.
    private static string NameOf(string line)
    {
        var json = JsonNode.Parse(line)!; // A line is an object.
        return json.Text("type") + (json["open"] is not null ? ", open" : json["revisedby"] is not null ? ", revised" : "");
    }

    private static string[] Lines(string stream) => File.Exists(PathOf(stream, "ndjson")) ? File.ReadAllLines(PathOf(stream, "ndjson")) : [];

    private static string[] Sums(string stream) => File.Exists(PathOf(stream, "sha256")) ? File.ReadAllLines(PathOf(stream, "sha256")) : [];

    // In the form of sha256sum, the name in the place of a file.
    private static string Sum(string line) => $"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(line)))}  {NameOf(line)}";

    private static string PathOf(string name, string extension) => Path.Combine(Folder, $"{name}.{extension}");

    /// <param name="Name">What its line is found by.</param>
    /// <param name="Content">The fact or decision.</param>
    /// <param name="Change">What is special about it.</param>
    private sealed record GoldenEvent(string Name, object Content, Action<EventReach>? Change = null);
}
