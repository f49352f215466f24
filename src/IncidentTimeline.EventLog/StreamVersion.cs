namespace IncidentTimeline.EventLog;

/// <summary>An event's place in its stream: 1, 2, 3 …; as a stream's version, that of its last event. <see cref="None"/> (0): no such stream.</summary>
public readonly record struct StreamVersion(long Value)
{
    /// <summary>The version of a stream that has no event.</summary>
    public static readonly StreamVersion None;

    /// <summary>0 or more.</summary>
    public long Value { get; } = Value >= 0 ? Value : throw new ArgumentOutOfRangeException(nameof(Value), Value, "A version is 0 or more.");

    public override string ToString() => FormattableString.Invariant($"{Value}");
}
