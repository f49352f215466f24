using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
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
internal sealed class PowerPictures(Uri service, string? key) : IDisposable
{
    private const string PowerSupply = "power-supply";

    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = !service.IsLoopback })
    {
        BaseAddress = service,
        DefaultRequestHeaders = { Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key) },
    };

    /// <summary>The answers of one region as of an event: known by it, and of the time at which it was recorded. So the table follows from the log alone.</summary>
    public async Task<IReadOnlyList<PowerAnswer>> ReadAsync(string region, TimelineEvent recorded, CancellationToken cancellationToken)
    {
        var picture = await ReadAsync<Picture>($"regions/{Uri.EscapeDataString(region)}/picture?{MomentOf(recorded)}", cancellationToken);
        // A part of two wholes stands under both.
        return [.. picture.Incidents.Concat(picture.Unplaced).SelectMany(AnswersOf).DistinctBy(one => (one.Incident, one.PlaceKey))];
    }

    /// <summary>The regions that have questions of their own.</summary>
    public async Task<IEnumerable<string>> RegionsAsync(TimelineEvent recorded, CancellationToken cancellationToken) =>
        (await ReadAsync<IReadOnlyList<Listing>>($"regions?{MomentOf(recorded)}", cancellationToken)).Select(one => one.Region);

    public void Dispose() => _http.Dispose();

    private static IEnumerable<PowerAnswer> AnswersOf(Incident incident) =>
        incident.Questions.Where(question => question.Aspect == PowerSupply && question.State is "displayed" or "contested")
            .Select(question => new PowerAnswer(
                incident.Id, question.PlaceKey, question.Place, question.Displayed?.Text ?? "contested", question.Displayed?.Fact, question.Displayed?.Tell, question.Displayed?.Voice.Name))
            .Concat(incident.Parts.SelectMany(AnswersOf));

    // An event is told when the service can answer for it; one that was just started may need a moment.
    private static string MomentOf(TimelineEvent recorded) =>
        string.Create(CultureInfo.InvariantCulture, $"knownAt={recorded.Position}&atLeast={recorded.Position}&eventTime={recorded.Time.UtcDateTime:O}");

    private async Task<T> ReadAsync<T>(string path, CancellationToken cancellationToken)
    {
        using var response = await _http.GetAsync(new Uri(path, UriKind.Relative), cancellationToken);
        if (response.StatusCode is HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError)
        {
            throw new HttpRequestException($"{path} answered {(int)response.StatusCode}.");
        }

        return response.IsSuccessStatusCode
            ? await response.Content.ReadFromJsonAsync<T>(cancellationToken) ?? throw new JsonException("The service answered null.")
            : throw new InvalidOperationException($"{path} answered {(int)response.StatusCode}: {await response.Content.ReadAsStringAsync(cancellationToken)}"); // Asking again would not help.
    }

    private sealed record Listing(string Region);

    private sealed record Picture(IReadOnlyList<Incident> Incidents, IReadOnlyList<Incident> Unplaced);

    private sealed record Incident([property: System.Text.Json.Serialization.JsonPropertyName("incident")] string Id, IReadOnlyList<Question> Questions, IReadOnlyList<Incident> Parts);

    private sealed record Question(string Aspect, string? Place, string PlaceKey, string State, Account? Displayed);

    private sealed record Account(Guid Fact, string Tell, string? Text, Voice Voice);

    private sealed record Voice(string Name);
}
