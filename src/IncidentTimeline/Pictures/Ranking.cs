using IncidentTimeline.Facts;

namespace IncidentTimeline.Pictures;

/// <summary>Which rule put the displayed account first.</summary>
public enum DecidedBy
{
    /// <summary>Nobody says anything else.</summary>
    OnlyAccount,

    /// <summary>All others only say that none was reported.</summary>
    ValueStated,
    PreferredByDesk,
    StatusClass,
    Dated,
    LaterEventTime,
    Status,
    Reliability,
    Credibility,
    LaterReport,

    /// <summary>Equal in rank and compatible: the narrower one is shown.</summary>
    MorePrecise,

    /// <summary>Equal in rank, compatible and equally narrow: one of them is shown.</summary>
    EqualRank,

    /// <summary>Equal in rank and incompatible: nothing is in force.</summary>
    Contested,
}

/// <summary>The accounts of one question in order of rank: each is one value with all candidates that state it.</summary>
/// <param name="Displayed">The account in force; missing where there is none or where it is contested.</param>
/// <param name="DecidedBy">The rule that decided.</param>
/// <param name="Others">All other accounts, best first; all of them where it is contested.</param>
public sealed record RankedAccounts(Account? Displayed, DecidedBy? DecidedBy, IReadOnlyList<Account> Others)
{
    public bool IsContested => DecidedBy == Pictures.DecidedBy.Contested;
}

/// <summary>One value and the candidates that state it, the one that represents them first.</summary>
public sealed record Account(AspectValue Value, IReadOnlyList<Statement> Statements)
{
    public Statement Representative => Statements[0];
}

/// <summary>Display policy v1 (SEMANTICS 12, 13). Another desk's view would be a second named policy, never an edit of this one.</summary>
public static class Ranking
{
    public const string Policy = "v1";

    private static readonly DecidedBy[] Rules =
    [
        DecidedBy.PreferredByDesk, DecidedBy.StatusClass, DecidedBy.Dated, DecidedBy.LaterEventTime,
        DecidedBy.Status, DecidedBy.Reliability, DecidedBy.Credibility, DecidedBy.LaterReport,
    ];

    public static RankedAccounts Rank(IReadOnlyCollection<Statement> candidates, DecisionsInForce decisions)
    {
        if (candidates.Count == 1)
        {
            var only = candidates.First();
            return new RankedAccounts(new Account(only.Value, [only]), DecidedBy.OnlyAccount, []);
        }

        // "None reported" speaks only where nobody states a value.
        var valued = candidates.Where(one => one.Value is not AspectValue.NoneReported).ToList();
        var ranked = Accounts(valued.Count > 0 ? valued : candidates, decisions);
        var silent = valued.Count > 0 ? Accounts([.. candidates.Except(valued)], decisions) : [];
        if (ranked is [])
        {
            return new RankedAccounts(null, null, []);
        }

        var tied = ranked.TakeWhile(one => Compare(one.Rank, ranked[0].Rank) == null).Select(one => one.Account).ToList();
        var all = ranked.Select(one => one.Account).Concat(silent.Select(one => one.Account)).ToList();
        if (!AreCompatible(tied.Select(one => one.Value)))
        {
            return new RankedAccounts(null, DecidedBy.Contested, all);
        }

        var displayed = tied.OrderBy(one => Width(one.Value)).ThenBy(one => one.Value.Text, StringComparer.Ordinal).ThenBy(one => one.Representative.Fact.Id).First();
        return new RankedAccounts(displayed, Decide(ranked, tied, silent.Count > 0), [.. all.Where(one => one != displayed)]);
    }

    /// <summary>Whether all of them can be true at once. Intervals that meet two by two meet in one interval, and for other values being compatible is passed on, so each is looked at once.</summary>
    internal static bool AreCompatible(IEnumerable<AspectValue> values)
    {
        AspectValue? met = null;
        foreach (var value in values)
        {
            if (met is not null && !met.IsCompatibleWith(value))
            {
                return false;
            }

            met = (met, value) switch
            {
                (AspectValue.Quantity one, AspectValue.Quantity other) => new AspectValue.Quantity(Larger(one.Least, other.Least), Smaller(one.Most, other.Most), one.Unit),
                _ => value,
            };
        }

        return true;

        static decimal? Larger(decimal? one, decimal? other) => one is null || other > one ? other : one;
        static decimal? Smaller(decimal? one, decimal? other) => one is null || other < one ? other : one;
    }

