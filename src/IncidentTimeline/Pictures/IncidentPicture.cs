using System.Collections.Immutable;
using IncidentTimeline.Desk;
using IncidentTimeline.Facts;
using IncidentTimeline.Places;

namespace IncidentTimeline.Pictures;

/// <summary>One incident in a region's picture.</summary>
/// <param name="Incident">Its id.</param>
/// <param name="Title">Its name.</param>
/// <param name="Kind">What it groups.</param>
/// <param name="IsClosed">Whether the desk closed it.</param>
/// <param name="Questions">Its questions here: those that somebody answered, then those that nobody did.</param>
/// <param name="InformationGaps">Who declined to say or withheld what.</param>
/// <param name="Denials">Denials without a value.</param>
/// <param name="PartOf">The wholes it is part of.</param>
/// <param name="Parts">Its parts that have questions here.</param>
/// <param name="PartsCompared">For each number, what the parts say beside what the whole says.</param>
/// <param name="Relations">How persons related it to other incidents.</param>
public sealed record IncidentPicture(
    IncidentId Incident,
    string Title,
    IncidentKind Kind,
    bool IsClosed,
    IReadOnlyList<QuestionView> Questions,
    IReadOnlyList<AspectAccount> InformationGaps,
    IReadOnlyList<AspectAccount> Denials,
    IReadOnlyList<IncidentId> PartOf,
    IReadOnlyList<IncidentPicture> Parts,
    IReadOnlyList<PartsComparison> PartsCompared,
    IReadOnlyList<RelatedIncident> Relations)
{
    /// <summary>One incident with all its questions, wherever they are, its parts beneath it.</summary>
    public static IncidentPicture Of(Knowledge knowledge, IncidentId incident, DateTimeOffset eventTime) =>
        new IncidentComposer(knowledge, eventTime, null, Surroundings.None).Whole(knowledge.Resolve(incident));

    /// <summary>All claims that it shows, with those of its parts.</summary>
    internal IEnumerable<AccountView> Claims() =>
        Questions.SelectMany(one => one.Claims()).Concat(InformationGaps.Concat(Denials).Select(one => one.Account)).Concat(Parts.SelectMany(part => part.Claims()));
}

/// <summary>How a person related an incident to another. None of it changes a number.</summary>
/// <param name="Relation">How the first stands to the other.</param>
/// <param name="To">The other.</param>
/// <param name="Title">The other's name.</param>
/// <param name="Reason">Why.</param>
public sealed record RelatedIncident(IncidentRelation Relation, IncidentId To, string Title, string Reason)
{
    public static RelatedIncident Of(IncidentRelated related, Knowledge knowledge) =>
        new(related.Relation, related.To, knowledge.Incidents.GetValueOrDefault(related.To)?.Title ?? related.To.Value, related.Reason);
}

/// <summary>What the parts of an incident say beside what is said of the whole: "parts 1 + 1, consistent with 2". A remark, never a value.</summary>
/// <param name="Aspect">The question.</param>
/// <param name="Whole">The whole's displayed number, in words.</param>
/// <param name="Parts">The parts' displayed numbers, in words.</param>
/// <param name="IsConsistent">Whether the whole can be the sum of the parts.</param>
public sealed record PartsComparison(AspectKey Aspect, string Whole, IReadOnlyList<string> Parts, bool IsConsistent);

/// <summary>Puts statements together to incidents, with parts under their wholes.</summary>
internal sealed class IncidentComposer(Knowledge knowledge, DateTimeOffset eventTime, RegionCode? region, Surroundings surroundings)
{
    /// <summary>Incidents with their parts nested. A part whose whole is not here stands by itself and names its whole.</summary>
    public IReadOnlyList<IncidentPicture> Nested(IEnumerable<Statement> statements)
    {
        var byIncident = statements.ToLookup(one => one.Incident);
        var here = byIncident.Select(group => group.Key).Order().ToList();
        var partsOf = here.SelectMany(part => WholesOf(part).Select(whole => (Whole: whole, Part: part))).ToLookup(one => one.Whole, one => one.Part);
        var placed = new HashSet<IncidentId>();
        var pictures = here.Where(incident => !WholesOf(incident).Any(byIncident.Contains)).Select(top => Compose(top, [])).ToList();

        // Part-of in a circle has no top: its members are shown side by side rather than lost.
        pictures.AddRange(here.Where(incident => !placed.Contains(incident)).ToList().Select(incident => One(incident, byIncident[incident], [])));
        return pictures;

        // Never inside itself, though a circle of part-of leads back. Under a second whole a part stands without its own parts:
        // with them, a few dozen incidents could be nested in more ways than any answer can hold.
        IncidentPicture Compose(IncidentId incident, ImmutableHashSet<IncidentId> wholes)
        {
            var around = wholes.Add(incident);
            var parts = placed.Add(incident) ? partsOf[incident].Where(part => !around.Contains(part)) : [];
            return One(incident, byIncident[incident], [.. parts.Select(part => Compose(part, around))]);
        }
    }

