using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using IncidentTimeline.Catalog;
using IncidentTimeline.Server.Access.Tokens;

namespace IncidentTimeline.Tests.Server.Access.Tokens;

/// <summary>The service beside an issuer that these tests run.</summary>
public sealed class TokenAuthenticationTests(TokenAuthenticationTests.WithIssuer both) : IClassFixture<TokenAuthenticationTests.WithIssuer>
{
    private TestIssuer Issuer => both.Issuer;

    [Fact]
    public async Task A_token_lets_in_under_issuer_and_subject_with_the_roles_it_is_mapped_to()
    {
        using var client = both.Service.Client(Issuer.Token(new JsonObject { ["roles"] = new JsonArray("desk", "ops", "others") }));

        var caller = await client.ReadAsync("/whoami");

        caller.Text("name").ShouldBe($"{Issuer.Url}#ada");
        caller["roles"]!.ToJsonString().ShouldBe("""["analyst","admin"]""");
        caller["prefix"].ShouldBeNull();
    }

    [Fact]
    public async Task What_it_records_bears_that_name()
    {
        using var client = both.Service.Client(Issuer.Token());
        var scene = await Scene.SetAsync(client);
        var fact = scene.Fact();
        var position = await scene.RecordAsync(fact);

        (await client.ReadAsync($"/facts/{fact.FactId}?atLeast={position}")).Text("actor").ShouldBe($"{Issuer.Url}#ada");
    }

    [Fact]
    public async Task Its_roles_bound_what_it_may()
    {
        using var reporter = both.Service.Client(Issuer.Token(new JsonObject { ["roles"] = "wire and more" }));
        using var nobody = both.Service.Client(Issuer.Token(new JsonObject { ["roles"] = new JsonArray("admin") }));

        using var decided = await reporter.PostAsync("/incidents/any/desk", "{}");
        using var read = await nobody.GetAsync("/regions");

        (await reporter.ReadAsync("/whoami"))["roles"]!.ToJsonString().ShouldBe("""["reporter"]""");
        (await decided.ProblemAsync()).ShouldBeProblem(403, "forbidden");
        (await nobody.ReadAsync("/whoami"))["roles"]!.ToJsonString().ShouldBe("[]");
        (await read.ProblemAsync()).ShouldBeProblem(403, "forbidden");
    }

    [Theory]
    [InlineData("exp", -10)]
    [InlineData("nbf", 10)]
    public async Task A_clock_that_is_a_little_off_does_no_harm(string claim, int seconds)
    {
        using var client = both.Service.Client(Issuer.Token(new JsonObject { [claim] = Now(seconds) }));
        using var response = await client.GetAsync("/whoami");

        ((int)response.StatusCode).ShouldBe(200);
    }

    // Who was let in is looked at again when a body has come, at each line, and at each event that is told.
    [Fact]
    public async Task Nor_where_it_lasts_a_body_an_import_and_a_stream()
    {
        using var client = both.Service.Client(Issuer.Token(new JsonObject { ["exp"] = Now(-10) }));
        var scene = await Scene.SetAsync(client);
        using var line = new StringContent($$"""{"incident":"{{scene.Incident}}","facts":[{{JsonSerializer.Serialize(scene.Fact(), Wire.Options)}}]}""", null, "application/x-ndjson");
        using var import = await client.PostAsync("/facts", line);

        (await import.Content.ReadAsStringAsync()).ShouldContain("\"verdict\":\"recorded\"");
        foreach (var path in (string[])["/events", "/changes"])
        {
            await using var stream = await client.GetStreamAsync($"{path}?follow=true&after={scene.OpenedAt - 1}");
            using var told = new StreamReader(stream);
            (await told.ReadLineAsync()).ShouldNotBeNull(path); // One that is ended at once has no line.
        }
    }

    [Fact]
    public async Task A_token_that_ends_with_the_calendar_is_let_in()
    {
        using var client = both.Service.Client(Issuer.Token(new JsonObject { ["exp"] = DateTimeOffset.MaxValue.ToUnixTimeSeconds() }));

        (await client.ReadAsync("/whoami")).Text("name").ShouldBe($"{Issuer.Url}#ada");
    }

    [Fact]
    public async Task Another_algorithm_of_the_list_will_do()
    {
        Issuer.Keys["curve"] = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await using var service = new Disposed(new TestService { Demo = false, Oidc = Issuer.Options });
        await service.Service.InitializeAsync();
        using var client = service.Service.Client(Issuer.Token(kid: "curve"));
        using var response = await client.GetAsync("/whoami");

        ((int)response.StatusCode).ShouldBe(200);
    }

