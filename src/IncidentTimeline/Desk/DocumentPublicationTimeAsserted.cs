using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using IncidentTimeline.Catalog;

namespace IncidentTimeline.Desk;

/// <summary>A person asserted when a document was published. From then on its facts have that report time, and its relative times resolve (SEMANTICS 18).</summary>
[Description("A person asserted when a document was published.")]
public sealed record DocumentPublicationTimeAsserted(
    DateTimeOffset PublishedAt,
    [Length(1, 2_000), Lines] string Reason) : IDecisionType<DocumentPublicationTimeAsserted>
{
    public static DecisionSubject Subject => DecisionSubject.Document;

    public static DocumentPublicationTimeAsserted Example => new(new DateTimeOffset(2024, 5, 14, 9, 30, 0, TimeSpan.Zero), "Stated in the page's header.");

    public string Tell() => $"Published at {PublishedAt.UtcDateTime:yyyy-MM-dd HH:mm} UTC: {Reason}";
}
