namespace IncidentTimeline.Facts.Revision;

public static class Targets
{
    /// <summary>Whether it is about what its source said before.</summary>
    public static bool IsRevision(this IClaim claim) => claim is StatementCorrected or StatementReinstated or StatementRetracted;

    /// <summary>The fact that a correction, reinstatement or retraction names; null for other claims, and where a feed key names it.</summary>
    public static FactId? Target(this IClaim claim) => claim switch
    {
        StatementCorrected one => one.Corrects,
        StatementReinstated one => one.Reinstates,
        StatementRetracted one => one.Retracts,
        _ => null,
    };
}