    private static DecidedBy Decide(List<(Account Account, long[] Rank)> ranked, List<Account> tied, bool isValueStated) => (tied, ranked) switch
    {
        ({ Count: > 1 }, _) => tied.Select(one => Width(one.Value)).Distinct().Skip(1).Any() ? DecidedBy.MorePrecise : DecidedBy.EqualRank,
        (_, [_, var second, ..]) => Rules[Compare(ranked[0].Rank, second.Rank)!.Value], // Not tied, so some rule tells them apart.
        _ => isValueStated ? DecidedBy.ValueStated : DecidedBy.OnlyAccount,
    };

    private static List<(Account Account, long[] Rank)> Accounts(IReadOnlyCollection<Statement> candidates, DecisionsInForce decisions)
    {
        var preferred = PreferredOf(candidates, decisions);
        return
        [
            .. candidates
                .GroupBy(one => one.Value)
                .Select(group =>
                {
                    var statements = group.Select(one => (Statement: one, Rank: RankOf(one, decisions, preferred)))
                        .OrderBy(one => one.Rank, RankOrder.Instance)
                        .ThenBy(one => one.Statement.Fact.Voice)
                        .ThenBy(one => one.Statement.Fact.Id)
                        .ToList();

                    // Equal numbers may differ in their words; those of the representative are shown, whichever was recorded first.
                    return (Account: new Account(statements[0].Statement.Value, [.. statements.Select(one => one.Statement)]), statements[0].Rank);
                })
                .OrderBy(one => one.Rank, RankOrder.Instance)
                .ThenBy(one => one.Account.Value.Text, StringComparer.Ordinal)
                .ThenBy(one => one.Account.Representative.Fact.Id),
        ];
    }

    private static Position? PreferredOf(IReadOnlyCollection<Statement> candidates, DecisionsInForce decisions) =>
        candidates.Select(one => decisions.PreferenceFor(one.Fact.Id, one.Aspect.Key)?.Position).Max();

    /// <summary>One number per rule, in the order of the rules; smaller is better. Nothing here depends on the order of recording.</summary>
    internal static long[] RankOf(Statement one, DecisionsInForce decisions, Position? preferred)
    {
        var fact = one.Fact;
        return
        [
            preferred is not null && decisions.PreferenceFor(fact.Id, one.Aspect.Key)?.Position == preferred ? 0 : 1,
            (long)fact.Coding.Status.Class(),
            fact.Bounds.IsUndated ? 1 : 0,
            fact.Bounds.IsUndated ? 0 : -(fact.Bounds.Latest ?? DateTimeOffset.MaxValue).UtcTicks,
            fact.Coding.Status.RankInClass(),
            Grade(fact.Voice.IsAnonymous ? null : decisions.ReliabilityOf(fact.Voice.Source)),
            Grade(fact.Credibility),
            -(fact.ReportTime ?? DateTimeOffset.MinValue).UtcTicks,
        ];
    }

    // "Cannot be judged" and "not graded" stand between doubtful and unreliable: they say nothing for or against.
    private static long Grade(Desk.Reliability? reliability) => reliability switch
    {
        Desk.Reliability.A => 0,
        Desk.Reliability.B => 1,
        Desk.Reliability.C => 2,
        Desk.Reliability.D => 3,
        Desk.Reliability.E => 5,
        _ => 4,
    };

    private static long Grade(int? credibility) => credibility switch
    {
        1 => 0,
        2 => 1,
        3 => 2,
        4 => 4,
        5 => 5,
        _ => 3,
    };

    internal static decimal Width(AspectValue value) => value is AspectValue.Quantity quantity ? quantity.Width : 0;

    /// <summary>The first rule that tells two ranks apart, or null.</summary>
    private static int? Compare(long[] left, long[] right)
    {
        for (var rule = 0; rule < left.Length; rule++)
        {
            if (left[rule] != right[rule])
            {
                return rule;
            }
        }

        return null;
    }

    internal sealed class RankOrder : IComparer<long[]>
    {
        public static readonly RankOrder Instance = new();

        public int Compare(long[]? left, long[]? right) => left.AsSpan().SequenceCompareTo(right);
    }
}
