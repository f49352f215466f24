using IncidentTimeline.Pictures;

namespace IncidentTimeline.Reporting;

/// <summary>What has been said in one register by the acts told so far, and what of it took the place of what.</summary>
internal sealed class RegisterSoFar
{
    private readonly List<Statement> _said = [];
    private readonly Dictionary<KnownFact, List<Statement>> _ofFact = [];
    private readonly Succession _succession = new();

    // What no report time has outdated yet: of the latest document, which does not outdate itself, and of others, all at the latest report time.
    private readonly PriorityQueue<Statement, (DateTimeOffset, int)> _ofLatestDocument = new();
    private readonly List<Statement> _ofOthers = [];

    /// <summary>The last statement that this one may follow.</summary>
    public Statement? LastBefore(Statement statement) => _said.FindLast(statement.MayFollow);

    /// <summary>Whether something that was said takes its place.</summary>
    public bool Supersedes(Statement statement) => _succession.Supersedes(statement);

    /// <summary>Adds a statement, and tells whose place it takes; what was taken back may be among them.</summary>
    public List<Statement> Say(Statement statement)
    {
        var outdated = statement.Order is { } order ? Outdate(statement, order) : [];
        foreach (var fact in _succession.Add(statement))
        {
            outdated.AddRange(_ofFact.GetValueOrDefault(fact, []).Where(_succession.Supersedes));
        }

        _said.Add(statement);
        (_ofFact.TryGetValue(statement.Fact, out var own) ? own : _ofFact[statement.Fact] = []).Add(statement);
        return outdated;
    }

    // Each statement is put in once and taken out once, whatever the order in which they come.
    private List<Statement> Outdate(Statement statement, (DateTimeOffset, int) order)
    {
        var outdated = new List<Statement>();
        var isOfLatestDocument = _succession.IsOfTheLatestDocument(statement);
        var isLatest = Nullable.Compare(order, _succession.Latest) > 0;
        if (!isOfLatestDocument)
        {
            while (_ofLatestDocument.TryPeek(out var earliest, out var time) && time.CompareTo(order) < 0)
            {
                outdated.Add(earliest);
                _ofLatestDocument.Dequeue();
            }
        }

        if (isLatest)
        {
            outdated.AddRange(_ofOthers.Where(one => !one.IsOfTheSameDocument(statement)));
            _ofLatestDocument.EnqueueRange(_ofOthers.Where(one => one.IsOfTheSameDocument(statement)).Select(one => (one, one.Order!.Value))); // All of them have a report time.
            _ofOthers.Clear();
        }

        if (isLatest || isOfLatestDocument)
        {
            _ofLatestDocument.Enqueue(statement, order);
        }
        else if (Nullable.Compare(order, _succession.Latest) == 0)
        {
            _ofOthers.Add(statement);
        }

        return outdated;
    }
}