    public IReadOnlyList<IncidentPicture> Flat(IEnumerable<Statement> statements) =>
        [.. statements.GroupBy(one => one.Incident).OrderBy(group => group.Key).Select(group => One(group.Key, group, [], withStanding: false))];

    /// <summary>One incident with all its statements, wherever they are, and its parts with theirs.</summary>
    public IncidentPicture Whole(IncidentId incident)
    {
        var byIncident = knowledge.Statements.Where(one => one.Fact.IsSeen && !one.Fact.Bounds.IsAbsentAt(eventTime)).ToLookup(one => one.Incident);
        var composed = new HashSet<IncidentId>();
        return Compose(incident);

        IncidentPicture Compose(IncidentId id)
        {
            composed.Add(id);
            var parts = knowledge.Incidents.Values.Where(one => one.MergedInto is null && one.Wholes.Contains(id) && !composed.Contains(one.Id))
                .Select(one => one.Id).Order().ToList();
            return One(id, byIncident[id], parts.ConvertAll(Compose));
        }
    }

    private IReadOnlyList<IncidentId> WholesOf(IncidentId incident) => knowledge.Incidents.GetValueOrDefault(incident)?.Wholes ?? [];

    private IncidentPicture One(IncidentId id, IEnumerable<Statement> statements, IReadOnlyList<IncidentPicture> parts, bool withStanding = true)
    {
        var incident = knowledge.Incidents.GetValueOrDefault(id);
        var kind = incident?.Kind ?? IncidentKind.Happening;
        var questions = statements
            .GroupBy(one => (one.Aspect.Key, Place: one.PlaceKey))
            .Select(group => (group.Key, Statements: group.ToList()))
            .Select(one => (one.Key, Question: Question.At(one.Statements, eventTime, knowledge.InForce)))
            .OrderBy(one => one.Key.Key).ThenBy(one => one.Key.Place, StringComparer.Ordinal)
            .ToList();
        var views = questions.Where(one => IsAsked(one.Question))
            .Select(one => QuestionView.Of(one.Question, knowledge, eventTime)).ToList();
        if (withStanding && AsksHere(id))
        {
            views.AddRange(Unanswered(kind, incident, views));
        }

        return new IncidentPicture(
            id,
            incident?.Title ?? id.Value,
            kind,
            incident?.IsClosed ?? false,
            views,
            [.. questions.SelectMany(one => one.Question.Gaps).Select(View)],
            [.. questions.SelectMany(one => one.Question.Denials).Select(View)],
            incident?.Wholes ?? [],
            parts,
            [.. Compare(id, views, parts)],
            [.. (incident?.Relations ?? []).Select(one => RelatedIncident.Of(one, knowledge))]);

        AspectAccount View(Statement statement) => new(statement.Aspect.Key, AccountView.Of(statement, knowledge, eventTime));
    }

    // Only silence or a bare denial on it: it stands under the gaps or denials, and is no question of its own.
    private static bool IsAsked(Question question) =>
        question.Accounts.Displayed is not null || question.Accounts.IsContested || question.Ended.Count > 0 || question.Possible.Count > 0
        || question.Withdrawn.Any(one => one.Value is not (AspectValue.Silence or AspectValue.Denial));

    private bool AsksHere(IncidentId id) => region is not { } here || !surroundings.Homes[id].Any() || surroundings.Homes[id].Contains(here);

    private IEnumerable<QuestionView> Unanswered(IncidentKind kind, KnownIncident? incident, List<QuestionView> views)
    {
        var placeKey = region?.Value ?? "";
        return Aspects.Standing(kind).Concat((incident?.Questions ?? []).Select(key => Aspects.Named(key)))
            .DistinctBy(aspect => aspect.Key)
            .Where(aspect => views.All(view => view.Aspect != aspect.Key))
            .Select(aspect => QuestionView.NotStated(aspect, placeKey, region is { } code ? Regions.NameOf(code) : null));
    }

    // Only where every known part states one number here: a part that says nothing, or is elsewhere, leaves nothing to compare.
    private IEnumerable<PartsComparison> Compare(IncidentId id, List<QuestionView> whole, IReadOnlyList<IncidentPicture> parts)
    {
        var known = knowledge.PartsOf(id).ToHashSet();
        return from question in whole
               let number = question.Displayed?.Value as AspectValue.Quantity
               where number is not null && parts.Count > 0 && known.SetEquals(parts.Select(part => part.Incident))
               let ofParts = parts.Select(part => part.Questions.Where(one => one.Aspect == question.Aspect).ToList())
                   .Select(questions => questions is [var only] ? only.Displayed?.Value as AspectValue.Quantity : null).ToList()
               where ofParts.TrueForAll(one => one is not null && one.Unit == number.Unit)
               let sum = new AspectValue.Quantity(Sum(ofParts.Select(one => one!.Least)), Sum(ofParts.Select(one => one!.Most)), number.Unit)
               select new PartsComparison(question.Aspect, number.Text, [.. ofParts.Select(one => one!.Text)], sum.IsCompatibleWith(number));
    }

    // One open part leaves the whole open.
    private static decimal? Sum(IEnumerable<decimal?> numbers) => numbers.Aggregate((decimal?)0, (sum, number) => sum + number);
}
