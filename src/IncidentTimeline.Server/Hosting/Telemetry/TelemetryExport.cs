using System.Diagnostics.Metrics;
using System.Reflection;
using IncidentTimeline.EventLog;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace IncidentTimeline.Server.Hosting.Telemetry;

/// <summary>Where the numbers and spans go: the numbers to whoever asks at /metrics, both to a collector where one is named.</summary>
internal static class TelemetryExport
{
    /// <summary>The route's name.</summary>
    public const string MetricsName = "Metrics";

    /// <summary>What turns the export on. The standard's other variables (protocol, headers, sampler, queue sizes) are heeded with it.</summary>
    private const string EndpointVariable = "OTEL_EXPORTER_OTLP_ENDPOINT";

    private const string OwnMeters = "IncidentTimeline.";

    private static readonly string[] Meters = [EventLogTelemetry.Name, ServiceTelemetry.Name, "Npgsql", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime"];
    private static readonly string[] Sources = [EventLogTelemetry.Name, ServiceTelemetry.Name, "Npgsql", "Microsoft.AspNetCore"];

    public static void AddTelemetryExport(this WebApplicationBuilder builder)
    {
        var hasCollector = !string.IsNullOrWhiteSpace(builder.Configuration[EndpointVariable]);
        var telemetry = builder.Services.AddOpenTelemetry().ConfigureResource(Describe).WithMetrics(metrics =>
        {
            // Collected anew for each scrape: it costs a millisecond, and an answer kept from before would be shown as of now.
            metrics.AddMeter(Meters).AddPrometheusExporter(prometheus => prometheus.ScrapeResponseCacheDurationMilliseconds = 0);
            if (hasCollector)
            {
                metrics.AddOtlpExporter();
            }
        });
        builder.Services.ConfigureOpenTelemetryMeterProvider((provider, metrics) => KeepToOurHost(metrics, provider.GetRequiredService<IMeterFactory>()));
        if (hasCollector)
        {
            // Without a collector nobody listens, and a span that nobody listens for costs nothing.
            telemetry.WithTracing(tracing => tracing.AddSource(Sources).AddOtlpExporter());
        }
    }

    /// <summary>GET /metrics: what was counted, as Prometheus reads it. From memory only; it answers while the database is away.</summary>
    public static void MapMetrics(this WebApplication app) =>
        app.MapPrometheusScrapingEndpoint("/metrics").WithName(MetricsName).WithMetadata(new HttpMethodMetadata([HttpMethods.Get]));

    // The environment (OTEL_SERVICE_NAME, OTEL_RESOURCE_ATTRIBUTES) has the last word.
    private static void Describe(ResourceBuilder resource) => resource.Clear()
        .AddTelemetrySdk()
        .AddService("incident-timeline", serviceVersion: typeof(TelemetryExport).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion)
        .AddEnvironmentVariableDetector();

    // Two services in one process do not tell each other's numbers.
    private static void KeepToOurHost(MeterProviderBuilder metrics, IMeterFactory ours) => metrics.AddView(instrument =>
        (instrument.Meter.Scope is IMeterFactory || instrument.Meter.Name.StartsWith(OwnMeters, StringComparison.Ordinal)) && instrument.Meter.Scope != ours
            ? MetricStreamConfiguration.Drop
            : null);
}
