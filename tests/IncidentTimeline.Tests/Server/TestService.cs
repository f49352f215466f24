using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using IncidentTimeline.Catalog;
using IncidentTimeline.EventLog;
using IncidentTimeline.Server.Access;
using IncidentTimeline.Server.Access.Keys;
using IncidentTimeline.Server.Access.Tokens;
using IncidentTimeline.Server.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace IncidentTimeline.Tests.Server;

/// <summary>The whole service on a database of its own and a free loopback port, for one test class. Anonymous reads are open; <see cref="Admin"/> writes.</summary>
public sealed class TestService : IAsyncLifetime
{
    /// <summary>How long the service may take from its start until it has read the log: a second, on a machine that does nothing else.</summary>
    private static readonly TimeSpan ReadyMax = TimeSpan.FromSeconds(60);

    private readonly TestDatabase _database = new();
    private readonly TestDirectory _directory = TestDirectory.Create();
    private WebApplication? _app;
    private TestProxy? _proxy;

    /// <summary>With the admin's key.</summary>
    public HttpClient Admin { get; private set; } = null!; // Set before any test runs.

    /// <summary>The key of <see cref="Admin"/>.</summary>
    public string AdminKey { get; private set; } = ""; // As above.

    /// <summary>With the key of an analyst called reviewer, for what one person may not do alone.</summary>
    public HttpClient Reviewer { get; private set; } = null!; // As above.

    public HttpClient Anonymous { get; private set; } = null!; // As above.

    public IServiceProvider Services => _app!.Services; // As above.

    public TestDatabase Database => _database;

    /// <summary>Whether reads are open to everybody, as in the demo.</summary>
    public bool Demo { get; init; } = true;

    /// <summary>Whose tokens it takes, if anybody's.</summary>
    public OidcOptions? Oidc { get; init; }

    /// <summary>What else is other than by default.</summary>
    internal Func<ServerOptions, ServerOptions> Configure { get; init; } = options => options;

    /// <summary>SQL that makes the database another than the migrated and empty one; it is migrated after it.</summary>
    public string? Prepare { get; init; }

    /// <summary>Whether the service reaches its database through <see cref="Proxy"/>.</summary>
    public bool ViaProxy { get; init; }

    internal TestProxy Proxy => _proxy!; // Where it was asked for.

    public async Task InitializeAsync()
    {
        await _database.InitializeAsync();
        if (Prepare is not null)
        {
            await using var prepare = _database.Owner.CreateCommand(Prepare);
            await prepare.ExecuteNonQueryAsync();
            await new Migrator(_database.Owner, null).MigrateAsync(ServiceHost.Migrations, CancellationToken.None);
        }

        AdminKey = await CreateKeyAsync(new NewKey("admin", [Role.Admin]));
        var reviewer = await CreateKeyAsync(new NewKey("reviewer", [Role.Analyst]));
        var options = Configure(new ServerOptions { Port = 0, DataDirectory = _directory.Path, Demo = Demo, Oidc = Oidc });
        _app = await ServiceHost.BuildAsync(options, ViaProxy ? (_proxy = TestProxy.Before(_database.OwnerConnectionString)).ConnectionString : _database.OwnerConnectionString, CancellationToken.None);
        _app.Services.GetRequiredService<AnonymousReads>().AreOpen = Demo;
        await _app.StartAsync();
        Admin = Client(AdminKey);
        Reviewer = Client(reviewer);
        Anonymous = Client(null);
        await ReadyAsync();
    }

    public async Task DisposeAsync()
    {
        foreach (var client in (HttpClient[])[Admin, Reviewer, Anonymous])
        {
            client.Dispose();
        }

        await StopAsync();
        if (_proxy is not null)
        {
            await _proxy.DisposeAsync();
        }

        await _database.DisposeAsync();
        _directory.Dispose();
    }

    /// <summary>Done when the service has been asked to end, and before it has.</summary>
    public Task Stopping
    {
        get
        {
            var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.Register(asked.SetResult);
            return asked.Task;
        }
    }

