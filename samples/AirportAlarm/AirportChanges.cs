using System.Globalization;
using System.Text.Json;
using IncidentTimeline.Client;

namespace IncidentTimeline.Samples.AirportAlarm;

/// <summary>What an event changed about the status of an airport.</summary>
/// <param name="Incident">In which it is said; another may say otherwise of the same airport.</param>
/// <param name="Region">Where it stands.</param>
/// <param name="Airport">Its IATA code; <c>UNSPECIFIED</c> where none was named.</param>
/// <param name="Kind">What changed: <c>appeared</c>, <c>changed</c>, <c>withdrawn</c>, <c>struck</c>, <c>contested</c>, <c>settled</c> or <c>no-longer-stated</c>.</param>
/// <param name="From">What was displayed before: <c>closed</c> or <c>open</c>; null where nothing was.</param>
/// <param name="To">What is displayed now.</param>
/// <param name="Rivals">Where it is contested, what is said.</param>
/// <param name="Cause">The event in one sentence.</param>
internal sealed record AirportChange(string Incident, string Region, string Airport, string Kind, string? From, string? To, IReadOnlyList<string> Rivals, string Cause);

/// <summary>Asks the service what an event changed.</summary>
internal sealed class AirportChanges(TimelineClient client)
{
    private const string AirportStatus = "airport-status:";

    // The same is said by others, or more is said beside it: no reason to wake anybody.
    private static readonly string[] Quiet = ["support", "competing", "silence"];

    /// <summary>The difference between what was known just before the event and with it, of each region that it bears on.</summary>
    public async Task<IReadOnlyList<AirportChange>> ReadAsync(TimelineEvent recorded, CancellationToken cancellationToken)
    {
        var moment = string.Create(CultureInfo.InvariantCulture, $"eventTime={recorded.Time.UtcDateTime:O}");
        var changes = new List<AirportChange>();
        foreach (var region in await RegionsOfAsync(recorded, moment, cancellationToken))
        {
            var diff = await ReadAsync<Diff>(
                FormattableString.Invariant($"regions/{Uri.EscapeDataString(region)}/picture/diff?from={recorded.Position - 1}&to={recorded.Position}&{moment}"), cancellationToken);
            changes.AddRange(diff.Questions.Where(one => one.Question.Aspect.StartsWith(AirportStatus, StringComparison.Ordinal) && !Quiet.Contains(one.Question.Change)).Select(one => Change(region, one)));
        }

        return changes;
    }

    private static AirportChange Change(string region, Caused caused)
    {
        var question = caused.Question;
        return new AirportChange(
            question.Incident,
            region,
            question.Aspect[AirportStatus.Length..].ToUpperInvariant(),
            question.Change,
            question.From.Displayed?.Text,
            question.To.Displayed?.Text,
            question.To.State == "contested" ? [.. question.To.Competing.Select(one => one.Text)] : [],
            caused.Causes.Count > 0 ? caused.Causes[^1].Tell : "a decision of the desk.");
    }

    // An event names what it bears on. One that is open may bear on anything.
    private async Task<IEnumerable<string>> RegionsOfAsync(TimelineEvent recorded, string moment, CancellationToken cancellationToken) => recorded.Open
        ? (await ReadAsync<IReadOnlyList<Listing>>(FormattableString.Invariant($"regions?knownAt={recorded.Position}&atLeast={recorded.Position}&{moment}"), cancellationToken))
            .Select(one => one.Region).Union(recorded.Regions)
        : recorded.Regions;

    private async Task<T> ReadAsync<T>(string path, CancellationToken cancellationToken) =>
        (await client.ReadJsonAsync(path, cancellationToken)).Deserialize<T>(JsonSerializerOptions.Web) ?? throw new JsonException("The service answered null.");

    private sealed record Listing(string Region);

    private sealed record Diff(IReadOnlyList<Caused> Questions);

    private sealed record Caused(Question Question, IReadOnlyList<Cause> Causes);

    private sealed record Question(string Incident, string Aspect, string Change, Answer From, Answer To);

    private sealed record Answer(string State, Account? Displayed, IReadOnlyList<Account> Competing);

    private sealed record Account(string Text);

    private sealed record Cause(string Tell);
}
