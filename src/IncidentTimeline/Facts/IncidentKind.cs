namespace IncidentTimeline.Facts;

/// <summary>What an incident groups.</summary>
public enum IncidentKind
{
    /// <summary>One thing that happened.</summary>
    Happening,

    /// <summary>Several happenings that are reported together.</summary>
    Group,

    /// <summary>Background, patterns and commentary; listed only on request.</summary>
    Context,

    /// <summary>What a data feed says about one region or subject.</summary>
    Feed,
}
