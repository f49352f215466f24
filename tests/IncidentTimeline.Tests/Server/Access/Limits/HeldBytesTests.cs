using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using IncidentTimeline.Catalog;
using IncidentTimeline.Desk;
using IncidentTimeline.Facts;
using IncidentTimeline.Server.Access;
using IncidentTimeline.Server.Access.Keys;
using IncidentTimeline.Server.Access.Limits;
using IncidentTimeline.Server.Recording;
using IncidentTimeline.Sources;
using IncidentTimeline.Tests.Server.Importing;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace IncidentTimeline.Tests.Server.Access.Limits;

/// <summary>What slow callers have the service hold, on the running service: one has used up his share, and another has not.</summary>
public sealed class HeldBytesTests(TestService service) : IClassFixture<TestService>
{
    /// <summary>More than is left uncounted, and quickly sent.</summary>
    private const int Large = 1024 * 1024;

    [Fact]
    public async Task Who_holds_his_share_sends_nothing_large_more_until_he_gives_some_back()
    {
        var scene = await Scene.SetAsync(service.Admin);
        await using var slow = await CallerAsync();
        var (sources, facts) = (NewSource(Large / 2), $"[{string.Join(',', Enumerable.Repeat(Json(scene.Fact()), Large / 500))}]");

        foreach (var (path, body, type) in ((string, string, string)[])
        [
            ("/sources", sources, "application/json"),
            (scene.Facts, facts, "application/json"),
            ("/documents", Document(scene, Large / 2), "application/json"),
            ("/facts", Line(scene), "application/x-ndjson"),
        ])
        {
            using var refused = await PostAsync(slow.Client, path, body, type);
            (await refused.ProblemAsync()).ShouldBeProblem(429, "busy");
            refused.Headers.RetryAfter.ShouldNotBeNull(path);
            using var taken = await PostAsync(service.Reviewer, path, body, type);
            taken.StatusCode.ShouldNotBe(HttpStatusCode.TooManyRequests, path);
        }

        await slow.Client.RecordAsync("/documents", Document(scene, 10)); // What is small is not counted.
        await slow.GiveBackAsync();
        await slow.Client.RecordAsync("/documents", Document(scene, Large / 2));
    }

    [Fact]
    public async Task A_body_without_a_length_is_counted_as_it_comes_and_given_back_when_it_was_answered()
    {
        var scene = await Scene.SetAsync(service.Admin);
        await using var slow = await CallerAsync(left: Large);
        using var body = new StreamContent(new MemoryStream(Encoding.UTF8.GetBytes(Document(scene, 4 * Large))));
        body.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/documents") { Content = body, Headers = { TransferEncodingChunked = true } };
        using var refused = await slow.Client.SendAsync(request);

        (await refused.ProblemAsync()).ShouldBeProblem(429, "busy");
        for (var turn = 0; turn < 4; turn++)
        {
            await slow.Client.RecordAsync("/documents", Document(scene, Large / 2));
        }
    }

    [Fact]
    public async Task Who_holds_his_share_is_shown_no_large_document_more_and_others_are()
    {
        var scene = await Scene.SetAsync(service.Admin);
        var document = (await service.Admin.RecordAsync("/documents", Document(scene, Large))).Text("sha256")!; // A capture is answered with it.
        var fact = scene.Fact() with { Document = new(document), Quotations = [new(new string('a', 20), 0, 20)] };
        var position = await scene.RecordAsync(fact);
        await using var slow = await CallerAsync();

        foreach (var path in (string[])[$"/documents/{document}?atLeast={position}", $"/documents/{document}/text", $"/documents/{document}/bytes", $"/documents/{document}/facts?atLeast={position}", $"/facts/{fact.FactId}/trace?atLeast={position}"])
        {
            using var refused = await slow.Client.GetAsync(path);
            (await refused.ProblemAsync()).ShouldBeProblem(429, "busy");
            using var shown = await service.Reviewer.GetAsync(path);
            shown.StatusCode.ShouldBe(HttpStatusCode.OK, path);
        }

        (await slow.Client.GetStringAsync($"/documents/{scene.Document}/text")).ShouldBe(scene.Text); // What is small is not counted.
    }

