using IncidentTimeline.Desk;
using IncidentTimeline.Facts;

namespace IncidentTimeline.Pictures;

/// <summary>On how many sources a value rests. Never called independent: that only a person can say (SEMANTICS 16).</summary>
/// <param name="Voices">Registered voices; asserted repeats and shared origins count once.</param>
/// <param name="Publishers">Who published them.</param>
/// <param name="Anonymous">Anonymous voices, counted apart.</param>
public sealed record ValueSources(int Voices, int Publishers, int Anonymous)
{
    internal static ValueSources Of(IReadOnlyCollection<Statement> agreeing, IReadOnlyCollection<RelationAsserted> relations)
    {
        var origins = agreeing.Select(one => one.Fact).Distinct()
            .GroupBy(fact => fact.Voice)
            .Select(voice => voice.ToHashSet())
            .ToList();
        foreach (var relation in relations.Where(one => one.Relation is FactRelation.Repeats or FactRelation.SharedOrigin))
        {
            Join(origins, relation.Fact, relation.To);
        }

        return new ValueSources(
            origins.Count(origin => origin.Any(fact => !fact.Voice.IsAnonymous)),
            agreeing.Select(one => one.Fact.Coding.Attribution.Publisher).Distinct().Count(),
            origins.Count(origin => origin.All(fact => fact.Voice.IsAnonymous)));
    }

    private static void Join(List<HashSet<KnownFact>> origins, FactId left, FactId right)
    {
        var first = origins.Find(origin => origin.Any(fact => fact.Id == left));
        var second = origins.Find(origin => origin.Any(fact => fact.Id == right));
        if (first is not null && second is not null && first != second)
        {
            first.UnionWith(second);
            origins.Remove(second);
        }
    }
}