    /// <summary>Ends the service; its database stays until this object is disposed of.</summary>
    public async Task StopAsync()
    {
        if (_app is not null)
        {
            await _app.StopAsync();
            await _app.DisposeAsync();
            _app = null;
        }

        // Whoever copies the database wants nobody connected to it.
        _database.Service.Clear();
        _database.Owner.Clear();
    }

    private async Task ReadyAsync()
    {
        using var patience = new CancellationTokenSource(ReadyMax);
        while (!Services.GetRequiredService<ReadinessCheck>().Look().CanRead)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, patience.Token);
        }
    }

    /// <summary>What it answers, as <c>GET /facts/{id}</c>.</summary>
    public IEnumerable<string> Routes() =>
        Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .SelectMany(endpoint => endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods // Every route here is mapped by its method.
                .Select(method => $"{method} {endpoint.RoutePattern.RawText}"));

    /// <summary>Makes a key in the database, which the service knows when this returns if it runs.</summary>
    public async Task<string> CreateKeyAsync(NewKey key)
    {
        var (text, _) = (await new KeyStore(_database.Service).CreateAsync(key, "test", CancellationToken.None)).ShouldNotBeNull();
        if (_app is not null)
        {
            await Services.GetRequiredService<KeyRing>().RefreshAsync(CancellationToken.None);
        }

        return text.Reveal();
    }

    /// <summary>A client with a key, or with none. The caller disposes it.</summary>
    public HttpClient Client(string? key)
    {
        var client = new HttpClient { BaseAddress = new Uri(_app!.Urls.Single()) }; // As above.
        client.DefaultRequestHeaders.Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key);
        return client;
    }
}

/// <summary>JSON over HTTP as a caller would send it.</summary>
internal static class JsonCalls
{
    /// <summary>Posts the value as the wire writes it, or a text as it is.</summary>
    public static Task<HttpResponseMessage> PostAsync<T>(this HttpClient client, string path, T body) =>
        client.PostAsync(path, new StringContent(body as string ?? JsonSerializer.Serialize(body, Wire.Options), Encoding.UTF8, "application/json"));

    /// <summary>Posts and returns the answer, which must be a success.</summary>
    public static async Task<JsonNode> RecordAsync<T>(this HttpClient client, string path, T body)
    {
        using var response = await client.PostAsync(path, body);
        var answer = await response.Content.ReadAsStringAsync();
        response.IsSuccessStatusCode.ShouldBeTrue($"{path}: {(int)response.StatusCode} {answer}");
        return JsonNode.Parse(answer)!;
    }

    /// <summary>Gets JSON, which must be there.</summary>
    public static async Task<JsonNode> ReadAsync(this HttpClient client, string path)
    {
        using var response = await client.GetAsync(path);
        var answer = await response.Content.ReadAsStringAsync();
        response.IsSuccessStatusCode.ShouldBeTrue($"{path}: {(int)response.StatusCode} {answer}");
        return JsonNode.Parse(answer)!;
    }

    /// <summary>The status, and the slug of the problem document.</summary>
    public static async Task<(int Status, string? Slug, JsonNode? Problem)> ProblemAsync(this HttpResponseMessage response)
    {
        var problem = await response.Content.ReadFromJsonAsync<JsonNode>();
        return ((int)response.StatusCode, problem?["type"]?.GetValue<string>().Replace("/problems/", "", StringComparison.Ordinal), problem);
    }

    /// <summary>The answer is this problem; with a pointer, the first of its errors is there.</summary>
    public static void ShouldBeProblem(this (int Status, string? Slug, JsonNode? Problem) answer, int status, string slug, string? pointer = null)
    {
        (answer.Status, answer.Slug).ShouldBe((status, slug), answer.Problem?.ToJsonString());
        answer.Problem!["status"]!.GetValue<int>().ShouldBe(status);
        answer.Problem["title"].ShouldNotBeNull();
        answer.Problem["detail"].ShouldNotBeNull();
        if (pointer is not null)
        {
            answer.Problem["errors"]?[0]?["pointer"]?.GetValue<string>().ShouldBe(pointer, answer.Problem.ToJsonString());
        }
    }
}
