using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace IncidentTimeline.Facts.Context;

/// <summary>A source says which of several incidents came first, without saying when.</summary>
/// <param name="Earlier">The earlier incidents; among themselves without order.</param>
/// <param name="Later">The later ones; among themselves without order.</param>
/// <param name="AsStated">The source's words for the order.</param>
[Description("A source says which of several incidents came first, without saying when.")]
public sealed record TemporalOrderAsserted(
    [Length(1, 20)] IReadOnlyList<IncidentId> Earlier,
    [Length(1, 20)] IReadOnlyList<IncidentId> Later,
    [Length(1, 200)] string? AsStated = null) : IFactType<TemporalOrderAsserted>
{
    private static readonly Aspect TemporalOrder = Aspect.Occurrence("temporal-order", "Order in time");

    public static TemporalOrderAsserted Example => new([new IncidentId("harbour-alarm")], [new IncidentId("bridge-closure")]);

    public IEnumerable<Answer> Answers() => [new(TemporalOrder, new AspectValue.Words(Order()))];

    public string Tell() => Wording.Sentence($"Order in time: {Order()}");

    private string Order() => $"{string.Join(", ", Earlier)} before {string.Join(", ", Later)}";
}
