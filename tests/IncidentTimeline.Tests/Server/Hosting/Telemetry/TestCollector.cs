using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace IncidentTimeline.Tests.Server.Hosting.Telemetry;

/// <summary>A collector of OpenTelemetry, which takes whatever is posted to it. Text stands in protobuf as it is.</summary>
internal sealed class TestCollector : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<(string Path, string Body)> _received = new();

    private TestCollector()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseSetting("urls", "http://127.0.0.1:0");
        _app = builder.Build();
        _app.MapPost("/v1/{signal}", async (HttpRequest request) =>
        {
            using var body = new MemoryStream();
            await request.Body.CopyToAsync(body);
            _received.Enqueue((request.Path, Encoding.Latin1.GetString(body.ToArray())));
            return Results.Ok();
        });
    }

    public string Address => _app.Urls.Single();

    /// <summary>All that came.</summary>
    public string Everything => string.Concat(_received.Select(one => one.Body));

    public static async Task<TestCollector> StartAsync()
    {
        var collector = new TestCollector();
        await collector._app.StartAsync();
        return collector;
    }

    public bool Received(string path, string text) => _received.Any(one => one.Path == path && one.Body.Contains(text, StringComparison.Ordinal));

    public async Task WaitAsync(string path, string text, CancellationToken cancellationToken)
    {
        while (!Received(path, text))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, cancellationToken);
        }
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
