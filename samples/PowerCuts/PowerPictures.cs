using IncidentTimeline.Client;

namespace IncidentTimeline.Samples.PowerCuts;

/// <summary>What is said of the electricity of a region, by one incident at one place.</summary>
/// <param name="Incident">The incident.</param>
/// <param name="PlaceKey">What tells two places of a region apart.</param>
/// <param name="Place">The place in words.</param>
/// <param name="Supply"><c>interrupted</c>, <c>restored</c>, or <c>contested</c> where the accounts contradict each other.</param>
/// <param name="Fact">The fact that is displayed, from which everything can be traced; null where it is contested.</param>
/// <param name="Told">What it says, in one sentence.</param>
/// <param name="Voice">Who says it.</param>
internal sealed record PowerAnswer(string Incident, string PlaceKey, string? Place, string Supply, Guid? Fact, string? Told, string? Voice);

/// <summary>Asks the service what was said to be the case when an event was recorded.</summary>
internal sealed class PowerPictures(TimelineClient client)
{
    private const string PowerSupply = "power-supply";

    /// <summary>The answers of one region as of an event: known by it, and of the time at which it was recorded. So the table follows from the log alone.</summary>
    public async Task<IReadOnlyList<PowerAnswer>> ReadAsync(string region, TimelineEvent recorded, CancellationToken cancellationToken)
    {
        var picture = await client.PictureAsync(region, MomentOf(recorded), withContext: false, cancellationToken);
        // A part of two wholes stands under both.
        return [.. picture.Incidents.Concat(picture.Unplaced).SelectMany(AnswersOf).DistinctBy(one => (one.Incident, one.PlaceKey))];
    }

    /// <summary>The regions that have questions of their own.</summary>
    public async Task<IEnumerable<string>> RegionsAsync(TimelineEvent recorded, CancellationToken cancellationToken)
    {
        var listed = await client.ReadJsonAsync($"regions{MomentOf(recorded).ToQuery()}", cancellationToken);
        return listed.EnumerateArray().Select(one => one.GetProperty("region").GetString()!).ToList(); // Each has one.
    }

    private static IEnumerable<PowerAnswer> AnswersOf(IncidentPicture incident) =>
        incident.Questions.Where(question => question.Aspect == PowerSupply && question.State is "displayed" or "contested")
            .Select(question => new PowerAnswer(
                incident.Incident, question.PlaceKey, question.Place, question.Displayed?.Text ?? "contested", question.Displayed?.Fact, question.Displayed?.Tell, question.Displayed?.Voice.Name))
            .Concat(incident.Parts.SelectMany(AnswersOf));

    // An event is told when the service can answer for it; one that was just started may need a moment.
    private static CutPoints MomentOf(TimelineEvent recorded) =>
        new() { KnownAt = KnownAt.Position(recorded.Position), AtLeast = recorded.Position, EventTime = recorded.Time };
}
