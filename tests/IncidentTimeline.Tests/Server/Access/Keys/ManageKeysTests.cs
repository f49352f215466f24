using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using IncidentTimeline.Server.Access;
using IncidentTimeline.Server.Access.Keys;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace IncidentTimeline.Tests.Server.Access.Keys;

public class ManageKeysTests(ManageKeysTests.Closed closed) : IClassFixture<ManageKeysTests.Closed>
{
    private readonly TestService _service = closed.Service;

    [Fact]
    public async Task A_key_revoked_while_the_body_comes_records_nothing()
    {
        var secret = await _service.CreateKeyAsync(new NewKey("slow", [Role.Reporter]));
        using var client = _service.Client(secret);
        // The body is asked for when the key has been looked at; only then is it revoked, and sent.
        using var content = new LateContent("""{"id":"late","kind":"agency","name":"Late"}""", async () =>
        {
            using var revoked = await _service.Admin.DeleteAsync($"/keys/{secret[3..11]}");
            revoked.StatusCode.ShouldBe(HttpStatusCode.OK);
        });
        using var request = new HttpRequestMessage(HttpMethod.Post, "/sources") { Content = content, Headers = { ExpectContinue = true } };

        using var refused = await client.SendAsync(request);

        (await refused.ProblemAsync()).ShouldBeProblem(401, "unauthorized");
    }

    [Fact]
    public async Task A_new_key_lets_its_name_in_with_its_roles()
    {
        var (secret, key) = await CreateAsync("""{"name":"feeds","roles":["reporter","subscriber"],"expiresAt":"2199-01-01T00:00:00Z","limits":{"concurrent":3}}""");
        using var client = _service.Client(secret);

        var caller = await client.ReadAsync("/whoami");

        secret.ShouldMatch("^it_[a-z2-9]{8}_[0-9a-f]{48}$");
        secret.ShouldStartWith($"it_{key.Text("prefix")}_");
        caller.ToJsonString().ShouldBe($$"""{"name":"feeds","roles":["reporter","subscriber"],"prefix":"{{key.Text("prefix")}}","expiresAt":"2199-01-01T00:00:00Z"}""");
        key["limits"]!.ToJsonString().ShouldBe("""{"concurrent":3}""");
        key.Text("createdBy").ShouldBe("admin");
    }

    [Fact]
    public async Task What_is_kept_is_the_hash_and_never_the_key()
    {
        var (secret, key) = await CreateAsync("""{"name":"kept","roles":["reporter"]}""");

        await using var command = _service.Database.Owner.CreateCommand("select api_keys::text, sha256 = sha256(convert_to($2, 'UTF8')) from api_keys where prefix = $1");
        command.Parameters.Add(new() { Value = key.Text("prefix") });
        command.Parameters.Add(new() { Value = secret });
        await using var row = await command.ExecuteReaderAsync();
        (await row.ReadAsync()).ShouldBeTrue();

        row.GetString(0).ShouldNotContain(secret[12..]);
        row.GetBoolean(1).ShouldBeTrue();
    }

    [Fact]
    public async Task The_list_shows_neither_keys_nor_hashes()
    {
        var (secret, key) = await CreateAsync("""{"name":"listed","roles":["auditor"]}""");

        var list = (await _service.Admin.ReadAsync("/keys?limit=1000")).ToJsonString();

        list.ShouldContain(key.Text("prefix")!);
        list.ShouldNotContain(secret);
        list.ShouldNotContain("sha256", Case.Insensitive);
    }

