using System.Globalization;

namespace IncidentTimeline.Client;

/// <summary>As of when a question is asked, by the three clocks. Boundaries are inclusive, and the three combine; what is null is not cut.</summary>
public sealed record CutPoints
{
    /// <summary>All that the service knows, about the world as it is now.</summary>
    public static readonly CutPoints Now = new();

    /// <summary>What the log held. Default: all of it.</summary>
    public KnownAt? KnownAt { get; init; }

    /// <summary>What sources had published. A claim whose publication time is not known has no effect then, and is listed as undated. Default: no filter.</summary>
    public DateTimeOffset? PublishedBy { get; init; }

    /// <summary>The time that is asked about. Default: now.</summary>
    public DateTimeOffset? EventTime { get; init; }

    /// <summary>Waits, 5 seconds at most, until the answer holds this position, so that a writer sees their own write; else the service answers <c>not-caught-up</c>.</summary>
    public long? AtLeast { get; init; }

    /// <summary>As parameters of a query, such as <c>?knownAt=42</c>; empty where nothing is cut.</summary>
    /// <param name="more">Further parameters of the same query; those without a value are left out.</param>
    public string ToQuery(params IEnumerable<(string Name, string? Value)> more)
    {
        var given = more.Concat([("knownAt", KnownAt?.ToString()), ("publishedBy", Write(PublishedBy)), ("eventTime", Write(EventTime)), ("atLeast", AtLeast?.ToString(CultureInfo.InvariantCulture))])
            .Where(one => one.Item2 is not null).Select(one => $"{one.Item1}={Uri.EscapeDataString(one.Item2!)}").ToList(); // Filtered just now.
        return given.Count == 0 ? "" : $"?{string.Join('&', given)}";
    }

    internal static string? Write(DateTimeOffset? instant) => instant?.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);
}

/// <summary>Up to where the log counts: a position, or an instant, which means the highest position that was recorded by then.</summary>
public readonly record struct KnownAt
{
    private readonly string _text;

    private KnownAt(string text) => _text = text;

    /// <param name="position">0 or more; one beyond the head is the head.</param>
    public static KnownAt Position(long position)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(position);
        return new KnownAt(position.ToString(CultureInfo.InvariantCulture));
    }

    public static KnownAt Instant(DateTimeOffset instant) => new(CutPoints.Write(instant)!); // An instant is there.

    /// <summary>As the service takes it.</summary>
    public override string ToString() => _text ?? "0";
}
