using System.Net;
using System.Text;
using System.Text.Json;
using IncidentTimeline.Catalog;
using IncidentTimeline.Desk;
using IncidentTimeline.Facts;
using IncidentTimeline.Facts.Impact;
using IncidentTimeline.Facts.Revision;
using IncidentTimeline.Facts.Transport;
using IncidentTimeline.Places;
using IncidentTimeline.Server.Recording;
using IncidentTimeline.Sources;
using IncidentTimeline.Tests.Faults;
using IncidentTimeline.Times;

namespace IncidentTimeline.Tests.Samples;

/// <summary>
/// What is reported about electricity, corrected, taken back, said again, struck, moved and recoded, and what has nothing to do with it, while the
/// service breaks: each act is sent again until it has an answer. Each chance comes from a seed.
/// </summary>
internal sealed class PowerReports(Func<ServerProcess> server, Random chance)
{
    public static readonly string[] Regions = ["RU-KLU", "RU-BRY", "RU-TUL", "RU-ORL", "ZZ"];

    private static readonly string[] Incidents = ["storm", "drones", "repairs"];
    private static readonly string[] Sources = ["grid", "governor", "wire"];
    private static readonly DocumentHash File = DocumentHash.Of("a feed"u8);
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromMilliseconds(40);

    /// <summary>How long the service may be away; each of its starts is bounded.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly List<Told> _facts = [];
    private readonly List<(Guid Id, string Path, bool IsPower)> _decisions = [];
    private int _minutes;

    /// <summary>Ids of the events that whoever follows electricity has to be told of.</summary>
    public HashSet<Guid> Expected { get; } = [];

    public async Task SetUpAsync()
    {
        foreach (var source in Sources)
        {
            await SendAsync("/sources", new NewSource(new SourceId(source), SourceKind.Agency, source));
        }

        foreach (var incident in Incidents)
        {
            await SendAsync("/incidents", new NewIncident(new IncidentId(incident), incident));
        }
    }

    /// <summary>One act, acknowledged or refused by the rules when this returns.</summary>
    public Task ActAsync() => !_facts.Exists(one => one.IsPower) ? ReportAsync() : chance.Next(100) switch
    {
        < 40 => ReportAsync(),
        < 50 => ReviseAsync(fact => new StatementCorrected(Power(), fact)),
        < 60 => ReviseAsync(fact => new StatementRetracted(fact)),
        < 65 => ReviseAsync(fact => new StatementReinstated(Power(), fact)),
        < 72 => DecideAsync(told => new FactStruck(told.Fact.FactId, "A slip.")),
        < 78 => DecideAsync(told => new FactMoved(told.Fact.FactId, new IncidentId(Any(Incidents)), "It belongs there.")),
        < 85 => DecideAsync(told => new CodingCorrected(told.Fact.FactId, told.Fact with { Places = [PlaceOf(Any(Regions))] }, "The place was misread.")),
        < 88 => RateAsync(),
        < 92 => MergeAsync(),
        _ => UndoAsync(),
    };

    private async Task ReportAsync()
    {
        // A third of all is about something else, in the same places and incidents.
        var isPower = chance.Next(3) > 0;
        var claim = isPower ? Power() : new AirportClosed([new AirportCode(Any("SVO", "VKO", "DME"))]);
        await RecordAsync(new Told(Any(Incidents), NewFact(claim, Any(Sources), Any(Regions)), isPower));
    }

    private async Task ReviseAsync(Func<FactId, IClaim> revision)
    {
        var about = Any(_facts.Where(one => one.IsPower).ToArray());
        await RecordAsync(about with { Fact = NewFact(revision(about.Fact.FactId), about.Fact.Attribution.Publisher.Value, Any(Regions)) }, isRevision: true);
    }

    private async Task RecordAsync(Told told, bool isRevision = false)
    {
        if (await SendAsync($"/incidents/{told.Incident}/facts", told.Fact))
        {
            Expect(told.Fact.FactId.Id, told.IsPower);
            if (!isRevision)
            {
                _facts.Add(told);
            }
        }
    }

    private async Task DecideAsync(Func<Told, IDecision> decision)
    {
        var about = Any(_facts.ToArray());
        await DecideAsync($"/incidents/{about.Incident}/desk", decision(about), about.IsPower);
    }

    // It changes which account is displayed, wherever that source speaks.
    private Task RateAsync() => DecideAsync($"/sources/{Any(Sources)}/desk", new SourceRated(Any(Enum.GetValues<Reliability>()), "As it turned out."), isPower: true);

    // Whether it touches electricity depends on where what was moved is by now: not foretold here, but in what is shown.
    private Task MergeAsync() => DecideAsync($"/incidents/{Incidents[1]}/desk", new IncidentsMerged(new IncidentId(Incidents[0]), "One and the same."), isPower: false);

    private Task UndoAsync()
    {
        if (_decisions.Count == 0)
        {
            return ReportAsync();
        }

        var (id, path, isPower) = Any(_decisions.ToArray());
        return DecideAsync(path, new DecisionUndone(id, "It was right."), isPower);
    }

    private async Task DecideAsync(string path, IDecision decision, bool isPower)
    {
        var id = NewId();
        if (await SendAsync(path, new DeskRequest(decision, id)))
        {
            Expect(id, isPower);
            _decisions.Add((id, path, isPower));
        }
    }

    /// <returns>Whether it was recorded; else the rules of the domain refused it.</returns>
    private async Task<bool> SendAsync<T>(string path, T body)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            try
            {
                using var content = new StringContent(JsonSerializer.Serialize(body, Wire.Options), Encoding.UTF8, "application/json");
                using var response = await server().Client.PostAsync(new Uri(server().Address, path), content, patience.Token);
                if (response.IsSuccessStatusCode || response.StatusCode == HttpStatusCode.UnprocessableEntity)
                {
                    return response.IsSuccessStatusCode;
                }

                (response.StatusCode is HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError).ShouldBeTrue($"{path}: {await response.Content.ReadAsStringAsync()}");
            }
            catch (Exception e) when (!patience.IsCancellationRequested && e is HttpRequestException or IOException or OperationCanceledException)
            {
                // The server was killed; the same ids go again.
            }

            await Task.Delay(PauseAfterFailure, TimeProvider.System, patience.Token);
        }
    }

    // Each minute something else is said, of that minute and reported then: so each stands in a register of its own until it is revised.
    private Fact NewFact(IClaim claim, string source, string region)
    {
        var time = new DateTimeOffset(2024, 5, 14, 0, 0, 0, TimeSpan.Zero).AddMinutes(_minutes++);
        return new Fact(
            new FactId(NewId()), claim, EventTime.At(time), [PlaceOf(region)], new Attribution(new SourceId(source)), ReportedAt: time, Line: new SourceLine(File, _minutes, Convert.ToBase64String(NewId().ToByteArray())));
    }

    private static Place PlaceOf(string region) => new(region == "ZZ" ? PlacePrecision.Unknown : PlacePrecision.Admin1, region == "ZZ" ? null : new RegionCode(region));

    private IClaim Power() => chance.Next(2) == 0 ? new PowerOutage() : new PowerRestored();

    private void Expect(Guid id, bool isPower)
    {
        if (isPower)
        {
            Expected.Add(id);
        }
    }

    private T Any<T>(params T[] of) => of[chance.Next(of.Length)];

    private Guid NewId()
    {
        var bytes = new byte[16];
        chance.NextBytes(bytes);
        return new Guid(bytes);
    }

    private sealed record Told(string Incident, Fact Fact, bool IsPower);
}
