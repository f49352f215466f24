using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;
using IncidentTimeline.Client;
using IncidentTimeline.Server.Demo;
using IncidentTimeline.Tests.Server;
using Microsoft.Extensions.DependencyInjection;

namespace IncidentTimeline.Tests.Client;

/// <summary>Typed pictures, histories and traces against the service itself. What is expected stands in the reports of demo.json.</summary>
public sealed class ReadingTests : IClassFixture<TestService>, IAsyncLifetime
{
    private static readonly DateTimeOffset AtLast = DateTimeOffset.Parse("2026-01-01T00:00:00Z", System.Globalization.CultureInfo.InvariantCulture);

    private readonly TestService _service;
    private readonly TimelineClient _client;

    public ReadingTests(TestService service) => (_service, _client) = (service, TimelineClient.Create(service.Admin.BaseAddress!, service.AdminKey)); // Its clients have one.

    public Task InitializeAsync() => _service.Services.GetRequiredService<DemoLoader>().LoadAsync(CancellationToken.None);

    public Task DisposeAsync()
    {
        _client.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task A_picture_tells_displayed_contested_and_not_stated_apart()
    {
        var kaluga = await _client.PictureAsync("RU-KLU", new CutPoints { EventTime = AtLast }, withContext: false, CancellationToken.None);
        var voronezh = await _client.PictureAsync("RU-VOR", new CutPoints { EventTime = AtLast }, withContext: false, CancellationToken.None);

        var two = kaluga.Incidents.Single(one => one.Incident == "kaluga-two-drones");
        var down = two.Questions.Single(one => one.Aspect == "drones-down");
        (down.State, down.Place, down.Displayed!.Text, down.Displayed.Status, down.Displayed.Voice.Key).ShouldBe(("displayed", "Kaluga", "2", "confirmed", "kaluga-administration"));
        down.Displayed.Value!.Value.GetProperty("kind").GetString().ShouldBe("quantity");
        down.Displayed.EventTime.AsStated.ShouldBe("overnight");
        two.Questions.Single(one => one.Aspect == "people-killed").State.ShouldBe("not-stated");
        two.Parts.Count.ShouldBe(2);
        kaluga.Incidents.Single(one => one.Incident == "kaluga-forty-drones").Questions.Single(one => one.Aspect == "drones-down").Competing.Single().Account.Text.ShouldBe("36");
        var damaged = voronezh.Incidents.Single().Questions.Single(one => one.Aspect == "buildings-damaged");
        (damaged.State, damaged.Displayed).ShouldBe(("contested", null));
        damaged.Competing.Select(one => one.Account.Text).Order().ShouldBe(["4", "6"]);
        (kaluga.ContextIncidents, kaluga.DocumentsWithoutPublicationTime.Count).ShouldBe((1, 1));
    }

    [Fact]
    public async Task Each_cut_point_reaches_the_service()
    {
        var published = DateTimeOffset.Parse("2025-04-08T10:00:00+02:00", System.Globalization.CultureInfo.InvariantCulture);
        var cut = new CutPoints { KnownAt = KnownAt.Position(110), PublishedBy = published, EventTime = AtLast, AtLeast = 110 };

        var picture = await _client.PictureAsync("RU-KLU", cut, withContext: true, CancellationToken.None);
        var long_ago = await _client.PictureAsync("RU-KLU", new CutPoints { KnownAt = KnownAt.Instant(published) }, withContext: false, CancellationToken.None);

        picture.AsOf.ShouldBe(new AsOf(110, AtLast, published.ToUniversalTime()));
        picture.Undated.ShouldContain(one => one.Publisher.Key == "radio-zhizdra");
        picture.ContextIncidents.ShouldBe(0);
        (long_ago.AsOf.KnownAt, long_ago.Incidents.Count).ShouldBe((0, 0));
    }

    [Fact]
    public async Task A_history_and_a_trace_lead_from_a_question_to_its_words()
    {
        var history = await _client.HistoryAsync("kaluga-two-drones", "drones-down", "RU-KLU", CutPoints.Now, CancellationToken.None);
        var trace = await _client.TraceAsync(history.Steps[2].Account.Fact, CutPoints.Now, CancellationToken.None);

        history.Steps.Select(step => (step.Account.Status, step.Own, step.Others, step.IsOrderKnown))
            .ShouldBe([("preliminary", "first", "none", true), ("preliminary", "first", "relay", true), ("confirmed", "first", "status-up", true), ("asserted", "first", "corroboration", false)]);
        history.Decisions.ShouldContain(one => one.Type == "RelationAsserted");
        trace.Quotations[0].ShouldBe(new TracedQuotation(
            new Quotation("two drones were destroyed", 52, 77, "value", trace.Quotations[0].Quotation.Prefix, trace.Quotations[0].Quotation.Suffix), true, "The Kaluga Oblast administration has confirmed that two drones were destroyed overnight."));
        trace.Attribution.Select(one => (one.Name, one.IsVoice)).ShouldBe([("Kaluga Evening", false), ("Administration of Kaluga Oblast", true)]);
        trace.Document!.IsIntact.ShouldBeTrue();
        (trace.Fact.Standing, trace.Fact.Fact.Claim.GetProperty("type").GetString()).ShouldBe(("stands", "DroneDownReported"));
    }

    [Fact]
    public async Task What_is_not_there_is_refused_by_its_slug()
    {
        var refused = await Should.ThrowAsync<TimelineProblemException>(() => _client.PictureAsync("RU-ZZZ", CutPoints.Now, withContext: false, CancellationToken.None));

        (refused.Status, refused.Slug).ShouldBe((HttpStatusCode.NotFound, "not-found"));
    }

    // The whole demo, read with a rule that refuses what the client's types lack.
    [Fact]
    public async Task Every_member_that_the_service_sends_has_its_place()
    {
        var exact = new JsonSerializerOptions(TimelineClient.Json) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true };
        var questions = new HashSet<(string Incident, string Aspect)>();
        foreach (var region in (await _client.ReadJsonAsync("regions", CancellationToken.None)).EnumerateArray())
        {
            var path = $"regions/{region.GetProperty("region").GetString()}/picture?include=context&publishedBy=2025-05-21T12:00:00Z";
            var picture = (await _client.ReadJsonAsync(path, CancellationToken.None)).Deserialize<Picture>(exact)!; // A picture is no null.
            questions.UnionWith(picture.Incidents.Concat(picture.Unplaced).SelectMany(one => one.Questions.Select(question => (one.Incident, question.Aspect))));
        }

        foreach (var (incident, aspect) in questions)
        {
            (await _client.ReadJsonAsync($"incidents/{incident}/aspects/{aspect}/history", CancellationToken.None)).Deserialize<ReportingHistory>(exact);
        }

        var traced = 0;
        await foreach (var recorded in _client.ReadEventsAsync(EventFilter.None, 0, CancellationToken.None))
        {
            if (recorded.ReadFact() is { } fact)
            {
                recorded.Data.Deserialize<IncidentTimeline.Client.Fact>(exact);
                (await _client.ReadJsonAsync($"facts/{fact.FactId}/trace", CancellationToken.None)).Deserialize<FactTrace>(exact);
                traced++;
            }
        }

        questions.Count.ShouldBeGreaterThan(20);
        traced.ShouldBeGreaterThan(40);
    }

