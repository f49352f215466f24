namespace IncidentTimeline.Facts.Revision;

public static class Targets
{
    /// <summary>The fact that a correction, reinstatement or retraction names; null for other claims, and where a feed key names it.</summary>
    public static FactId? Target(this IClaim claim) => claim switch
    {
        StatementCorrected one => one.Corrects,
        StatementReinstated one => one.Reinstates,
        StatementRetracted one => one.Retracts,
        _ => null,
    };
}
