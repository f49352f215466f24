using IncidentTimeline.Facts;
using IncidentTimeline.Pictures;
using IncidentTimeline.Sources;

namespace IncidentTimeline.Reporting;

/// <summary>What stands on one question after the acts told so far, kept in rank, so that an act costs no ranking of everything before it. The ranking itself is <see cref="Ranking"/>'s.</summary>
internal sealed class AccountsSoFar(TemporalKind kind, Knowledge knowledge)
{
    private readonly Dictionary<Voice, SortedList<DateTimeOffset, HashSet<Statement>>> _states = [];
    private readonly Dictionary<Statement, RankedStatement> _candidates = [];
    private readonly Dictionary<AspectValue, AccountSoFar> _ofValue = [];
    private readonly SortedSet<AccountSoFar> _bestFirst = new(AccountOrder.Instance);
    private readonly SortedList<Position, Statement> _preferences = [];
    private int _otherThanWords;

    public bool IsEmpty => _bestFirst.Count == 0;

    /// <summary>The account in force; missing where the best contradict each other.</summary>
    public AccountSoFar? Displayed()
    {
        var best = _bestFirst.Min!; // Asked only where there is one.
        if (_otherThanWords == 0)
        {
            return best; // Free words never contradict each other, and none is wider than another, so there is nothing to choose by but the order they are in.
        }

        var tied = _bestFirst.TakeWhile(one => one.IsTiedWith(best));
        return !tied.Skip(1).Any() ? best
            : !Ranking.AreCompatible(tied.Select(one => one.Value)) ? null
            : tied.MinBy(one => (Ranking.Width(one.Value), one.Text, one.Best.Statement.Fact.Id), DisplayOrder);
    }

    /// <summary>Where it is contested: the account of this value if it is one of the best, else the first of the best.</summary>
    public AccountSoFar Contested(AspectValue value) =>
        _ofValue.TryGetValue(value, out var own) && own.IsTiedWith(_bestFirst.Min!) ? own : _bestFirst.Min!; // What is contested has accounts.

    // Of a state only each voice's latest is a candidate, as the picture has it (SEMANTICS 9).
    public void Add(Statement statement)
    {
        if (!IsDatedState(statement))
        {
            Enter(statement);
            return;
        }

        var states = _states.TryGetValue(statement.Fact.Voice, out var known) ? known : _states[statement.Fact.Voice] = [];
        var time = LatestOf(statement);
        if (states.Count == 0 || time > states.Keys[^1])
        {
            Leave(states.Count == 0 ? [] : states.Values[^1]);
            states.Add(time, []);
        }
        else if (!states.ContainsKey(time))
        {
            states.Add(time, []);
        }

        states[time].Add(statement);
        if (time == states.Keys[^1])
        {
            Enter(statement);
        }
    }

    public void Remove(Statement statement)
    {
        Leave([statement]);
        if (!IsDatedState(statement))
        {
            return;
        }

        var states = _states[statement.Fact.Voice];
        var time = LatestOf(statement);
        var isLatest = time == states.Keys[^1];
        states[time].Remove(statement);
        if (states[time].Count == 0)
        {
            states.Remove(time);
            foreach (var earlier in isLatest && states.Count > 0 ? states.Values[^1] : [])
            {
                Enter(earlier);
            }
        }
    }

    private bool IsDatedState(Statement statement) => kind == TemporalKind.State && !statement.Fact.Bounds.IsUndated;

    private static DateTimeOffset LatestOf(Statement statement) => statement.Fact.Bounds.Latest ?? DateTimeOffset.MaxValue;

    private void Enter(Statement statement)
    {
        if (PreferenceFor(statement) is { } preference)
        {
            var before = Preferred;
            _preferences.Add(preference, statement);
            RankAgain(before);
        }

        Rank(statement);
    }

    private void Leave(IEnumerable<Statement> statements)
    {
        foreach (var statement in statements.Where(Unrank))
        {
            if (PreferenceFor(statement) is { } preference)
            {
                _preferences.Remove(preference);
                RankAgain(Preferred);
            }
        }
    }

    // Only the latest preference among the candidates counts, so one more or one fewer changes the rank of another.
    private Statement? Preferred => _preferences.Count == 0 ? null : _preferences.Values[^1];

    private Position? PreferenceFor(Statement statement) => knowledge.InForce.PreferenceFor(statement.Fact.Id, statement.Aspect.Key)?.Position;

    private void RankAgain(Statement? statement)
    {
        if (statement is not null && Unrank(statement))
        {
            Rank(statement);
        }
    }

    private void Rank(Statement statement)
    {
        var preferred = _preferences.Count == 0 ? (Position?)null : _preferences.Keys[^1];
        var ranked = new RankedStatement(statement, Ranking.RankOf(statement, knowledge.InForce, preferred), knowledge.OriginOf(statement.Fact.Id));
        _candidates.Add(statement, ranked);
        if (_ofValue.TryGetValue(statement.Value, out var account))
        {
            _bestFirst.Remove(account);
        }
        else
        {
            _ofValue[statement.Value] = account = new AccountSoFar();
            _otherThanWords += statement.Value is AspectValue.Words ? 0 : 1;
        }

        account.Add(ranked);
        _bestFirst.Add(account);
    }

