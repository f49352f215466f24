using IncidentTimeline.Places;

namespace IncidentTimeline.Server.Statements;

/// <summary>The cut points of a question, as resolved.</summary>
/// <param name="Known">K.</param>
/// <param name="PublishedBy">P, or null for no filter.</param>
/// <param name="EventTime">T.</param>
internal sealed record Cut(Position Known, DateTimeOffset? PublishedBy, DateTimeOffset EventTime)
{
    /// <summary>Ticks in a step of the spans: four seconds.</summary>
    private const long TicksInStep = 40_000_000;

    /// <summary>The last step: below the bits that hold the region.</summary>
    private const long StepMax = (1L << 37) - 1;

    public long PublishedByTicks => IndexEntry.TicksOf(PublishedBy, IndexEntry.Unknown);

    public long EventTimeTicks => EventTime.UtcTicks;

    /// <summary>Just before K, and at it.</summary>
    public IReadOnlyList<Cut> Around() => [this with { Known = new Position(Known.Value - 1) }, this];

    /// <summary>The parameters of the statements that look on regions.</summary>
    public object[] On(IEnumerable<RegionCode> regions) =>
    [
        regions.Select(IndexEntry.NumberOf).ToArray(), Known.Value, PublishedByTicks, EventTimeTicks,
        EventTimeTicks / TicksInStep, Math.Min(PublishedByTicks / TicksInStep, StepMax),
    ];
}