    // A small request names a large document, and many can at once: what they are checked against has the same room.
    [Fact]
    public async Task Who_has_large_documents_read_for_quotations_has_no_more_read_until_one_has_been()
    {
        var scene = await Scene.SetAsync(service.Admin);
        using var client = service.Client(await service.CreateKeyAsync(new NewKey("reads-much", [Role.Analyst])));
        var quotation = new Quotation(new string('a', 20), 0, 20);
        var (first, second) = (await LargeAsync(), await LargeAsync());
        var (fact, recoded) = (scene.Fact() with { Document = first, Quotations = [quotation] }, scene.Fact() with { Document = second, Quotations = [quotation] });
        await scene.RecordAsync(recoded);
        service.Services.GetRequiredService<IMemoryCache>().Remove(second); // As if other documents had come since.
        var recoding = new DeskRequest(new CodingCorrected(recoded.FactId, recoded with { Quotations = [quotation with { Exact = new string('a', 10), End = 10 }] }, "why"));
        service.Services.GetRequiredService<HeldBytes>().TryRead("reads-much", HeldBytes.OfOneMax, out var room).ShouldBeTrue();

        using var refused = await client.PostAsync(scene.Facts, fact);
        using var undecided = await client.PostAsync(scene.Desk, recoding);
        await client.RecordAsync(scene.Facts, scene.Fact()); // What is small is not counted.
        await service.Reviewer.RecordAsync(scene.Facts, fact with { FactId = new FactId(Guid.NewGuid()), Document = await LargeAsync() });
        room.ShouldNotBeNull().Dispose();

        (await refused.ProblemAsync()).ShouldBeProblem(429, "busy");
        refused.Headers.RetryAfter.ShouldNotBeNull();
        (await undecided.ProblemAsync()).ShouldBeProblem(429, "busy");
        await client.RecordAsync(scene.Facts, fact);
        await client.RecordAsync(scene.Desk, recoding);
        // All of it was given back, also where the quotation was not found.
        using var wrong = await client.PostAsync(scene.Facts, fact with { FactId = new FactId(Guid.NewGuid()), Document = await LargeAsync(), Quotations = [new Quotation("never said", 0, 10)] });
        (await wrong.ProblemAsync()).ShouldBeProblem(422, "quotation-mismatch");
        service.Services.GetRequiredService<HeldBytes>().TryRead("reads-much", HeldBytes.OfOneMax, out room).ShouldBeTrue();
        room.ShouldNotBeNull().Dispose();

        async Task<DocumentHash> LargeAsync() => new((await service.Admin.RecordAsync("/documents", Document(scene, Large))).Text("sha256")!); // A capture is answered with it.
    }

    [Fact]
    public async Task Captures_that_do_not_end_take_no_turn_from_who_sends_all_of_his()
    {
        var scene = await Scene.SetAsync(service.Admin);
        using var stopping = new CancellationTokenSource();
        var bodies = Enumerable.Range(0, 4).Select(_ => new HeldBody(Encoding.UTF8.GetBytes(Document(scene, 2 * Large)[..(2 * Large)]), "application/json")).ToList();
        var slow = bodies.ConvertAll(body => service.Admin.PostAsync("/documents", body, stopping.Token));
        await Task.WhenAll(bodies.Select(body => body.Sent));

        await service.Reviewer.RecordAsync("/documents", Document(scene, 2 * Large));

        slow.ShouldAllBe(one => !one.IsCompleted);
        await stopping.CancelAsync();
        bodies.ForEach(body => body.Finish());
        await Task.WhenAll(slow.Select(one => Should.ThrowAsync<Exception>(one)));
    }

    [Fact]
    public void The_largest_document_fits_into_a_share_as_it_is_sent_and_as_it_is_shown()
    {
        const long AsSent = (32 * 1024 * 1024 / 3 * 4) + (1024 * 1024);
        const long AsShown = 2 * 32 * 1024 * 1024;

        HeldBytes.OfOneMax.ShouldBeGreaterThanOrEqualTo(Math.Max(AsSent, AsShown));
    }

    [Fact]
    public void A_body_has_to_come_with_8_KiB_a_second()
    {
        var rate = service.Services.GetRequiredService<IOptions<KestrelServerOptions>>().Value.Limits.MinRequestBodyDataRate.ShouldNotBeNull();

        (rate.BytesPerSecond, rate.GracePeriod).ShouldBe((8 * 1024, TimeSpan.FromSeconds(10)));
    }

    /// <summary>A caller with a key of its own, for whom all of its share is held, or all but so many bytes.</summary>
    private async Task<SlowCaller> CallerAsync(long left = 0)
    {
        var key = await service.CreateKeyAsync(new NewKey("slow", [Role.Analyst]));
        var context = new DefaultHttpContext();
        context.Features.Set(new Caller("slow", [Role.Analyst], null, KeyText.Parse(key).ShouldNotBeNull().Prefix, CallerLimits.None));
        var ending = new Ending();
        context.Features.Set<IHttpResponseFeature>(ending);
        service.Services.GetRequiredService<HeldBytes>().TryHold(context, HeldBytes.OfOneMax - left).ShouldBeTrue();
        return new SlowCaller(service.Client(key), ending);
    }

    private static string NewSource(int length) => $$"""{"id":"large-{{Guid.NewGuid():n}}","kind":"agency","name":"A wire"{{new string(' ', length)}}}""";

    private static string Document(Scene scene, int length) =>
        Json(new NewDocument(scene.Source, Text: $"{new string('a', length)} {Guid.NewGuid()}"));

    private static string Line(Scene scene) => $$"""{"incident":"{{scene.Incident}}","facts":[{{Json(scene.Fact())}}]}""";

    private static string Json<T>(T value) => JsonSerializer.Serialize(value, Wire.Options);

    private static Task<HttpResponseMessage> PostAsync(HttpClient client, string path, string body, string type) =>
        client.PostAsync(path, new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue(type)));

    private sealed record SlowCaller(HttpClient Client, Ending Ending) : IAsyncDisposable
    {
        public Task GiveBackAsync() => Ending.EndAsync();

        public async ValueTask DisposeAsync()
        {
            Client.Dispose();
            await GiveBackAsync();
        }
    }

    /// <summary>An answer that has ended when the test says so.</summary>
    private sealed class Ending : HttpResponseFeature
    {
        private readonly List<Func<Task>> _then = [];

        public override void OnCompleted(Func<object, Task> callback, object state) => _then.Add(() => callback(state));

        public Task EndAsync() => Task.WhenAll(_then.Select(then => then()));
    }
}