    private bool Unrank(Statement statement)
    {
        if (!_candidates.Remove(statement, out var ranked))
        {
            return false;
        }

        var account = _ofValue[statement.Value];
        _bestFirst.Remove(account);
        account.Remove(ranked);
        if (account.IsEmpty)
        {
            _ofValue.Remove(statement.Value);
            _otherThanWords -= statement.Value is AspectValue.Words ? 0 : 1;
        }
        else
        {
            _bestFirst.Add(account);
        }

        return true;
    }

    private static readonly Comparer<(decimal Width, string Text, FactId Fact)> DisplayOrder = Comparer<(decimal Width, string Text, FactId Fact)>.Create((one, other) =>
        one.Width != other.Width ? one.Width.CompareTo(other.Width)
        : string.CompareOrdinal(one.Text, other.Text) is not 0 and var order ? order
        : one.Fact.CompareTo(other.Fact));

    private sealed class AccountOrder : IComparer<AccountSoFar>
    {
        public static readonly AccountOrder Instance = new();

        public int Compare(AccountSoFar? left, AccountSoFar? right) => // Only accounts that stand are compared.
            Ranking.RankOrder.Instance.Compare(left!.Best.Rank, right!.Best.Rank) is not 0 and var byRank ? byRank
            : string.CompareOrdinal(left.Text, right.Text) is not 0 and var byText ? byText
            : left.Best.Statement.Fact.Id.CompareTo(right.Best.Statement.Fact.Id);
    }
}

/// <summary>A standing statement with its rank and what its fact goes back to.</summary>
internal sealed record RankedStatement(Statement Statement, long[] Rank, FactId Origin);

/// <summary>One value and the standing statements of it, each voice's best first.</summary>
internal sealed class AccountSoFar
{
    private readonly Dictionary<Voice, SortedSet<RankedStatement>> _ofVoice = [];
    private readonly SortedSet<RankedStatement> _bestOfVoices = new(StatementOrder.Instance);
    private readonly Dictionary<FactId, int> _origins = [];
    private string? _text;

    public bool IsEmpty => _bestOfVoices.Count == 0;

    /// <summary>What represents it.</summary>
    public RankedStatement Best { get; private set; } = null!; // An account is made to add a statement to.

    /// <summary>The value in the words of what represents it: equal numbers may differ in their words.</summary>
    public AspectValue Value => Best.Statement.Value;

    public string Text => _text ??= Value.Text;

    public bool IsTiedWith(AccountSoFar other) => Best.Rank.AsSpan().SequenceEqual(other.Best.Rank);

    public Statement? FirstOf(Voice voice) => _ofVoice.TryGetValue(voice, out var own) ? own.Min!.Statement : null; // No voice is kept without a statement.

    public Statement? FirstOfAnotherThan(Voice voice) => _bestOfVoices.FirstOrDefault(one => one.Statement.Fact.Voice != voice)?.Statement;

    public bool HasOrigin(FactId origin) => _origins.ContainsKey(origin);

    public void Add(RankedStatement statement)
    {
        Change(statement, static (own, one) => own.Add(one));
        _origins[statement.Origin] = _origins.GetValueOrDefault(statement.Origin) + 1;
    }

    public void Remove(RankedStatement statement)
    {
        Change(statement, static (own, one) => own.Remove(one));
        if (--_origins[statement.Origin] == 0)
        {
            _origins.Remove(statement.Origin);
        }
    }

    private void Change(RankedStatement statement, Action<SortedSet<RankedStatement>, RankedStatement> change)
    {
        var voice = statement.Statement.Fact.Voice;
        var own = _ofVoice.TryGetValue(voice, out var known) ? known : _ofVoice[voice] = new(StatementOrder.Instance);
        var before = own.Min;
        change(own, statement);
        if (before != own.Min)
        {
            _ = before is not null && _bestOfVoices.Remove(before);
            _ = own.Min is { } best && _bestOfVoices.Add(best);
            (Best, _text) = (_bestOfVoices.Min ?? Best, null);
        }

        if (own.Count == 0)
        {
            _ofVoice.Remove(voice);
        }
    }

    private sealed class StatementOrder : IComparer<RankedStatement>
    {
        public static readonly StatementOrder Instance = new();

        public int Compare(RankedStatement? left, RankedStatement? right) => // Sets of statements that are there.
            Ranking.RankOrder.Instance.Compare(left!.Rank, right!.Rank) is not 0 and var byRank ? byRank
            : left.Statement.Fact.Voice.CompareTo(right.Statement.Fact.Voice) is not 0 and var byVoice ? byVoice
            : left.Statement.Fact.Id.CompareTo(right.Statement.Fact.Id);
    }
}