    [Fact]
    public async Task A_revoked_key_lets_nobody_in_from_then_on()
    {
        var (secret, key) = await CreateAsync("""{"name":"gone","roles":["subscriber"]}""");
        using var client = _service.Client(secret);
        await client.ReadAsync("/regions");

        using var revoked = await _service.Admin.DeleteAsync($"/keys/{key.Text("prefix")}");
        using var response = await client.GetAsync("/regions");

        revoked.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await response.ProblemAsync()).ShouldBeProblem(401, "unauthorized");
        response.Headers.WwwAuthenticate.ToString().ShouldBe("Bearer error=\"invalid_token\"");
    }

    [Fact]
    public async Task The_first_revocation_stands()
    {
        var (_, key) = await CreateAsync("""{"name":"twice","roles":["subscriber"]}""");
        var other = (await CreateAsync("""{"name":"other-admin","roles":["admin"]}""")).Secret;
        using var first = await _service.Admin.DeleteAsync($"/keys/{key.Text("prefix")}");
        using var client = _service.Client(other);
        using var second = await client.DeleteAsync($"/keys/{key.Text("prefix")}");

        (await second.Content.ReadAsStringAsync()).ShouldBe(await first.Content.ReadAsStringAsync());
        (await first.Content.ReadFromJsonAsync<JsonNode>())!.Text("revokedBy").ShouldBe("admin"); // It has a body.
    }

    [Fact]
    public async Task Ended_keys_are_listed_when_asked_for_and_pages_go_on()
    {
        var (_, key) = await CreateAsync("""{"name":"ended","roles":["subscriber"]}""");
        using var revoked = await _service.Admin.DeleteAsync($"/keys/{key.Text("prefix")}");
        var number = key["number"]!.GetValue<long>();

        var live = (await _service.Admin.ReadAsync($"/keys?after={number - 1}&limit=1"))["keys"]!.AsArray();
        var all = await _service.Admin.ReadAsync($"/keys?after={number - 1}&limit=1&include=ended");

        live.ShouldNotContain(one => one!["number"]!.GetValue<long>() == number);
        all["keys"]!.AsArray().Single()!["number"]!.GetValue<long>().ShouldBe(number);
        all["next"]!.GetValue<long>().ShouldBe(number);
    }

    [Fact]
    public async Task No_key_is_nobodys_key()
    {
        using var response = await _service.Admin.DeleteAsync("/keys/nothere1");

        (await response.ProblemAsync()).ShouldBeProblem(404, "not-found");
    }

    [Theory]
    [InlineData("""{"name":"Feeds","roles":["reporter"]}""", "/name")]
    [InlineData("""{"name":"https://issuer.example#1","roles":["reporter"]}""", "/name")]
    [InlineData("""{"name":"feeds-","roles":["reporter"]}""", "/name")]
    [InlineData("""{"name":"demo","roles":["reporter"]}""", "/name")]
    [InlineData("""{"name":"operator","roles":["reporter"]}""", "/name")]
    [InlineData("""{"name":"feeds","roles":[]}""", "/roles")]
    [InlineData("""{"name":"feeds","roles":["reporter","reporter"]}""", "/roles")]
    [InlineData("""{"name":"feeds","roles":["reporter"],"expiresAt":"2020-01-01T00:00:00Z"}""", "/expiresAt")]
    [InlineData("""{"name":"feeds","roles":["reporter"],"limits":{"concurrent":0}}""", "/limits/concurrent")]
    public async Task A_key_that_breaks_a_limit_is_not_made(string body, string pointer)
    {
        using var response = await _service.Admin.PostAsync("/keys", body);

        (await response.ProblemAsync()).ShouldBeProblem(400, "invalid", pointer);
    }

    [Fact]
    public async Task Last_use_is_written_down()
    {
        var (secret, key) = await CreateAsync("""{"name":"used","roles":["subscriber"]}""");
        using var client = _service.Client(secret);
        await client.ReadAsync("/whoami");

        await _service.Services.GetRequiredService<KeyRing>().TouchAsync(CancellationToken.None);
        var listed = (await _service.Admin.ReadAsync($"/keys?after={key["number"]!.GetValue<long>() - 1}&limit=1"))["keys"]![0]!;

        key.Text("lastUsedAt").ShouldBeNull();
        listed["lastUsedAt"]!.GetValue<DateTimeOffset>().ShouldBeGreaterThan(listed["createdAt"]!.GetValue<DateTimeOffset>());
    }

    [Theory]
    [InlineData("update api_keys set revoked_at = null, revoked_by = null", "IT001")]
    [InlineData("update api_keys set roles = '{admin}'", "42501")]
    [InlineData("update api_keys set expires_at = null", "42501")]
    [InlineData("delete from api_keys", "42501")]
    [InlineData("truncate api_keys", "42501")]
    public async Task The_service_has_no_right_to_widen_a_key(string sql, string state)
    {
        var (_, key) = await CreateAsync("""{"name":"fixed","roles":["subscriber"]}""");
        using var revoked = await _service.Admin.DeleteAsync($"/keys/{key.Text("prefix")}");
        await using var command = _service.Database.Service.CreateCommand(sql);

        (await Should.ThrowAsync<PostgresException>(() => command.ExecuteNonQueryAsync())).SqlState.ShouldBe(state);
    }

    private async Task<(string Secret, JsonNode Key)> CreateAsync(string body)
    {
        var created = await _service.Admin.RecordAsync("/keys", body);
        return (created.Text("secret")!, created["key"]!); // Both are there, or the answer was no success.
    }

    /// <summary>A service whose reads take a key.</summary>
    public sealed class Closed : IAsyncLifetime
    {
        public TestService Service { get; } = new() { Demo = false };

        public Task InitializeAsync() => Service.InitializeAsync();

        public Task DisposeAsync() => Service.DisposeAsync();
    }

    private sealed class LateContent : HttpContent
    {
        private readonly byte[] _body;
        private readonly Func<Task> _before;

        public LateContent(string body, Func<Task> before)
        {
            (_body, _before) = (System.Text.Encoding.UTF8.GetBytes(body), before);
            Headers.ContentType = new("application/json");
        }

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await _before();
            await stream.WriteAsync(_body);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = _body.Length;
            return true;
        }
    }
}
