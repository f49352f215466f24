using IncidentTimeline.Desk;
using IncidentTimeline.Sources;

namespace IncidentTimeline.Server.Documents;

/// <summary>What was said of a document when it was captured, as a first version or as a later one.</summary>
internal sealed record Capture(SourceId Publisher, DocumentForm Form, string? Title, string? Url, string? Language, DocumentHash? TextSha256, DocumentHash? Supersedes)
{
    /// <summary>Null for a decision that captures nothing.</summary>
    public static Capture? Of(IDecision decision) => decision switch
    {
        DocumentCaptured one => new Capture(one.Publisher, one.Form, one.Title, one.Url, one.Language, one.TextSha256, null),
        DocumentVersionCaptured one => new Capture(one.Publisher, one.Form, one.Title, one.Url, one.Language, one.TextSha256, one.Supersedes),
        _ => null,
    };
}