    [Fact]
    public async Task What_a_newer_service_adds_is_no_trouble()
    {
        using var client = Answering("""
            {"region":"UA","name":"Ukraine","asOf":{"knownAt":1,"eventTime":"2026-01-01T00:00:00Z","mood":"new"},"policy":"v9","incidents":[{"incident":"a","title":"A","kind":"rumour","isClosed":false,
            "questions":[{"aspect":"b","label":"B","placeKey":"UA","state":"overtaken","agreeing":[],"competing":[],"possible":[],"ended":[],"withdrawn":[],"weather":{"is":[1]}}],
            "informationGaps":[],"denials":[],"partOf":[],"parts":[],"partsCompared":[],"relations":[]}],"contextIncidents":0,"unplaced":[],"parts":[],"undated":[],"documentsWithoutPublicationTime":[],"more":1}
            """);

        var picture = await client.PictureAsync("UA", CutPoints.Now, withContext: false, CancellationToken.None);

        (picture.Incidents[0].Kind, picture.Incidents[0].Questions[0].State).ShouldBe(("rumour", "overtaken"));
    }

    [Theory]
    [InlineData("""{"region":"UA"}""")]
    [InlineData("""{"status":"up"}""")]
    public async Task What_lacks_members_is_no_picture(string answer)
    {
        using var client = Answering(answer);

        await Should.ThrowAsync<JsonException>(() => client.PictureAsync("UA", CutPoints.Now, withContext: false, CancellationToken.None));
    }

    private static TimelineClient Answering(string json) => new(new HttpClient(new Answer(json)) { BaseAddress = new Uri("http://127.0.0.1") }, TimeProvider.System);

    private sealed class Answer(string json) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(json, System.Text.Encoding.UTF8, "application/json") });
    }
}
