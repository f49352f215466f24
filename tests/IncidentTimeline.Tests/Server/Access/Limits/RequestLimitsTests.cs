using System.Diagnostics;
using System.Net;
using IncidentTimeline.Server.Access;
using IncidentTimeline.Server.Access.Keys;
using IncidentTimeline.Server.Access.Limits;

namespace IncidentTimeline.Tests.Server.Access.Limits;

public sealed class RequestLimitsTests(TestService service) : IClassFixture<TestService>
{
    /// <summary>Much longer than anything here takes.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task More_requests_than_the_key_may_wait_for_as_long_as_the_answer_says()
    {
        using var client = await ClientAsync(new CallerLimits(RequestsPerSecond: 1, Burst: 2));
        // All at once: one after the other, a machine that stalls would refill what they take.
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => client.GetAsync("/whoami")));
        using var refused = answers.First(answer => answer.StatusCode == HttpStatusCode.TooManyRequests);

        answers.Count(answer => answer.StatusCode == HttpStatusCode.OK).ShouldBeGreaterThanOrEqualTo(2);
        (await refused.ProblemAsync()).ShouldBeProblem(429, "too-many-requests");
        var wait = refused.Headers.RetryAfter.ShouldNotBeNull().Delta.ShouldNotBeNull();
        wait.ShouldBeInRange(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2));
        await service.Admin.ReadAsync("/whoami");

        await Task.Delay(wait, TimeProvider.System);
        await client.ReadAsync("/whoami");
    }

    [Fact]
    public async Task More_requests_at_once_than_the_key_may_are_refused_until_one_has_ended()
    {
        using var patience = new CancellationTokenSource(Patience);
        using var client = await ClientAsync(new CallerLimits(Concurrent: 1));
        var (during, after) = (0, 0);
        while (during == 0)
        {
            // Takes the one place, to wait inside for a position that does not come; unless the other request was faster.
            var waiting = client.GetAsync("/regions?atLeast=1000000", patience.Token);
            while (during == 0 && !waiting.IsCompleted)
            {
                using var second = await client.GetAsync("/whoami", patience.Token);
                during = second.StatusCode == HttpStatusCode.TooManyRequests ? 429 : 0;
            }

            using var first = await waiting;
            during = first.StatusCode == HttpStatusCode.TooManyRequests ? 0 : during;
        }

        while (after != 200)
        {
            using var third = await client.GetAsync("/whoami", patience.Token);
            after = (int)third.StatusCode;
        }

        (during, after).ShouldBe((429, 200));
    }

    [Fact]
    public async Task A_body_larger_than_the_key_may_is_refused_where_the_resource_would_take_it()
    {
        using var client = await ClientAsync(new CallerLimits(BodyBytes: 200));
        var source = $$"""{"id":"large","kind":"agency","name":"{{new string('a', 150)}}"}""";

        using var small = await client.PostAsync("/sources", """{"id":"small","kind":"agency","name":"a"}""");
        using var large = await client.PostAsync("/sources", source + new string(' ', 100));

        small.StatusCode.ShouldBe(HttpStatusCode.Created);
        (await large.ProblemAsync()).ShouldBeProblem(413, "too-large");
    }

    [Fact]
    public async Task Who_guesses_keys_is_held_back_by_address_and_who_has_one_is_not()
    {
        await using var guessed = new Guessed();
        await guessed.Service.InitializeAsync();
        using var client = guessed.Service.Client("it_aaaaaaaa_000000000000000000000000000000000000000000000000");
        var started = Stopwatch.GetTimestamp();
        var refused = 0;
        var tried = 0;
        while (refused == 0 && Stopwatch.GetElapsedTime(started) < Patience)
        {
            using var response = await client.GetAsync("/whoami");
            refused += response.StatusCode == HttpStatusCode.TooManyRequests ? 1 : 0;
            tried++;
        }

        refused.ShouldBe(1);
        tried.ShouldBeGreaterThan(1_000); // The burst of a stranger.
        (await guessed.Service.Admin.ReadAsync("/whoami")).Text("name").ShouldBe("admin");
    }

    private async Task<HttpClient> ClientAsync(CallerLimits limits) =>
        service.Client((await service.Admin.RecordAsync("/keys", new NewKey("bounded", [Role.Analyst], Limits: limits))).Text("secret"));

    private sealed class Guessed : IAsyncDisposable
    {
        public TestService Service { get; } = new() { Demo = false };

        public async ValueTask DisposeAsync() => await Service.DisposeAsync();
    }
}
