using System.Net;
using System.Text.Json.Nodes;

namespace IncidentTimeline.Tests.Server.Recording;

/// <summary>Many callers at once: nothing lost, nothing valid refused, no gap.</summary>
public class ConcurrentRecordingTests(TestService service) : IClassFixture<TestService>
{
    private const int Callers = 64;
    private const int FactsEach = 10;

    [Theory]
    [InlineData(Callers)] // An incident each.
    [InlineData(1)] // One hot incident.
    public async Task Sixty_four_callers_lose_nothing_and_leave_no_gap(int incidents)
    {
        var scenes = new List<Scene>();
        for (var index = 0; index < incidents; index++)
        {
            scenes.Add(await Scene.SetAsync(service.Admin));
        }

        var receipts = await Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => RecordAsync(scenes[caller % incidents])));

        var positions = receipts.SelectMany(one => one).Select(receipt => receipt.Position()).ToList();
        positions.Count.ShouldBe(Callers * FactsEach);
        positions.ShouldBeUnique();
        var log = await LogAsync();
        log.Select(recorded => recorded.Position()).ShouldBe(Enumerable.Range(1, log.Count).Select(position => (long)position));
        foreach (var scene in scenes)
        {
            // One event opened it.
            log.Where(recorded => recorded.Text("subject") == $"incident-{scene.Incident}").Select(recorded => recorded["version"]!.GetValue<int>())
                .ShouldBe(Enumerable.Range(1, 1 + (Callers * FactsEach / incidents)));
        }
    }

    [Fact]
    public async Task One_fact_from_sixteen_callers_at_once_is_recorded_once()
    {
        var scene = await Scene.SetAsync(service.Admin);
        var fact = scene.Fact();

        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => PostAsync(scene, fact)));

        answers.Count(answer => answer.Status == HttpStatusCode.Created).ShouldBe(1);
        answers.Count(answer => answer.Status == HttpStatusCode.OK).ShouldBe(15);
        answers.Select(answer => answer.Body).Distinct().Count().ShouldBe(1);
        (await LogAsync()).Count(recorded => recorded.Text("id") == fact.FactId.ToString()).ShouldBe(1);
    }

    [Fact]
    public async Task Of_writers_who_saw_the_same_version_one_wins()
    {
        var scene = await Scene.SetAsync(service.Admin);

        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => PostAsync(scene, scene.Fact(), "\"1\"")));

        answers.Count(answer => answer.Status == HttpStatusCode.Created).ShouldBe(1);
        answers.Count(answer => answer.Status == HttpStatusCode.PreconditionFailed).ShouldBe(15);
    }

    // Each caller one after the other, as a desk's program would.
    private static async Task<IReadOnlyList<JsonNode>> RecordAsync(Scene scene)
    {
        var receipts = new List<JsonNode>();
        for (var index = 0; index < FactsEach; index++)
        {
            receipts.Add(await scene.Writer.RecordAsync(scene.Facts, scene.Fact()));
        }

        return receipts;
    }

    private static async Task<(HttpStatusCode Status, string Body)> PostAsync(Scene scene, IncidentTimeline.Facts.Fact fact, string? ifMatch = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, scene.Facts);
        request.Content = System.Net.Http.Json.JsonContent.Create(fact, options: IncidentTimeline.Catalog.Wire.Options);
        request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        using var response = await scene.Writer.SendAsync(request);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    private async Task<IReadOnlyList<JsonNode>> LogAsync() =>
        [.. (await service.Admin.GetStringAsync("/events?limit=10000")).Split('\n', StringSplitOptions.RemoveEmptyEntries)[..^1].Select(line => JsonNode.Parse(line)!)]; // A line is an object, and the last says how far it went.
}
