using System.Net.Http.Headers;
using IncidentTimeline.Server.Access;
using IncidentTimeline.Server.Access.Keys;
using IncidentTimeline.Server.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace IncidentTimeline.Benchmarks.Data;

/// <summary>The whole service in this process, on a log and a free loopback port.</summary>
internal sealed class ServiceInProcess : IAsyncDisposable
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(20);

    private readonly WebApplication _app;

    private ServiceInProcess(WebApplication app)
    {
        _app = app;
        Direct = new DirectCalls(app.Services);
    }

    public Uri Address => new(_app.Urls.Single());

    /// <summary>Its endpoints below HTTP.</summary>
    public DirectCalls Direct { get; }

    /// <summary>Returns when it has caught up with the log.</summary>
    public static async Task<ServiceInProcess> StartAsync(BenchmarkDatabase database, CancellationToken cancellationToken)
    {
        var options = new ServerOptions { Port = 0, Demo = false, ConnectionString = database.OwnerConnectionString, LogFormat = Server.Hosting.Logging.LogFormat.Text };
        var app = await ServiceHost.BuildAsync(options, database.OwnerConnectionString, cancellationToken);
        await app.StartAsync(cancellationToken);
        while (!app.Services.GetRequiredService<ReadinessCheck>().Look().CanRead)
        {
            await Task.Delay(LookInterval, TimeProvider.System, cancellationToken);
        }

        await database.CatchUpAsync(cancellationToken);
        return new ServiceInProcess(app);
    }

    /// <summary>The text of a new admin's key, which it knows by now.</summary>
    public async Task<string> CreateKeyAsync(BenchmarkDatabase database, CancellationToken cancellationToken)
    {
        var (key, _) = await new KeyStore(database.Service).CreateAsync(new NewKey("bench", [Role.Admin]), NewKey.Operator, cancellationToken)
            ?? throw new InvalidOperationException("There is no room for another key.");
        using var client = ClientWith(key.Reveal());
        while (true)
        {
            using var answer = await client.GetAsync("/whoami", cancellationToken);
            if (answer.IsSuccessStatusCode)
            {
                return key.Reveal();
            }

            await Task.Delay(LookInterval, TimeProvider.System, cancellationToken);
        }
    }

    /// <summary>A client with a new admin's key, who waits as long as it takes. The caller disposes it.</summary>
    public async Task<HttpClient> ClientAsync(BenchmarkDatabase database, CancellationToken cancellationToken) => ClientWith(await CreateKeyAsync(database, cancellationToken));

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private HttpClient ClientWith(string key)
    {
        var client = new HttpClient { BaseAddress = Address, Timeout = Timeout.InfiniteTimeSpan };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return client;
    }
}
