namespace IncidentTimeline.EventLog;

/// <summary>A place in the whole log: 1, 2, 3 … without a gap, in commit order. <see cref="Start"/> (0) is before the first event.</summary>
public readonly record struct LogPosition(long Value) : IComparable<LogPosition>
{
    /// <summary>Before the first event. Reading after it reads everything.</summary>
    public static readonly LogPosition Start;

    /// <summary>Behind every event there will ever be: "no upper bound".</summary>
    public static readonly LogPosition End = new(long.MaxValue);

    /// <summary>0 or more.</summary>
    public long Value { get; } = Value >= 0 ? Value : throw new ArgumentOutOfRangeException(nameof(Value), Value, "A position is 0 or more.");

    public int CompareTo(LogPosition other) => Value.CompareTo(other.Value);

    public override string ToString() => FormattableString.Invariant($"{Value}");

    public static bool operator <(LogPosition left, LogPosition right) => left.Value < right.Value;

    public static bool operator >(LogPosition left, LogPosition right) => left.Value > right.Value;

    public static bool operator <=(LogPosition left, LogPosition right) => left.Value <= right.Value;

    public static bool operator >=(LogPosition left, LogPosition right) => left.Value >= right.Value;
}
