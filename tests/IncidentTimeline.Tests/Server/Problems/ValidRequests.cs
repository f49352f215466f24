using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using IncidentTimeline.Catalog;
using IncidentTimeline.Desk;
using IncidentTimeline.Facts;
using IncidentTimeline.Server.Access;
using IncidentTimeline.Server.Access.Keys;
using IncidentTimeline.Server.Access.Limits;
using IncidentTimeline.Server.Recording;
using IncidentTimeline.Sources;

namespace IncidentTimeline.Tests.Server.Problems;

/// <summary>A request that records something.</summary>
/// <param name="Route">The route as it is mapped.</param>
/// <param name="Path">The path with its ids.</param>
/// <param name="Body">The JSON.</param>
internal sealed record RecordingRequest(string Route, string Path, JsonNode Body);

/// <summary>Valid requests to every route that records, of every fact type and decision: what a fuzzer begins with.</summary>
internal sealed class ValidRequests
{
    private readonly Scene _scene;
    private readonly Scene _other;
    private readonly List<Func<RecordingRequest>> _makers = [];
    private int _made;

    private ValidRequests(Scene scene, Scene other) => (_scene, _other) = (scene, other);

    /// <summary>Incidents that the requests are about.</summary>
    public IReadOnlyList<IncidentId> Incidents => [_scene.Incident, _other.Incident];

    public int Count => _makers.Count;

    public IEnumerable<string> Routes => _makers.Select(make => make().Route).Distinct();

    /// <summary>Sets a scene of its own, recorded with another key than the requests will be sent with, so that a review is none of one's own work.</summary>
    public static async Task<ValidRequests> PrepareAsync(HttpClient writer)
    {
        var requests = new ValidRequests(await Scene.SetAsync(writer), await Scene.SetAsync(writer));
        await requests.AddAsync();
        return requests;
    }

    /// <summary>One of them, with ids that were not used before.</summary>
    public RecordingRequest Make(int which) => _makers[which % _makers.Count]();

    private async Task AddAsync()
    {
        Add("/sources", () => new NewSource(new SourceId($"{_scene.Source}-{Next()}"), SourceKind.Outlet, "A newspaper", new("RU-KLU"), "https://paper.example"));
        Add("/incidents", () => new NewIncident(new IncidentId($"{_scene.Incident}-{Next()}"), "Another one", IncidentKind.Happening, [new AspectKey("airport-status:svo")]));
        Add("/documents", () => new NewDocument(_scene.Source, Text: $"Text number {Next()} of {_scene.Source}.", Title: "A remark", Url: "https://wire.example/1", Language: "en"));
        Add("/documents", () => new NewDocument(_scene.Source, Encoding.UTF8.GetBytes($"Bytes number {Next()} of {_scene.Source}."), Supersedes: _scene.Document, CapturedAt: new DateTimeOffset(2024, 5, 14, 9, 30, 0, TimeSpan.Zero)));
        Add("/documents", () => new NewDocument(_scene.Source, [0xFF, 0xD8, .. Encoding.UTF8.GetBytes($"{_scene.Source} {Next()}")], "What the picture says", "image/jpeg"));
        Add("/keys", () => new NewKey($"desk-{Next()}", [Role.Reporter], new DateTimeOffset(2198, 1, 1, 0, 0, 0, TimeSpan.Zero), new CallerLimits(RequestsPerSecond: 10)));
        foreach (var type in Catalogue.FactTypes)
        {
            Add("/incidents/{id}/facts", _scene.Facts, () => Fact(type));
        }

        Add("/incidents/{id}/facts", _scene.Facts, () => new JsonArray([.. Catalogue.FactTypes.Take(5).Select(Fact)]));
        await AddDecisionsAsync();
    }

    private async Task AddDecisionsAsync()
    {
        var (fact, related) = (_scene.Fact(), _other.Fact());
        await _scene.RecordAsync(fact);
        await _other.RecordAsync(related);
        var undone = (await _scene.DecideAsync(new CredibilityRated(fact.FactId, 2, "Fits."))).Id;
        var known = new Dictionary<string, JsonNode>
        {
            ["fact"] = Json(fact.FactId),
            ["aspect"] = Json(new AspectKey("drones-down")),
            ["coding"] = Json(fact with { Note = "Recoded." }),
            ["into"] = Json(_other.Incident),
            ["decision"] = Json(undone),
        };
        foreach (var type in Catalogue.Decisions)
        {
            var subject = Catalogue.SubjectOf(type.Example.Deserialize<IDecision>(Wire.Options)!); // An example is a decision.
            if (type.Name is nameof(IncidentOpened) or nameof(SourceRegistered) or nameof(DocumentCaptured) or nameof(DocumentVersionCaptured))
            {
                continue; // They found a stream and have routes of their own.
            }

            var (route, path) = subject switch
            {
                DecisionSubject.Document => ("/documents/{id}/desk", $"/documents/{_scene.Document}/desk"),
                DecisionSubject.Source => ("/sources/{id}/desk", $"/sources/{_scene.Source}/desk"),
                _ => ("/incidents/{id}/desk", _scene.Desk),
            };
            Add(route, path, () =>
            {
                var decision = type.Example.DeepClone().AsObject();
                foreach (var (name, value) in known.Where(one => decision.ContainsKey(one.Key)))
                {
                    decision[name] = value.DeepClone();
                }

                if (decision.ContainsKey("to"))
                {
                    decision["to"] = type.Name == nameof(RelationAsserted) ? Json(related.FactId) : Json(_other.Incident);
                }

                return new JsonObject { ["decision"] = decision, ["decisionId"] = Json(Guid.NewGuid()) };
            });
        }
    }

    private JsonNode Fact(CatalogueEntry type)
    {
        var fact = Json(_scene.Fact() with { Note = "A remark.", FeedKey = $"line {Next()}", ReportedAt = new DateTimeOffset(2024, 5, 14, 9, 30, 0, TimeSpan.Zero), EventTime = Examples.Fact.EventTime });
        fact["claim"] = type.Example.DeepClone();
        return fact;
    }

    private void Add<T>(string route, Func<T> body) => Add(route, route, () => Json(body()));

    private void Add(string route, string path, Func<JsonNode> body) => _makers.Add(() => new RecordingRequest(route, path, body()));

    private int Next() => Interlocked.Increment(ref _made);

    private static JsonNode Json<T>(T value) => JsonSerializer.SerializeToNode(value, Wire.Options)!; // None of them is null.
}
