namespace IncidentTimeline.Facts;

/// <summary>What a fact says: one record per fact type, one file each. Who says it, where, when and how surely stands in <see cref="Fact"/>.</summary>
public interface IClaim
{
    /// <summary>The questions this claim answers, with the answers. Empty where it only characterises nothing that can be asked.</summary>
    IEnumerable<Answer> Answers();

    /// <summary>The claim as one plain English sentence without its voice, ending in a full stop.</summary>
    string Tell();
}

/// <summary>A fact type of the catalogue. <see cref="Example"/> feeds its schema, docs, form and tests.</summary>
public interface IFactType<TSelf> : IClaim where TSelf : IFactType<TSelf>
{
    static abstract TSelf Example { get; }
}

/// <summary>A claim's answer to one question.</summary>
public sealed record Answer(Aspect Aspect, AspectValue Value);
