using System.Net.Http.Json;
using System.Text.Json;
using IncidentTimeline.Benchmarks.Appending;
using IncidentTimeline.Benchmarks.Measuring;
using IncidentTimeline.Catalog;
using IncidentTimeline.Server.Access;
using IncidentTimeline.Server.Access.Keys;
using IncidentTimeline.Server.Access.Limits;
using Microsoft.AspNetCore.Http;

namespace IncidentTimeline.Benchmarks.Http;

/// <summary>What it costs to count a caller's requests: one that does nothing else than to be let in, beside one that nobody counts.</summary>
internal sealed class LimitsCost : IBenchmark
{
    /// <summary>Such a request costs a small part of an append.</summary>
    private const int RequestsPerAppend = 5;

    private static readonly Row Row = new(
        "limits", "requests/s", "GET /whoami with a key of the largest limits on 64 connections, none refused", "GET /health/live, which takes no key and has no limit");

    public string Name => Row.Name;

    public IReadOnlyList<Row> Rows => [Row];

    public async Task<IReadOnlyList<BenchmarkResult>> RunAsync(BenchmarkRun run, CancellationToken cancellationToken)
    {
        await using var served = await ServedReports.StartAsync(run, "limits", cancellationToken);
        var connections = await served.ConnectAsync(ManyCallers.Count, cancellationToken);
        var requests = run.Size.AppendsPerCaller * RequestsPerAppend;
        var probe = LeanConnection.Request(served.Server.Address, "/health/live", null, []);
        var counted = LeanConnection.Request(served.Server.Address, "/whoami", await UnboundKeyAsync(served.Server, cancellationToken), []);

        var comparison = await Comparison.MeasureAsync(run.Size.Rounds, limit: () => AskAsync(probe), product: () => AskAsync(counted));
        foreach (var connection in connections)
        {
            connection.Dispose();
        }

        return [comparison.ToResult(Row, ManyCallers.Count * requests)];

        async Task<Sample> AskAsync(byte[] request)
        {
            var (duration, latencies) = await ParallelCallers.RunAsync(ManyCallers.Count, requests, async (caller, _) =>
                (await connections[caller].SendAsync(request, cancellationToken)).Require(StatusCodes.Status200OK));
            return Sample.OfRate(ManyCallers.Count * requests, duration, latencies);
        }
    }

    // On a quick machine the default limit is less than what this measures.
    private static async Task<string> UnboundKeyAsync(ServerProcess server, CancellationToken cancellationToken)
    {
        using var http = new HttpClient { BaseAddress = server.Address };
        http.DefaultRequestHeaders.Authorization = new("Bearer", server.Key);
        using var answer = await http.PostAsJsonAsync("/keys", new NewKey("limits", [Role.Admin], Limits: new CallerLimits(RequestsPerSecond: CallerLimits.RequestsPerSecondMax)), Wire.Options, cancellationToken);
        return (await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>(cancellationToken)).GetProperty("secret").GetString()!; // As documented.
    }
}
