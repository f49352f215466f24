using IncidentTimeline.Facts;
using IncidentTimeline.Sources;

namespace IncidentTimeline.Pictures;

/// <summary>On how many sources a value rests. Never called independent: that only a person can say (SEMANTICS 16).</summary>
/// <param name="Voices">Registered voices; asserted repeats and shared origins count once.</param>
/// <param name="Publishers">Who published them.</param>
/// <param name="Anonymous">Anonymous voices, counted apart.</param>
/// <param name="Documents">The documents, and the data files, that it stands in.</param>
public sealed record ValueSources(int Voices, int Publishers, int Anonymous, int Documents)
{
    internal static ValueSources Of(IReadOnlyCollection<Statement> agreeing, Knowledge knowledge)
    {
        var origins = new List<(HashSet<Voice> Voices, HashSet<FactId> Origins)>();
        foreach (var voice in agreeing.Select(one => one.Fact).GroupBy(fact => fact.Voice))
        {
            var origin = (Voices: new HashSet<Voice> { voice.Key }, Origins: voice.Select(fact => knowledge.OriginOf(fact.Id)).ToHashSet());
            foreach (var same in origins.Where(one => one.Origins.Overlaps(origin.Origins)).ToList())
            {
                origin.Voices.UnionWith(same.Voices);
                origin.Origins.UnionWith(same.Origins);
                origins.Remove(same);
            }

            origins.Add(origin);
        }

        return new ValueSources(
            origins.Count(origin => origin.Voices.Any(voice => !voice.IsAnonymous)),
            agreeing.Select(one => one.Fact.Coding.Attribution.Publisher).Distinct().Count(),
            origins.Count(origin => origin.Voices.All(voice => voice.IsAnonymous)),
            agreeing.Select(one => one.Fact.Coding).Select(coding => (coding.Document, coding.Line?.FileSha256)).Distinct().Count());
    }
}
