using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using IncidentTimeline.Catalog;
using IncidentTimeline.Desk;
using IncidentTimeline.Facts;
using IncidentTimeline.Facts.Air;
using IncidentTimeline.Places;
using IncidentTimeline.Server.Recording;
using IncidentTimeline.Sources;

namespace IncidentTimeline.Tests.Faults;

/// <summary>
/// Callers that record over HTTP while things break, and try again what they got no answer to: new facts on many incidents and
/// on a hot one, facts at a version, arrays, desk decisions, and now and then what is known already. Each chance comes from a seed.
/// </summary>
internal sealed class Workload(History history, Func<ServerProcess> server, int seed)
{
    public const string Region = "RU-KLU";

    /// <summary>Incidents besides the hot one.</summary>
    private const int Incidents = 12;

    /// <summary>Attempts at one request until its outcome must be known, once nothing is broken any more.</summary>
    private const int SettleAttemptsMax = 100;

    private const string Text = "Drones were brought down over the oblast.";

    private static readonly SourceId Source = new("wire");
    private static readonly DocumentHash Document = DocumentHash.Of(Encoding.UTF8.GetBytes(Text));
    private static readonly Quotation Quotation = new("Drones were brought down", 0, 24);
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromMilliseconds(40);

    private readonly List<Call> _unknown = [];
    private readonly List<Call> _done = [];
    private readonly List<(IncidentId Incident, FactId Fact)> _facts = [];
    private readonly Dictionary<string, long> _versions = [];
    private readonly Lock _gate = new();

    /// <summary>The first position after what was set up.</summary>
    public long Start { get; private set; }

    /// <summary>Calls whose outcome became known.</summary>
    public int Done
    {
        get
        {
            lock (_gate)
            {
                return _done.Count;
            }
        }
    }

    private static IncidentId Hot => new("hot");

    /// <summary>A source and the incidents; nothing is broken yet.</summary>
    public async Task SetUpAsync()
    {
        await PostAsync("/sources", new NewSource(Source, SourceKind.Agency, "A wire"));
        await PostAsync("/documents", new NewDocument(Source, Encoding.UTF8.GetBytes(Text)));
        for (var index = 0; index < Incidents; index++)
        {
            await PostAsync("/incidents", new NewIncident(new IncidentId($"incident-{index}"), $"Incident {index}"));
        }

        Start = (await PostAsync("/incidents", new NewIncident(Hot, "The hot one")))["position"]!.GetValue<long>();
    }

