using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using IncidentTimeline.Catalog;

namespace IncidentTimeline.Tests.Server.Hosting.Telemetry;

/// <summary>The spans of one request, as a listener in the process sees them.</summary>
public sealed class TracesTests : IClassFixture<TestService>, IDisposable
{
    private const string TraceId = "4bf92f3577b34da6a3ce929d0e0e4736";

    private readonly TestService _service;
    private readonly ConcurrentQueue<Activity> _ended = new();
    private readonly ActivityListener _listener;

    public TracesTests(TestService service)
    {
        _service = service;
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is "IncidentTimeline.EventLog" or "IncidentTimeline.Server" or "Npgsql" or "Microsoft.AspNetCore",
            Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = _ended.Enqueue,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public void Dispose() => _listener.Dispose();

    [Fact]
    public async Task A_recording_is_followed_from_the_callers_span_to_the_group_that_carried_it()
    {
        var scene = await Scene.SetAsync(_service.Admin);
        using var request = new HttpRequestMessage(HttpMethod.Post, scene.Facts)
        {
            Content = new StringContent(JsonSerializer.Serialize(scene.Fact(), Wire.Options), Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("traceparent", $"00-{TraceId}-00f067aa0ba902b7-01");

        using var response = await _service.Admin.SendAsync(request);

        ((int)response.StatusCode).ShouldBe(201);
        var server = await EndedAsync(one => one.Kind == ActivityKind.Server && one.TraceId.ToString() == TraceId);
        (server.DisplayName, server.ParentSpanId.ToString()).ShouldBe(("POST /incidents/{id}/facts", "00f067aa0ba902b7"));
        server.GetTagItem("http.response.status_code").ShouldBe(201);
        (await EndedAsync(one => one.OperationName == "decide" && one.TraceId.ToString() == TraceId)).ParentSpanId.ShouldBe(server.SpanId);

        var group = await EndedAsync(one => one.OperationName == "commit group" && one.Links.Any(link => link.Context.TraceId.ToString() == TraceId));
        group.Links.Single(link => link.Context.TraceId.ToString() == TraceId).Context.SpanId.ShouldBe(server.SpanId);
        group.TraceId.ToString().ShouldNotBe(TraceId);
        (await EndedAsync(one => one.Source.Name == "Npgsql" && one.TraceId == group.TraceId)).ParentSpanId.ShouldBe(group.SpanId);
    }

    [Fact]
    public async Task No_span_holds_what_was_recorded_asked_for_or_a_key()
    {
        var scene = await Scene.SetAsync(_service.Admin);
        var head = await scene.RecordAsync(scene.Fact());
        await _service.Admin.ReadAsync($"/facts?atLeast={head}&text=fell");
        await EndedAsync(one => one.DisplayName == "GET /facts");

        var told = _ended.SelectMany(one => one.TagObjects.Select(tag => $"{tag.Key}={tag.Value}").Append(one.DisplayName)).ToList();
        told.ShouldNotContain(text => text.Contains(Scene.Drones, StringComparison.Ordinal) || text.Contains(_service.AdminKey, StringComparison.Ordinal) || text.Contains("text=fell", StringComparison.Ordinal));
        told.ShouldContain(text => text.Contains("append_one($1", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_fold_is_a_span_of_its_request()
    {
        await _service.Admin.ReadAsync("/regions/RU-KLU/picture");

        var fold = await EndedAsync(one => one.OperationName == "fold picture");
        (await EndedAsync(one => one.SpanId == fold.ParentSpanId)).DisplayName.ShouldBe("GET /regions/{code}/picture"); // Services of other tests are heard, too.
    }

    // A request's span ends after its answer has arrived.
    private async Task<Activity> EndedAsync(Func<Activity, bool> isIt)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            if (_ended.LastOrDefault(isIt) is { } ended)
            {
                return ended;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, patience.Token);
        }
    }
}
