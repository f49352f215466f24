namespace IncidentTimeline.EventLog;

/// <summary>What a check has found so far: the first of each code in full, and how many there are of each. Bounded, whatever state the log is in.</summary>
public sealed class FindingLog
{
    /// <summary>Findings of one code that are told in full. A log that lost half its rows need not list them all to be known as broken.</summary>
    public const int ToldPerCodeMax = 20;

    private readonly List<Finding> _untold = [];
    private readonly SortedDictionary<string, FindingCount> _counts = new(StringComparer.Ordinal);

    /// <summary>How many there are of each code, the untold ones too.</summary>
    public IReadOnlyCollection<FindingCount> Counts => _counts.Values;

    public void Add(FindingKind kind, string where, string what)
    {
        var before = CountOf(kind);
        _counts[kind.Code] = new FindingCount(kind, before + 1);
        if (before < ToldPerCodeMax)
        {
            _untold.Add(new Finding(kind, where, what));
        }
    }

    /// <summary>Counts findings that nobody will tell: the rest of a list that was cut at <see cref="ToldPerCodeMax"/>.</summary>
    public void AddUntold(FindingKind kind, long count)
    {
        if (count > 0)
        {
            _counts[kind.Code] = new FindingCount(kind, CountOf(kind) + count);
        }
    }

    /// <summary>Those added since the last call, each once.</summary>
    public IReadOnlyList<Finding> TakeUntold()
    {
        Finding[] taken = [.. _untold];
        _untold.Clear();
        return taken;
    }

    private long CountOf(FindingKind kind) => _counts.TryGetValue(kind.Code, out var count) ? count.Count : 0;
}

/// <summary>How often one kind was found.</summary>
public sealed record FindingCount(FindingKind Kind, long Count);
