namespace IncidentTimeline.Facts;

/// <summary>What the source's own words say of its certainty, as coded. Never the desk's judgement (that is a rating).</summary>
public enum FactStatus
{
    /// <summary>Said plainly by the publisher, with no speaker named.</summary>
    Asserted,

    /// <summary>Said plainly by a speaker.</summary>
    Stated,

    /// <summary>Called confirmed.</summary>
    Confirmed,

    /// <summary>Called preliminary, initial or provisional. A confirmed preliminary assessment is preliminary (SEMANTICS 17).</summary>
    Preliminary,

    /// <summary>Called unconfirmed, reported or alleged, or said on condition of anonymity.</summary>
    Unconfirmed,

    /// <summary>Said as a guess: may, could, raises the question whether.</summary>
    Speculation,
}

/// <summary>How a fact was put. The claim always holds what the voice says is so; polarity says in which form.</summary>
public enum Polarity
{
    /// <summary>"The airport was closed."</summary>
    Affirmed,

    /// <summary>"No arrests were made."</summary>
    Negated,

    /// <summary>"Officials denied that infrastructure was disrupted."</summary>
    Denied,
}

/// <summary>The three classes in which accounts are ranked (SEMANTICS 12).</summary>
public enum StatusClass
{
    Firm,
    Preliminary,
    Weak,
}

public static class FactStatuses
{
    public static StatusClass Class(this FactStatus status) => status switch
    {
        FactStatus.Confirmed or FactStatus.Stated or FactStatus.Asserted => StatusClass.Firm,
        FactStatus.Preliminary => StatusClass.Preliminary,
        _ => StatusClass.Weak,
    };

    /// <summary>Rank inside the firm class: confirmed, stated, asserted. Equal in the others.</summary>
    public static int RankInClass(this FactStatus status) => status switch
    {
        FactStatus.Confirmed => 0,
        FactStatus.Stated => 1,
        FactStatus.Asserted => 2,
        _ => 0,
    };
}
