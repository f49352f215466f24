using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using IncidentTimeline.Cli.Importing;
using IncidentTimeline.Client;

namespace IncidentTimeline.Cli.Simulating;

/// <summary>
/// Plays the script into a service by the requests that anybody records with. Incidents, documents, facts and decisions are named for the run, so that
/// another run records new ones; the same run again goes on where it ended. Sources are the same for all runs.
/// </summary>
/// <param name="client">Records it.</param>
/// <param name="run">Names the run.</param>
/// <param name="speed">How many times faster than it is said to have happened.</param>
/// <param name="output">What was recorded, a line each.</param>
/// <param name="time">For pauses.</param>
internal sealed class Simulation(TimelineClient client, string run, double speed, TextWriter output, TimeProvider time)
{
    /// <summary>The namespace of what a simulation records. Another one would make every run look new.</summary>
    private static readonly Guid Namespace = new("5a7d1c52-0f4b-4d2e-9d0b-6c1f7b4f8a31");

    private readonly Dictionary<string, (string Sha256, string Text)> _captured = [];
    private readonly HashSet<string> _incidents = [];

    /// <summary>How many of the steps were recorded now; the others had been before.</summary>
    public int Recorded { get; private set; }

    /// <exception cref="TimelineProblemException">The service refused.</exception>
    /// <exception cref="ServiceAwayException">It was away for too long.</exception>
    public async Task RunAsync(IReadOnlyList<ScriptStep> steps, CancellationToken cancellationToken)
    {
        _incidents.UnionWith(steps.Select(step => step.Incident?.Id).OfType<string>());
        var (isGoingOn, isNamed) = (false, false);
        foreach (var (gap, step) in Script.GapsBefore(steps).Zip(steps))
        {
            // What an earlier start of the run recorded is passed over without waiting.
            if (isGoingOn && gap > TimeSpan.Zero)
            {
                await Task.Delay(gap / speed, time, cancellationToken);
            }

            Receipt? receipt = null;
            await new Patience(time).AskAsync(async () => receipt = await RecordAsync(step, cancellationToken), cancellationToken);
            if (!isNamed)
            {
                isNamed = true;
                await output.WriteLineAsync($"run {run}"); // Only now: a run that is refused is none.
            }

            if (receipt!.IsNew) // Asked just before.
            {
                isGoingOn = true;
                Recorded++;
                await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{receipt.Position,6}  {Tell(step)}"));
            }
        }
    }

    private Task<Receipt> RecordAsync(ScriptStep step, CancellationToken cancellationToken) => step switch
    {
        { Source: { } source } => client.RegisterSourceAsync(source, cancellationToken),
        { Document: { } document } => CaptureAsync(document, cancellationToken),
        { Incident: { } incident } => client.OpenIncidentAsync(incident with { Id = OfRun(incident.Id), Title = $"{incident.Title} (run {run})" }, cancellationToken),
        { Fact: { } fact } => client.RecordFactsAsync(OfRun(fact.Incident), [Build(fact)], cancellationToken),
        { Decision: { } decision } => DecideAsync(decision, cancellationToken),
        _ => throw new UnreachableException("A step of the script has one member."),
    };

    // Named for the run in its last line, so that it is another document than the demo's, and nobody takes it for a report.
    private async Task<Receipt> CaptureAsync(ScriptDocument document, CancellationToken cancellationToken)
    {
        var text = $"{string.Join("\n\n", document.Paragraphs)}\n\nSimulated, run {run}.\n";
        var isOriginal = document.Form == "original";
        var captured = new NewDocument(
            document.Publisher, isOriginal ? Encoding.UTF8.GetBytes(text) : null, isOriginal ? null : text, Url: document.Url, Title: document.Title, Language: "en");
        var receipt = await client.CaptureDocumentAsync(captured, cancellationToken);
        _captured[document.Name] = (receipt.Sha256!, text); // Of a document it is there.
        return receipt;
    }

    private Fact Build(ScriptFact script)
    {
        var (sha256, text) = _captured[script.Document];
        var fact = Resolve(script.Fact).AsObject();
        fact["factId"] = IdOf(script.Name);
        fact["document"] = sha256;
        return fact.Deserialize<Fact>(JsonSerializerOptions.Web)! with { Quotations = [.. script.Quotes.Select(quote => Find(text, quote))] }; // An object is no null.
    }

    private static Quotation Find(string text, ScriptQuote quote)
    {
        var index = -1;
        for (var occurrence = 0; occurrence < (quote.Occurrence ?? 1); occurrence++)
        {
            index = text.IndexOf(quote.Words, index + 1, StringComparison.Ordinal);
            if (index < 0)
            {
                throw new UnreachableException($"\"{quote.Words}\" does not stand in its report.");
            }
        }

        var start = text[..index].EnumerateRunes().Count();
        return new Quotation(quote.Words, start, start + quote.Words.EnumerateRunes().Count(), quote.Role);
    }

    private Task<Receipt> DecideAsync(ScriptDecision script, CancellationToken cancellationToken)
    {
        var (id, decision) = (IdOf(script.Name), Resolve(script.Decision).Deserialize<JsonElement>());
        return script switch
        {
            { Incident: { } incident } => client.DecideOnIncidentAsync(OfRun(incident), id, decision, cancellationToken),
            { Document: { } document } => client.DecideOnDocumentAsync(_captured[document].Sha256, id, decision, cancellationToken),
            { Source: { } source } => client.DecideOnSourceAsync(source, id, decision, cancellationToken),
            _ => throw new UnreachableException("A decision of the script is about an incident, a report or a source."),
        };
    }

    // "@name" stands for the fact or decision of that name; the name of an incident for the run's.
    private JsonNode Resolve(JsonNode node) => node switch
    {
        JsonObject members => new JsonObject(members.Select(member => KeyValuePair.Create(member.Key, member.Value is null ? null : (JsonNode?)Resolve(member.Value)))),
        JsonArray items => new JsonArray([.. items.Select(item => item is null ? null : Resolve(item))]),
        JsonValue value when value.TryGetValue<string>(out var text) && text.StartsWith('@') => JsonValue.Create(IdOf(text[1..])),
        JsonValue value when value.TryGetValue<string>(out var text) && _incidents.Contains(text) => JsonValue.Create(OfRun(text)),
        _ => node.DeepClone(),
    };

    private string OfRun(string incident) => $"{incident}-{run}";

    private Guid IdOf(string name) => EventId.Of(Namespace, $"{run}\n{name}");

    private string Tell(ScriptStep step) => step switch
    {
        { Source: { } source } => $"source {source.Id}",
        { Document: { } document } => $"report of {document.Publisher}: {document.Title}",
        { Incident: { } incident } => $"incident {OfRun(incident.Id)}",
        { Fact: { } fact } => $"{fact.Fact["claim"]?["type"]} in {OfRun(fact.Incident)}",
        { Decision: { } decision } => $"{decision.Decision["type"]} on {(decision.Incident is { } incident ? OfRun(incident) : decision.Document ?? decision.Source)}",
        _ => "",
    };
}
