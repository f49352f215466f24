using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using IncidentTimeline.Catalog;
using IncidentTimeline.Desk;
using IncidentTimeline.EventLog;
using IncidentTimeline.Facts;
using IncidentTimeline.Server.Facts;
using IncidentTimeline.Server.Following;
using IncidentTimeline.Server.Recording;
using IncidentTimeline.Server.Statements;
using IncidentTimeline.Sources;

namespace IncidentTimeline.Server.Demo;

/// <summary>Fills an empty log with the reports of demo.json, by the same way that writers take over HTTP. A log that holds anything else is left alone.</summary>
/// <remarks>Every id follows from a name, so that a load that was interrupted is gone through again and only what is missing is recorded.</remarks>
internal sealed partial class DemoLoader(
    EventStore store, FactRecorder recorder, StatementIndexRunner index, FactSearchRunner search, ILogger<DemoLoader> logger)
{
    /// <summary>Who records it.</summary>
    public const string Actor = "demo";

    private static readonly Guid Namespace = Uuid5.Of(Uuid5.Timeline, "demo");

    private readonly Dictionary<string, (DocumentHash Hash, DocumentText Text)> _captured = [];

    /// <summary>The steps as they stand in demo.json.</summary>
    public static IReadOnlyList<DemoStep> Steps()
    {
        using var stream = typeof(DemoLoader).Assembly.GetManifestResourceStream("Demo.demo.json")!; // The project file embeds it.
        return JsonSerializer.Deserialize<IReadOnlyList<DemoStep>>(stream, Wire.Options)!; // It holds a list.
    }

    /// <summary>The id of a fact or decision of the demo.</summary>
    public static Guid IdOf(string name) => Uuid5.Of(Namespace, name);

    /// <summary>Loads it, or the rest of it. When it returns, readers see all of it. False where the log is not the demo's.</summary>
    public Task<bool> LoadAsync(CancellationToken cancellationToken) => LoadAsync(Steps(), cancellationToken);

    /// <summary>The same with other steps.</summary>
    internal async Task<bool> LoadAsync(IReadOnlyList<DemoStep> steps, CancellationToken cancellationToken)
    {
        var before = await store.HeadAsync(cancellationToken);
        if (before != LogPosition.Start && !await IsOurOwnAsync(steps[0], cancellationToken))
        {
            return false;
        }

        if (before != LogPosition.Start && await IsCompleteAsync(steps[^1], cancellationToken))
        {
            return true;
        }

        for (var number = 1; number <= steps.Count; number++)
        {
            var outcome = await RecordAsync(steps[number - 1], cancellationToken);
            if (outcome is RecordOutcome.IdReused && before != LogPosition.Start)
            {
                LogOtherVersion(number);
                return true;
            }

            Require(outcome, number, steps[number - 1]);
        }

        var head = await store.HeadAsync(cancellationToken);
        await index.WaitForAsync(new Position(head.Value), cancellationToken);
        await search.WaitForAsync(new Position(head.Value), cancellationToken);
        LogLoaded(head.Value - before.Value);
        return true;
    }

    // The id alone would not do: whoever registers that source over HTTP gives the event the same one.
    private async Task<bool> IsOurOwnAsync(DemoStep first, CancellationToken cancellationToken)
    {
        await foreach (var recorded in store.ReadLogAsync(LogPosition.Start, new LogPosition(1), cancellationToken))
        {
            return recorded.EventId == EventIdOf(first) && EventCodec.ActorOf(recorded) == Actor;
        }

        return false;
    }

    private async Task<bool> IsCompleteAsync(DemoStep last, CancellationToken cancellationToken) =>
        await store.FindAsync(EventIdOf(last), cancellationToken) is not null;

    private static Guid EventIdOf(DemoStep step) => step switch
    {
        { Source: { } source } => Uuid5.Of(Uuid5.Timeline, EventCodec.StreamOf(source.Id)),
        { Decision: { } decision } => IdOf(decision.Name),
        _ => throw new UnreachableException("demo.json begins with a source and ends with a decision."),
    };

    private Task<RecordOutcome> RecordAsync(DemoStep step, CancellationToken cancellationToken) => step switch
    {
        { Source: { } source } => RegisterSource.RecordAsync(Checked(source), recorder, Actor, cancellationToken),
        { Document: { } document } => CaptureAsync(document, cancellationToken),
        { Incident: { } incident } => OpenIncident.RecordAsync(Checked(incident), recorder, Actor, cancellationToken),
        { Fact: { } fact } => recorder.RecordAsync(fact.Incident, [Build(fact)], Actor, ExpectedVersion.Any, cancellationToken),
        { Decision: { } decision } => DecideAsync(decision, cancellationToken),
        _ => throw new UnreachableException("A step of demo.json has one member."),
    };

    private async Task<RecordOutcome> CaptureAsync(DemoDocument document, CancellationToken cancellationToken)
    {
        var isOriginal = document.Form == DocumentForm.Original;
        var captured = new NewDocument(
            document.Publisher, isOriginal ? Encoding.UTF8.GetBytes(document.Text) : null, isOriginal ? null : document.Text, Url: document.Url, Title: document.Title, Language: "en");
        var (outcome, hash) = await CaptureDocument.RecordAsync(Checked(captured), recorder, Actor, cancellationToken);
        _captured[document.Name] = (hash, new DocumentText(document.Text));
        return outcome;
    }

    private Fact Build(DemoFact demo)
    {
        var (hash, text) = _captured[demo.Document];
        var fact = Resolve(demo.Fact).AsObject();
        fact["factId"] = new FactId(IdOf(demo.Name)).Value;
        fact["document"] = hash.Value;
        fact["quotations"] = JsonSerializer.SerializeToNode(demo.Quotes.Select(quote => DemoQuotations.Find(text, quote)), Wire.Options);
        return Checked(fact.Deserialize<Fact>(Wire.Options)!); // An object is no null.
    }

    private Task<RecordOutcome> DecideAsync(DemoDecision demo, CancellationToken cancellationToken)
    {
        var decision = Checked(Resolve(demo.Decision).Deserialize<IDecision>(Wire.Options)!); // An object is no null.
        var (stream, subject) = demo switch
        {
            { Incident: { } incident } => (EventCodec.StreamOf(incident), incident.Value),
            { Source: { } source } => (EventCodec.StreamOf(source), source.Value),
            { Document: { } name } when _captured[name].Hash is var hash => (EventCodec.StreamOf(hash), hash.Value),
            _ => throw new UnreachableException("A decision of demo.json is about an incident, a source or a document."),
        };
        return recorder.DecideAsync(stream, subject, IdOf(demo.Name), decision, Actor, ExpectedVersion.Any, cancellationToken);
    }

    // "@name" stands for the id of the fact of that name.
    private static JsonNode Resolve(JsonNode node) => node switch
    {
        JsonObject members => new JsonObject(members.Select(member => KeyValuePair.Create(member.Key, member.Value is null ? null : (JsonNode?)Resolve(member.Value)))),
        JsonArray items => new JsonArray([.. items.Select(item => item is null ? null : Resolve(item))]),
        JsonValue value when value.TryGetValue<string>(out var text) && text.StartsWith('@') => JsonValue.Create(IdOf(text[1..]).ToString("D")),
        _ => node.DeepClone(),
    };

    // The limits that a request is held to.
    private static T Checked<T>(T value) where T : class => Shape.Check(value) is [var problem, ..]
        ? throw new UnreachableException($"demo.json breaks a limit at {problem.Pointer}: {problem.Detail} {value}")
        : value;

    private static void Require(RecordOutcome outcome, int number, DemoStep step)
    {
        var words = outcome switch
        {
            RecordOutcome.Recorded => null,
            RecordOutcome.Refused refused => $"{refused.Decision.Code} at {refused.Pointer}{refused.Decision.Pointer}: {refused.Decision.Reason}",
            var other => other.ToString(),
        };
        if (words is not null)
        {
            throw new UnreachableException(string.Create(CultureInfo.InvariantCulture, $"Step {number} of the demo was not recorded: {words} {step}"));
        }
    }

    [LoggerMessage(EventId = 900, Level = LogLevel.Information, Message = "Loaded the demo: {Events} events")]
    private partial void LogLoaded(long events);

    [LoggerMessage(EventId = 901, Level = LogLevel.Warning, Message = "Left the log alone: it holds a part of another version of the demo, which differs in step {Number}; start on an empty data directory to see this one")]
    private partial void LogOtherVersion(int number);
}
