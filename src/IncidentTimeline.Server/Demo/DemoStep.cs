using System.Text.Json.Nodes;
using IncidentTimeline.Desk;
using IncidentTimeline.Facts;
using IncidentTimeline.Server.Recording;
using IncidentTimeline.Sources;

namespace IncidentTimeline.Server.Demo;

/// <summary>One step of demo.json: exactly one member is there.</summary>
internal sealed record DemoStep(NewSource? Source = null, DemoDocument? Document = null, NewIncident? Incident = null, DemoFact? Fact = null, DemoDecision? Decision = null);

/// <summary>A report in our own words.</summary>
/// <param name="Name">By which later steps refer to it.</param>
/// <param name="Publisher">Who published it.</param>
/// <param name="Form">Whether its bytes are captured as published, or a person wrote down what was said.</param>
/// <param name="Title">Its title.</param>
/// <param name="Paragraphs">Its text, with an empty line between two.</param>
/// <param name="Url">Where it was published.</param>
internal sealed record DemoDocument(string Name, SourceId Publisher, DocumentForm Form, string Title, IReadOnlyList<string> Paragraphs, string? Url = null)
{
    public string Text => string.Join("\n\n", Paragraphs) + "\n";
}

/// <summary>A fact and the words that it rests on.</summary>
/// <param name="Name">By which later steps refer to it as <c>@name</c>; its id is made from it.</param>
/// <param name="Incident">Its home.</param>
/// <param name="Document">Name of the document that it is quoted from.</param>
/// <param name="Quotes">The words; where they stand is computed.</param>
/// <param name="Fact">The rest of the fact as on the wire.</param>
internal sealed record DemoFact(string Name, IncidentId Incident, string Document, IReadOnlyList<DemoQuote> Quotes, JsonObject Fact);

/// <param name="Words">Character for character.</param>
/// <param name="Role">What they show.</param>
/// <param name="Occurrence">Which one it is, from 1, where the document has the words more than once; else missing.</param>
internal sealed record DemoQuote(string Words, QuotationRole Role = QuotationRole.Value, int? Occurrence = null);

/// <summary>A decision about one incident, one document (by its name), or one source.</summary>
internal sealed record DemoDecision(string Name, JsonObject Decision, IncidentId? Incident = null, string? Document = null, SourceId? Source = null);