    [Fact]
    public async Task A_token_that_is_not_good_lets_nobody_in()
    {
        using var forger = RSA.Create(2048);
        var good = Issuer.Token().Split('.');
        var noAlgorithm = $"{TestIssuer.Encode(new JsonObject { ["alg"] = "none", ["kid"] = "one" })}.{good[1]}";
        var shared = $"{TestIssuer.Encode(new JsonObject { ["alg"] = "HS256", ["kid"] = "one" })}.{good[1]}";
        foreach (var (what, token, why) in ((string, string, string)[])
        [
            ("expired", Issuer.Token(new JsonObject { ["exp"] = Now(-40) }), "not valid now"),
            ("not yet valid", Issuer.Token(new JsonObject { ["nbf"] = Now(40) }), "not valid now"),
            ("without an end", Issuer.Token(new JsonObject { ["exp"] = null }), "not valid now"),
            ("with an end out of the calendar", Issuer.Token(new JsonObject { ["exp"] = -1e300 }), ""),
            ("with an end that is a text", Issuer.Token(new JsonObject { ["exp"] = "tomorrow" }), ""),
            ("of another audience", Issuer.Token(new JsonObject { ["aud"] = "elsewhere" }), "another audience"),
            ("of no audience", Issuer.Token(new JsonObject { ["aud"] = null }), "another audience"),
            ("of another issuer", Issuer.Token(new JsonObject { ["iss"] = Issuer.Url + "/" }), "Another issuer"),
            ("of no issuer", Issuer.Token(new JsonObject { ["iss"] = null }), "Another issuer"),
            ("of nobody", Issuer.Token(new JsonObject { ["sub"] = null }), "no subject"),
            ("of a subject of many lines", Issuer.Token(new JsonObject { ["sub"] = "ada\nroot" }), "no subject"),
            ("by a forger under a known id", Issuer.Token(signer: forger), "signature"),
            ("by a forger under another id", Issuer.Token(kid: "forged", signer: forger), "no key of that id"),
            ("signed otherwise than it says", Issuer.Token(header: new JsonObject { ["alg"] = "PS256" }), "signature"),
            ("of a curve under the id of another key", Issuer.Token(header: new JsonObject { ["alg"] = "ES256" }), "signature"),
            ("under no id, with keys of several ids", Issuer.Token(header: new JsonObject { ["kid"] = null }), "no key of that id"),
            ("by a key for another algorithm", Issuer.Token(kid: "wide", signer: both.Wide), "no key of that id"),
            ("changed after signing", $"{good[0]}.{TestIssuer.Encode(new JsonObject { ["iss"] = Issuer.Url, ["aud"] = "timeline", ["sub"] = "root", ["exp"] = Now(300) })}.{good[2]}", "signature"),
            ("without a signature", $"{good[0]}.{good[1]}.", ""),
            ("of no algorithm", $"{noAlgorithm}.", "not signed in a way"),
            ("of no algorithm, with a signature", $"{noAlgorithm}.{good[2]}", "not signed in a way"),
            ("signed with the public key as a secret", $"{shared}.{TestIssuer.Encode(HMACSHA256.HashData(Issuer.PublicKey("one"), Encoding.ASCII.GetBytes(shared)))}", "not signed in a way"),
            ("with a header that must be understood", Issuer.Token(header: new JsonObject { ["crit"] = new JsonArray("exp") }), "not signed in a way"),
            ("made to log somebody out", Issuer.Token(header: new JsonObject { ["typ"] = "logout+jwt" }), "not signed in a way"),
            ("whose header is an array", $"W10.{good[1]}.{good[2]}", ""),
            ("whose payload is an array", $"{good[0]}.W10.{good[2]}", ""),
            ("with no text at all", "..", ""),
            ("that is no Base64", "a?.b?.c?", ""),
            ("larger than any, and good but for that", Issuer.Token(new JsonObject { ["groups"] = new string('a', 20_000) }), "cannot be read"),
            ("encrypted", $"{string.Join('.', good)}.a.b", ""),
        ])
        {
            using var client = both.Service.Client(token);
            using var response = await client.GetAsync("/whoami");

            var answer = await response.ProblemAsync();
            answer.Status.ShouldBe(401, what);
            answer.ShouldBeProblem(401, "unauthorized");
            answer.Problem.Text("detail")!.ShouldContain(why, Case.Sensitive, what);
            response.Headers.WwwAuthenticate.ToString().ShouldBe("Bearer error=\"invalid_token\"", what);
        }
    }

    // What a token says of itself is looked at before its signature, which is dear.
    [Theory]
    [InlineData("exp", -40, "not valid now")]
    [InlineData("nbf", 40, "not valid now")]
    [InlineData("aud", 0, "another audience")]
    public async Task A_forged_token_that_would_not_be_good_anyway_costs_no_signature(string claim, int seconds, string why)
    {
        using var forger = RSA.Create(2048);
        using var client = both.Service.Client(Issuer.Token(new JsonObject { [claim] = claim == "aud" ? "elsewhere" : Now(seconds) }, signer: forger));
        using var response = await client.GetAsync("/whoami");

        (await response.ProblemAsync()).Problem.Text("detail")!.ShouldContain(why);
    }

