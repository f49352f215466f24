using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using IncidentTimeline.Benchmarks.Data;
using IncidentTimeline.Benchmarks.Measuring;
using IncidentTimeline.Benchmarks.Reading;

namespace IncidentTimeline.Benchmarks.Rebuilding;

/// <summary>Every projection filled anew and switched, one after the other, as an operator asks for it.</summary>
internal sealed class RebuildProjections : IBenchmark
{
    private static readonly Row Row = new(
        "rebuild", "events/s", "all projections rebuilt, from the requests to the switches", "SELECT of the log, and COPY of the resulting rows into the same indexed tables", Target.RatioAtLeast(0.5));

    public string Name => Row.Name;

    public IReadOnlyList<Row> Rows => [Row];

    public async Task<IReadOnlyList<BenchmarkResult>> RunAsync(BenchmarkRun run, CancellationToken cancellationToken)
    {
        var log = await run.LargeLogAsync(cancellationToken);
        var service = await log.ServiceAsync(run, cancellationToken);
        using var client = await service.ClientAsync(log.Database, cancellationToken);
        using var listing = await client.GetAsync("/projections", cancellationToken);
        if (listing.StatusCode == HttpStatusCode.NotFound)
        {
            return [BenchmarkResult.NotMeasured(Row, "not yet: the service has no /projections")];
        }

        var projections = JsonNode.Parse(await listing.Content.ReadAsStringAsync(cancellationToken))!.AsArray() // A list is no null.
            .Select(one => (Name: one!["name"]!.GetValue<string>(), Tables: one["tables"]!.AsArray().Select(table => table!.GetValue<string>()).ToArray())).ToList(); // As documented.
        using var rows = await CopiedTables.TakeAsync(log.Database.Owner, [.. projections.SelectMany(one => one.Tables)], cancellationToken);

        var comparison = await Comparison.MeasureAsync(run.Size.Rounds, limit: SelectAndCopyAsync, product: RebuildAsync);
        return [comparison.ToResult(Row, log.Head) with { Note = string.Join(", ", projections.Select(one => one.Name)) }];

        async Task<Sample> SelectAndCopyAsync()
        {
            var started = Stopwatch.GetTimestamp();
            await BareScan.RunAsync(log.Database.Service, cancellationToken);
            var selected = Stopwatch.GetElapsedTime(started);
            return Sample.OfRate(log.Head, selected + await rows.CopyAsync(cancellationToken));
        }

        async Task<Sample> RebuildAsync()
        {
            var started = Stopwatch.GetTimestamp();
            foreach (var projection in projections)
            {
                await RebuildOneAsync(client, projection.Name, cancellationToken);
            }

            return Sample.OfRate(log.Head, Stopwatch.GetElapsedTime(started));
        }
    }

    private static async Task RebuildOneAsync(HttpClient client, string projection, CancellationToken cancellationToken)
    {
        using var response = await client.PostAsync($"/projections/{projection}/rebuild", null, cancellationToken);
        var said = await response.Content.ReadAsStringAsync(cancellationToken);
        var last = said.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1];
        if (JsonNode.Parse(last)?["isSwitched"]?.GetValue<bool>() is not true)
        {
            throw new InvalidOperationException($"The rebuild of {projection} ended with: {last}");
        }
    }
}
