using System.Text.Json;
using System.Text.Json.Nodes;
using IncidentTimeline.Client;

namespace IncidentTimeline.Cli.Simulating;

/// <summary>One step of the sandbox: exactly one member is there.</summary>
internal sealed record ScriptStep(NewSource? Source = null, ScriptDocument? Document = null, NewIncident? Incident = null, ScriptFact? Fact = null, ScriptDecision? Decision = null);

/// <summary>The steps of the server's own demo, which both programs embed from one file, and after them what it lacks: a merge that is undone, a closing and a reopening.</summary>
internal static class Script
{
    /// <summary>Simulated time between two facts or decisions: of one report, they are coded one after the other.</summary>
    private static readonly TimeSpan StepGap = TimeSpan.FromMinutes(1);

    /// <summary>Simulated time between two reports at most: the demo's nights lie weeks apart, and nobody waits for that.</summary>
    private static readonly TimeSpan ReportGapMax = TimeSpan.FromMinutes(30);

    public static IReadOnlyList<ScriptStep> Steps { get; } = [.. Read("demo.json"), .. Read("afterwards.json")];

    /// <summary>Simulated time before each of these steps: between reports as much as lay between their publications.</summary>
    public static IEnumerable<TimeSpan> GapsBefore(IReadOnlyList<ScriptStep> steps)
    {
        var published = steps.Select(step => step.Decision).Where(one => one?.Document is not null && one.Decision.ContainsKey("publishedAt"))
            .ToDictionary(one => one!.Document!, one => one!.Decision["publishedAt"]!.GetValue<DateTimeOffset>()); // Filtered just now.
        DateTimeOffset? latest = null;
        foreach (var step in steps)
        {
            if (step.Document is { } report && published.TryGetValue(report.Name, out var time))
            {
                yield return latest is null || time < latest ? TimeSpan.Zero : Shorter(time - latest.Value, ReportGapMax);
                latest = latest > time ? latest : time;
            }
            else
            {
                yield return latest is not null && (step.Fact is not null || step.Decision is not null) ? StepGap : TimeSpan.Zero;
            }
        }
    }

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private static IReadOnlyList<ScriptStep> Read(string name)
    {
        using var stream = typeof(Script).Assembly.GetManifestResourceStream($"Simulating.{name}")!; // The project file embeds it.
        return JsonSerializer.Deserialize<IReadOnlyList<ScriptStep>>(stream, JsonSerializerOptions.Web)!; // It holds a list.
    }
}

/// <summary>A report.</summary>
/// <param name="Name">By which later steps refer to it.</param>
/// <param name="Publisher">Who published it.</param>
/// <param name="Form"><c>original</c>, or <c>transcription</c>.</param>
/// <param name="Title">Its title.</param>
/// <param name="Paragraphs">Its text, with an empty line between two.</param>
/// <param name="Url">Where it was published.</param>
internal sealed record ScriptDocument(string Name, string Publisher, string Form, string Title, IReadOnlyList<string> Paragraphs, string? Url = null);

/// <summary>A fact and the words that it rests on.</summary>
/// <param name="Name">By which later steps refer to it as <c>@name</c>.</param>
/// <param name="Incident">Its home.</param>
/// <param name="Document">Name of the report that it is quoted from.</param>
/// <param name="Quotes">The words; where they stand is computed.</param>
/// <param name="Fact">The rest of the fact as on the wire.</param>
internal sealed record ScriptFact(string Name, string Incident, string Document, IReadOnlyList<ScriptQuote> Quotes, JsonObject Fact);

/// <param name="Words">Character for character.</param>
/// <param name="Role">What they show.</param>
/// <param name="Occurrence">Which one it is, from 1, where the report has the words more than once.</param>
internal sealed record ScriptQuote(string Words, string Role = "value", int? Occurrence = null);

/// <summary>A decision about one incident, one report (by its name), or one source.</summary>
internal sealed record ScriptDecision(string Name, JsonObject Decision, string? Incident = null, string? Document = null, string? Source = null);
