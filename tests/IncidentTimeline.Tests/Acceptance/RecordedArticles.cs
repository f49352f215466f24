using System.Text.Json.Nodes;
using IncidentTimeline.Desk;
using IncidentTimeline.Server.Recording;
using IncidentTimeline.Tests.Server;

namespace IncidentTimeline.Tests.Acceptance;

/// <summary>The three articles as a desk would record them over HTTP, on a service of their own. Empty where the articles are not there.</summary>
public class RecordedArticles : IAsyncLifetime
{
    private readonly TestService _service = new();

    /// <summary>Whether the last document comes first.</summary>
    protected virtual bool IsReversed => false;

    /// <summary>The position after all of it.</summary>
    public long Head { get; private set; }

    internal HttpClient Admin => _service.Admin;

    /// <summary>The SHA-256 of each document, by the first three digits of its name.</summary>
    internal IReadOnlyDictionary<string, string> Hashes { get; private set; } = new Dictionary<string, string>();

    public async Task InitializeAsync()
    {
        if (ArticleFacts.Folder is null)
        {
            return;
        }

        await _service.InitializeAsync();
        await RegisterAsync();
        Hashes = await CaptureAsync();
        await OpenAsync();
        var facts = ArticleFacts.Load();
        await RecordAsync(facts);
        await RelateAsync(facts);
    }

    public Task DisposeAsync() => ArticleFacts.Folder is null ? Task.CompletedTask : _service.DisposeAsync();

    /// <summary>Reads with the log as it was after the articles, at an event time after all of them.</summary>
    internal Task<JsonNode> AtHeadAsync(string path) =>
        Admin.ReadAsync($"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}knownAt={Head}&eventTime=2026-01-01T00:00:00Z");

    /// <summary>A decision of the desk; its position.</summary>
    internal async Task<long> DecideAsync(string path, IDecision decision) =>
        (await Admin.RecordAsync($"{path}/desk", new DeskRequest(decision)))["position"]!.GetValue<long>();

    private async Task RegisterAsync()
    {
        foreach (var (id, source) in ArticleFacts.Sources)
        {
            await Admin.RecordAsync("/sources", new NewSource(id, source.Kind, source.Name, source.Region));
        }
    }

    private async Task<Dictionary<string, string>> CaptureAsync()
    {
        var hashes = new Dictionary<string, string>();
        foreach (var document in InOrder(ArticleFacts.Documents()))
        {
            var receipt = await Admin.RecordAsync("/documents", new NewDocument(document.Publisher, document.Bytes, Language: "en"));
            hashes[document.Publisher.Value[^3..]] = receipt["sha256"]!.GetValue<string>();
        }

        return hashes;
    }

    // Part-of comes last, as either end may have been opened first.
    private async Task OpenAsync()
    {
        foreach (var incident in InOrder(ArticleIncidents.All))
        {
            await Admin.RecordAsync("/incidents", new NewIncident(incident.Id, incident.Title, incident.Kind, incident.Questions));
        }

        foreach (var incident in InOrder(ArticleIncidents.All.Where(one => one.PartOf is not null)))
        {
            var related = new IncidentRelated(IncidentRelation.PartOf, incident.PartOf!.Value, "One of the two drones."); // Asked just before.
            await DecideAsync($"/incidents/{incident.Id}", related);
        }
    }

    private async Task RecordAsync(IReadOnlyList<ArticleFact> facts)
    {
        foreach (var document in InOrder(facts.GroupBy(fact => fact.Line.Text("sourceFile")!).OrderBy(group => group.Key, StringComparer.Ordinal)))
        {
            foreach (var incident in document.GroupBy(fact => fact.Incident))
            {
                await Admin.RecordAsync($"/incidents/{incident.Key}/facts", incident.Select(fact => fact.Fact).ToList());
            }
        }
    }

    private async Task RelateAsync(IReadOnlyList<ArticleFact> facts)
    {
        foreach (var (home, relation) in InOrder(facts.SelectMany(fact => fact.Relations.Select(relation => (fact.Incident, relation)))))
        {
            Head = await DecideAsync($"/incidents/{home}", new RelationAsserted(relation.Fact, relation.Relation, relation.To, relation.Note));
        }
    }

    private IEnumerable<T> InOrder<T>(IEnumerable<T> items) => IsReversed ? items.Reverse() : items;
}

/// <summary>The same with the last document first.</summary>
public sealed class ReversedArticles : RecordedArticles
{
    protected override bool IsReversed => true;
}
