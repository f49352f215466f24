using IncidentTimeline.Pictures;

namespace IncidentTimeline.Reporting;

/// <summary>What has been said of known report time under one key of a feed by the acts told so far. A retraction takes back all of it: acts come in order of report time, so nothing in it is later.</summary>
internal sealed class FeedSoFar
{
    private readonly List<Statement> _notYetTaken = [];
    private Statement _last = null!; // A feed's key is kept once something was said under it.

    public void Say(Statement statement)
    {
        _notYetTaken.Add(statement);
        _last = statement;
    }

    /// <summary>The fact that a retraction takes back: the last that no other has, or the last.</summary>
    public KnownFact LastNot(HashSet<Statement> withdrawn) => (_notYetTaken.FindLast(one => !withdrawn.Contains(one)) ?? _last).Fact;

    /// <summary>Hands out what a retraction takes back that none before it did.</summary>
    public IReadOnlyList<Statement> Take()
    {
        var taken = _notYetTaken.ToList();
        _notYetTaken.Clear();
        return taken;
    }
}
