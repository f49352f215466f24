using IncidentTimeline.Facts;
using IncidentTimeline.Pictures;
using IncidentTimeline.Places;

namespace IncidentTimeline.Server.Statements;

/// <summary>What the index says of one statement, or of a fact that answers nothing: where it is looked for, and from when on.</summary>
/// <param name="Position">The fact.</param>
/// <param name="Question">Hash of incident, aspect and place.</param>
/// <param name="Track">Hash of the voice where its states follow each other, else 0.</param>
/// <param name="Value">Hash of the value.</param>
/// <param name="Region">The region under which it stands, as a number.</param>
/// <param name="Reported">P, in ticks; <see cref="Unknown"/> where the report time is.</param>
/// <param name="Earliest">T from which on it may hold.</param>
/// <param name="Latest">T from which on it holds; <see cref="Unknown"/> where that is open.</param>
/// <param name="IsPlain">Whether it surely stands: its fact is alone in its cluster and not struck.</param>
/// <param name="IsHome">Whether it makes its incident happen in its region.</param>
/// <param name="Incident">After moves, merges and links.</param>
/// <param name="Aspect">Empty for a fact that answers nothing.</param>
internal sealed record IndexEntry(
    long Position, long Question, long Track, long Value, int Region, long Reported, long Earliest, long Latest, bool IsPlain, bool IsHome, string Incident, string Aspect)
{
    /// <summary>An instant that is not known, after all others.</summary>
    public const long Unknown = long.MaxValue;

    /// <summary>Before all others.</summary>
    public const long Ever = long.MinValue;

    /// <summary>Whether it puts an end to the earlier states of its track.</summary>
    public bool EndsOthers => IsPlain && Latest != Unknown;

    /// <summary>The entries of a fact as it is known. Those of a struck one never hold: only a reporting history asks for them, to tell of the striking.</summary>
    public static IEnumerable<IndexEntry> Of(KnownFact fact, IEnumerable<Statement> statements, bool isAlone)
    {
        var entries = statements.Select(statement => Of(statement, isAlone)).ToList();
        return (entries.Count > 0 ? entries : Silent(fact))
            .Select(entry => fact.Standing == Standing.Struck ? entry with { Track = 0, Earliest = Unknown, Latest = Unknown, IsPlain = false, IsHome = false } : entry);
    }

    /// <summary>A region as a number below 2^26.</summary>
    public static int NumberOf(RegionCode region)
    {
        var number = ((region.Value[0] - 'A') * 26) + region.Value[1] - 'A';
        for (var index = 3; index < 6; index++)
        {
            var digit = index >= region.Value.Length ? 0 : region.Value[index] <= '9' ? 1 + region.Value[index] - '0' : 11 + region.Value[index] - 'A';
            number = (number * 37) + digit;
        }

        return number;
    }

    /// <summary>The region of a number.</summary>
    public static RegionCode RegionOf(int number)
    {
        var (country, subdivision) = Math.DivRem(number, 37 * 37 * 37);
        var code = $"{(char)('A' + (country / 26))}{(char)('A' + (country % 26))}";
        foreach (var digit in new[] { subdivision / (37 * 37), subdivision / 37 % 37, subdivision % 37 }.Where(digit => digit > 0))
        {
            code += (code.Length == 2 ? "-" : "") + (digit <= 10 ? (char)('0' + digit - 1) : (char)('A' + digit - 11));
        }

        return new RegionCode(code);
    }

    public static long TicksOf(DateTimeOffset? instant, long missing) => instant?.UtcTicks ?? missing;

    private static IndexEntry Of(Statement statement, bool isAlone)
    {
        var (fact, value) = (statement.Fact, statement.Value);
        var bounds = fact.Bounds;

        // Undated and open states are never past, and make no other past: when they begin is not known.
        var isTracked = statement.Aspect.Kind == TemporalKind.State && value is not (AspectValue.Silence or AspectValue.Denial) && bounds.Latest is not null;
        return new IndexEntry(
            fact.Recorded.Position.Value,
            IndexKey.OfQuestion(statement.Incident, statement.Aspect.Key.Value, statement.Place.Key()),
            isTracked ? IndexKey.OfTrack(fact.Voice, value is not AspectValue.NoneReported) : 0,
            IndexKey.Of(value.GetType().Name, value.ToString()),
            NumberOf(statement.Place.StandsUnder()),
            TicksOf(fact.ReportTime, Unknown),
            TicksOf(bounds.Earliest, Ever),
            TicksOf(bounds.Latest, Unknown),
            isAlone,
            statement.IsHome(),
            statement.Incident.Value,
            statement.Aspect.Key.Value);
    }

    // A retraction, and whatever else answers no question: timelines list it, and lists of undated claims.
    private static IEnumerable<IndexEntry> Silent(KnownFact fact) =>
        from incident in fact.Incidents
        from region in fact.Coding.Places.Select(place => place.StandsUnder()).Distinct()
        select new IndexEntry(
            fact.Recorded.Position.Value, IndexKey.OfQuestion(incident, "", region.Value), 0, 0, NumberOf(region), TicksOf(fact.ReportTime, Unknown),
            TicksOf(fact.Bounds.Earliest, Ever), TicksOf(fact.Bounds.Latest, Unknown), false, false, incident.Value, "");
}