    /// <summary>Records with this many callers until cancelled; then every caller has ended.</summary>
    public Task RunAsync(int callers, CancellationToken stopping) =>
        Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(() => RunCallerAsync(new Random(seed + caller), stopping), CancellationToken.None)));

    /// <summary>Tries again whatever has no known outcome, until all have one. Nothing is broken any more.</summary>
    public async Task SettleAsync()
    {
        List<Call> open;
        lock (_gate)
        {
            open = [.. _unknown];
            _unknown.Clear();
        }

        foreach (var call in open)
        {
            var attempt = await SendAsync(call);
            for (var tries = 1; attempt.Outcome is Outcome.Unknown or Outcome.Refused { Slug: "busy" or "not-caught-up" }; tries++)
            {
                tries.ShouldBeLessThan(SettleAttemptsMax, $"{attempt}");
                await Task.Delay(PauseAfterFailure, TimeProvider.System);
                attempt = await SendAsync(call);
            }
        }
    }

    private async Task RunCallerAsync(Random chance, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            var call = Next(chance);
            var attempt = await SendAsync(call);
            while (attempt.Outcome is Outcome.Unknown && !stopping.IsCancellationRequested)
            {
                await Task.Delay(PauseAfterFailure, TimeProvider.System, CancellationToken.None);
                attempt = await SendAsync(call);
            }

            Note(call, attempt.Outcome);
        }
    }

    private Call Next(Random chance) => chance.Next(100) switch
    {
        < 40 => Facts(new IncidentId($"incident-{chance.Next(Incidents)}"), chance, 1, null),
        < 60 => Facts(Hot, chance, 1, null),
        < 70 => Facts(Hot, chance, 1, VersionOf(Hot)),
        < 80 => Facts(new IncidentId($"incident-{chance.Next(Incidents)}"), chance, 2 + chance.Next(4), null),
        < 90 => Decision(chance),
        < 97 => Again(chance) ?? Facts(Hot, chance, 1, null),
        _ => Reused(chance) ?? Facts(Hot, chance, 1, null),
    };

    private static Call Facts(IncidentId incident, Random chance, int count, long? expected)
    {
        var facts = Enumerable.Range(0, count).Select(_ => NewFact(NewId(chance), chance)).ToList();
        return Facts(incident, facts, expected);
    }

    private static Call Facts(IncidentId incident, IReadOnlyList<Fact> facts, long? expected) => new(
        $"/incidents/{incident}/facts",
        facts is [var one] ? Json(one) : Json(facts),
        new Request($"incident-{incident}", expected, [.. facts.Select(fact => (fact.FactId.Id, Json(fact)))]),
        incident,
        [.. facts.Select(fact => fact.FactId)]);

    private static Fact NewFact(Guid id, Random chance) => new(
        new FactId(id),
        new DroneDownReported(Count.Exactly(chance.Next(1, 50))),
        null,
        [new Place(PlacePrecision.Admin1, new RegionCode(Region))],
        new Attribution(Source),
        Document: Document,
        Quotations: [Quotation]);

    private Call Decision(Random chance)
    {
        (IncidentId Incident, FactId Fact)? about = null;
        lock (_gate)
        {
            if (_facts.Count > 0)
            {
                about = _facts[chance.Next(_facts.Count)];
            }
        }

        if (about is not var (incident, fact))
        {
            return Facts(Hot, chance, 1, null);
        }

        IDecision decision = chance.Next(2) == 0
            ? new CredibilityRated(fact, chance.Next(1, 7), "By the book.")
            : new AccountPreferred(new AspectKey("drones-down"), fact, "Counted.");
        var id = NewId(chance);
        return new Call(
            $"/incidents/{incident}/desk", Json(new DeskRequest(decision, id)), new Request($"incident-{incident}", null, [(id, Json(decision))]), incident, []);
    }

    private Call? Again(Random chance)
    {
        lock (_gate)
        {
            return _done.Count == 0 ? null : _done[chance.Next(_done.Count)];
        }
    }

    private Call? Reused(Random chance)
    {
        FactId? taken = null;
        lock (_gate)
        {
            if (_facts.Count > 0)
            {
                taken = _facts[chance.Next(_facts.Count)].Fact;
            }
        }

        // A count that no other fact here has: never the same content by chance.
        return taken is not { } id ? null : Facts(Hot, [NewFact(id.Id, chance) with { Claim = new DroneDownReported(Count.Exactly(1_000 + chance.Next(1_000))) }], null);
    }

    private async Task<Attempt> SendAsync(Call call) => await history.RecordAsync(call.Request, async () =>
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(server().Address, call.Path));
            request.Content = new StringContent(call.Body, Encoding.UTF8, "application/json");
            if (call.Request.Expected is { } expected)
            {
                request.Headers.TryAddWithoutValidation("If-Match", $"\"{expected}\"");
            }

            using var response = await server().Client.SendAsync(request);
            var body = await response.Content.ReadFromJsonAsync<JsonNode>();
            return OutcomeOf(response.StatusCode, body!); // Every answer of the service is an object.
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException or IOException or JsonException)
        {
            return new Outcome.Unknown(e.Message);
        }
    });

    private static Outcome OutcomeOf(HttpStatusCode status, JsonNode body)
    {
        if (status is HttpStatusCode.Created or HttpStatusCode.OK)
        {
            return new Outcome.Acknowledged(body["position"]!.GetValue<long>(), body["version"]!.GetValue<long>(), status == HttpStatusCode.Created);
        }

        var slug = body["type"]!.GetValue<string>()["/problems/".Length..];
        return slug switch
        {
            "database-away" or "stopping" => new Outcome.Unknown(slug),
            "failed" => new Outcome.Unknown(body.ToJsonString()),
            "invalid" or "malformed" => throw new InvalidOperationException(body.ToJsonString()), // Never refused for its shape.
            _ => new Outcome.Refused(slug),
        };
    }

    private void Note(Call call, Outcome outcome)
    {
        lock (_gate)
        {
            switch (outcome)
            {
                case Outcome.Unknown:
                    _unknown.Add(call);
                    break;
                case Outcome.Acknowledged acknowledged:
                    _done.Add(call);
                    _facts.AddRange(call.Facts.Select(fact => (call.Incident, fact)));
                    _versions[call.Request.Stream] = Math.Max(acknowledged.Version, _versions.GetValueOrDefault(call.Request.Stream));
                    break;
            }
        }
    }

    private long VersionOf(IncidentId incident)
    {
        lock (_gate)
        {
            return _versions.GetValueOrDefault($"incident-{incident}", 1);
        }
    }

    private async Task<JsonNode> PostAsync<T>(string path, T body)
    {
        for (var tries = 1; ; tries++)
        {
            using var response = await server().Client.PostAsync(new Uri(server().Address, path), new StringContent(Json(body), Encoding.UTF8, "application/json"));
            var answer = await response.Content.ReadAsStringAsync();
            if (response.IsSuccessStatusCode)
            {
                return JsonNode.Parse(answer)!; // A receipt.
            }

            // A machine that does ten other things may be late; it says so, and a caller asks again.
            (response.StatusCode == HttpStatusCode.ServiceUnavailable && tries < SettleAttemptsMax).ShouldBeTrue(string.Create(CultureInfo.InvariantCulture, $"{path}: {(int)response.StatusCode} {answer}"));
            await Task.Delay(PauseAfterFailure, TimeProvider.System);
        }
    }

    private static Guid NewId(Random chance)
    {
        var bytes = new byte[16];
        chance.NextBytes(bytes);
        return new Guid(bytes);
    }

    private static string Json<T>(T value) => JsonSerializer.Serialize(value, Wire.Options);

    /// <summary>One request as it goes over the wire, and as the log is to hold it.</summary>
    private sealed record Call(string Path, string Body, Request Request, IncidentId Incident, IReadOnlyList<FactId> Facts);
}
