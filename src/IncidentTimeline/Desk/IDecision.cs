
namespace IncidentTimeline.Desk;

/// <summary>A decision of the desk: never a step of the reporting, always with who and when, undone by a <see cref="DecisionUndone"/>.</summary>
public interface IDecision
{
    /// <summary>The decision as one plain English sentence, ending in a full stop.</summary>
    string Tell();
}

/// <summary>A kind of decision in the catalogue. <see cref="Example"/> feeds its schema, docs and tests.</summary>
public interface IDecisionType<TSelf> : IDecision where TSelf : IDecisionType<TSelf>
{
    /// <summary>Whose stream such a decision is recorded in.</summary>
    static abstract DecisionSubject Subject { get; }

    static abstract TSelf Example { get; }
}

/// <summary>What a decision is about, and in whose stream it therefore stands.</summary>
public enum DecisionSubject
{
    Incident,
    Document,
    Source,

    /// <summary>Any of the three: it stands where what it refers to stands.</summary>
    Any,
}
