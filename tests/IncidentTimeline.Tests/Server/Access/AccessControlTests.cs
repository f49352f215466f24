using System.Net;
using System.Net.Http.Headers;

namespace IncidentTimeline.Tests.Server.Access;

public class AccessControlTests(AccessControlTests.OpenAndClosed services) : IClassFixture<AccessControlTests.OpenAndClosed>
{
    [Fact]
    public async Task Writing_takes_a_key_even_in_the_demo()
    {
        foreach (var path in (string[])["/sources", "/documents", "/incidents", "/incidents/any/facts", "/incidents/any/desk"])
        {
            using var response = await services.Open.Anonymous.PostAsync(path, "{}");

            (await response.ProblemAsync()).ShouldBeProblem(401, "unauthorized");
            response.Headers.WwwAuthenticate.ToString().ShouldBe("Bearer");
        }
    }

    [Fact]
    public async Task A_wrong_key_is_refused_where_none_would_do()
    {
        foreach (var header in (string[])["Bearer it_wrong", "Bearer", "Basic aXQ6aXQ=", services.Open.AdminKey])
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/regions");
            request.Headers.TryAddWithoutValidation("Authorization", header);
            using var response = await services.Open.Anonymous.SendAsync(request);

            (await response.ProblemAsync()).ShouldBeProblem(401, "unauthorized");
        }
    }

    [Fact]
    public async Task Without_the_demo_reading_takes_a_key_too()
    {
        foreach (var path in (string[])["/regions", "/regions/RU/picture", "/events", "/facts", "/incidents", "/conflicts", "/sources", "/fact-types", "/nothing"])
        {
            using var anonymous = await services.Closed.Anonymous.GetAsync(path);
            using var admin = await services.Closed.Admin.GetAsync(path);

            (await anonymous.ProblemAsync()).ShouldBeProblem(401, "unauthorized");
            admin.StatusCode.ShouldBe(path == "/nothing" ? HttpStatusCode.NotFound : HttpStatusCode.OK);
        }
    }

    [Fact]
    public async Task Health_is_told_to_everybody()
    {
        (await services.Closed.Anonymous.ReadAsync("/health/live")).Text("status").ShouldBe("alive");
        (await Hosting.Readiness.WaitAsync(services.Closed, one => one.CanRead)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task The_service_stamps_who_wrote()
    {
        var scene = await Scene.SetAsync(services.Open.Reviewer);
        var fact = scene.Fact();
        var position = await scene.RecordAsync(fact);

        (await services.Open.Anonymous.ReadAsync($"/facts/{fact.FactId}?atLeast={position}")).Text("actor").ShouldBe("reviewer");
    }

    [Fact]
    public async Task The_scheme_is_read_in_any_case()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/regions");
        request.Headers.Authorization = new AuthenticationHeaderValue("bearer", services.Closed.AdminKey);
        using var response = await services.Closed.Anonymous.SendAsync(request);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    /// <summary>A service whose reads are open to everybody, as in the demo, and one without.</summary>
    public sealed class OpenAndClosed : IAsyncLifetime
    {
        public TestService Open { get; } = new();

        public TestService Closed { get; } = new() { Demo = false };

        public async Task InitializeAsync()
        {
            await Open.InitializeAsync();
            await Closed.InitializeAsync();
        }

        public async Task DisposeAsync()
        {
            await Open.DisposeAsync();
            await Closed.DisposeAsync();
        }
    }
}
