namespace IncidentTimeline.Facts;

/// <summary>How an answer relates to time.</summary>
public enum TemporalKind
{
    /// <summary>Holds from its time until the same voice says otherwise for a later time, or until a stated end. Running counts too.</summary>
    State,

    /// <summary>Stays true once it happened; others stand beside it.</summary>
    Occurrence,
}

/// <summary>One question that facts answer, such as <c>drones-down</c>.</summary>
/// <param name="Key">Its key on the wire.</param>
/// <param name="Kind">Whether an answer is a state or an occurrence.</param>
/// <param name="Label">The question in words, for page and exports.</param>
public sealed record Aspect(AspectKey Key, TemporalKind Kind, string Label)
{
    public static Aspect State(string key, string label) => new(new AspectKey(key), TemporalKind.State, label);

    public static Aspect Occurrence(string key, string label) => new(new AspectKey(key), TemporalKind.Occurrence, label);

    /// <summary>The same question about one thing: <c>airport-status</c> for <c>svo</c>. Without a code it is <c>unspecified</c>, which is never joined to a named one.</summary>
    public Aspect For(string? qualifier) =>
        this with { Key = new AspectKey($"{Key.Name}:{(qualifier is null ? "unspecified" : qualifier.ToLowerInvariant())}") };
}
