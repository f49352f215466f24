using System.Diagnostics;
using System.Text.Json.Nodes;
using IncidentTimeline.Server.Hosting;
using IncidentTimeline.Server.Hosting.Postgres;

namespace IncidentTimeline.Tests.Server.Hosting.Telemetry;

/// <summary>The service as a process with a collector named in its environment: what arrives there, and what becomes of the service once it is away.</summary>
public sealed class CollectorTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    /// <summary>More than a start, an export or a stop takes on a busy machine.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task A_collector_gets_spans_and_metrics_and_its_absence_disturbs_nobody()
    {
        using var patience = new CancellationTokenSource(Patience);
        using var directory = TestDirectory.Create();
        await using var collector = await TestCollector.StartAsync();
        using var service = Start(directory.Path, collector.Address);
        var errors = service.StandardError.ReadToEndAsync(patience.Token);
        var address = (await service.StandardOutput.ReadLineAsync(patience.Token)).ShouldNotBeNull()["Listening on ".Length..];
        using var client = new HttpClient { BaseAddress = new Uri(address) };

        await client.ReadAsync("/health/live");
        await collector.WaitAsync("/v1/traces", "GET /health/live", patience.Token);
        await collector.WaitAsync("/v1/metrics", "timeline.log.head", patience.Token);
        collector.Received("/v1/traces", "incident-timeline").ShouldBeTrue();

        await collector.DisposeAsync();
        for (var requests = 0; requests < 200; requests++)
        {
            await client.ReadAsync("/health/live");
        }

        ProcessSignals.Send(service.Id, Signal.Interrupt);
        await service.WaitForExitAsync(patience.Token);
        service.ExitCode.ShouldBe(0);
        AssertJsonLines(await errors);
    }

    // Standard error is no terminal here, so each line is an object, and no key is shown.
    private static void AssertJsonLines(string errors)
    {
        var lines = errors.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var entries = lines.Select(line => JsonNode.Parse(line)!).ToList();
        entries.ShouldContain(entry => entry["event"]!.GetValue<int>() == 603, errors); // It has no key, and says so.
        entries.ShouldAllBe(entry => entry["time"] != null && entry["level"] != null && entry["event"] != null && entry["message"] != null);
    }

    private Process Start(string dataDirectory, string collector)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(ServiceHost).Assembly.Location, "--port", "0", "--no-demo", "--data", dataDirectory, "--connection", database.OwnerConnectionString])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector,
                ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
                ["OTEL_METRIC_EXPORT_INTERVAL"] = "200",
                ["OTEL_BSP_SCHEDULE_DELAY"] = "200",
            },
        };
        return Process.Start(start).ShouldNotBeNull();
    }
}