    [Fact]
    public async Task Who_sends_many_forged_tokens_has_no_signature_looked_at_for_a_while_and_keys_go_on()
    {
        await using var service = new Disposed(new TestService { Demo = false, Oidc = Issuer.Options });
        await service.Service.InitializeAsync();
        using var forger = RSA.Create(2048);
        using var client = service.Service.Client(Issuer.Token(signer: forger));
        using var good = service.Service.Client(Issuer.Token());
        using var old = service.Service.Client(Issuer.Token(new JsonObject { ["exp"] = Now(-40) }, signer: forger));
        using var first = await good.GetAsync("/whoami");
        for (var sent = 0; sent < 90; sent++)
        {
            using var refused = await old.GetAsync("/whoami"); // Whose signature nobody looked at: it counts for nothing.
            ((int)refused.StatusCode).ShouldBe(401);
        }

        var looked = 0;
        while (looked < 900 && await StatusOfAsync(client) == 401)
        {
            looked++;
        }

        using var held = await client.GetAsync("/whoami");
        ((int)first.StatusCode).ShouldBe(200);
        looked.ShouldBeInRange(ForgedTokens.Burst, 899); // Fewer than a stranger's requests, of which the limit is another.
        (await held.ProblemAsync()).ShouldBeProblem(429, "too-many-requests");
        held.Headers.RetryAfter.ShouldNotBeNull().Delta.ShouldBe(TimeSpan.FromSeconds(1));
        (await service.Service.Admin.ReadAsync("/whoami")).Text("name").ShouldBe("admin");
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (await StatusOfAsync(good) != 200)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, patience.Token);
        }
    }

    // By the clock of the machine, as an issuer rotates: a hundred requests ask for the new key, and the issuer hears of one more.
    [Fact]
    public async Task A_token_of_a_new_key_is_let_in_within_ten_seconds_and_one_of_the_old_key_no_more()
    {
        await using var issuer = await TestIssuer.StartAsync();
        await using var service = new Disposed(new TestService { Demo = false, Oidc = issuer.Options });
        await service.Service.InitializeAsync();
        using var old = service.Service.Client(issuer.Token());
        (await StatusOfAsync(old)).ShouldBe(200);
        issuer.Keys["two"] = RSA.Create(2048);
        using var rotated = service.Service.Client(issuer.Token(kid: "two"));
        using var previous = issuer.Keys["one"];
        issuer.Keys.Remove("one");
        var asked = issuer.Asked;

        using var patience = new CancellationTokenSource(IssuerKeys.RefreshMin + TimeSpan.FromSeconds(20)); // The rest for a machine that is busy.
        while (await StatusOfAsync(rotated) != 200)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, patience.Token);
        }

        (await StatusOfAsync(old)).ShouldBe(401);
        (issuer.Asked - asked).ShouldBe(1);
    }

    private static async Task<int> StatusOfAsync(HttpClient client)
    {
        using var response = await client.GetAsync("/whoami");
        return (int)response.StatusCode;
    }

    [Fact]
    public async Task While_the_issuer_is_away_a_token_is_neither_good_nor_bad_and_keys_do()
    {
        await using var issuer = await TestIssuer.StartAsync();
        issuer.IsDown = true;
        await using var service = new Disposed(new TestService { Demo = false, Oidc = issuer.Options });
        await service.Service.InitializeAsync();
        using var client = service.Service.Client(issuer.Token());
        using var response = await client.GetAsync("/whoami");

        (await response.ProblemAsync()).ShouldBeProblem(503, "issuer-away");
        response.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(10));
        (await service.Service.Admin.ReadAsync("/whoami")).Text("name").ShouldBe("admin");
    }

    private static long Now(int seconds) => TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() + seconds;

    /// <summary>An issuer and a service that takes its tokens.</summary>
    public sealed class WithIssuer : IAsyncLifetime
    {
        internal TestIssuer Issuer { get; private set; } = null!; // Set before any test runs.

        /// <summary>Listed for RS512 only.</summary>
        internal RSA Wide { get; } = RSA.Create(2048);

        public TestService Service { get; private set; } = null!; // As above.

        public async Task InitializeAsync()
        {
            Issuer = await TestIssuer.StartAsync();
            var wide = TestIssuer.Public("wide", Wide);
            wide["alg"] = "RS512";
            Issuer.Others.Add(wide);
            Service = new TestService { Demo = false, Oidc = Issuer.Options };
            await Service.InitializeAsync();
        }

        public async Task DisposeAsync()
        {
            await Service.DisposeAsync();
            await Issuer.DisposeAsync();
            Wide.Dispose();
        }
    }

    private sealed record Disposed(TestService Service) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await Service.DisposeAsync();
    }
}
