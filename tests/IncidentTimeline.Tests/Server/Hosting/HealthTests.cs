using System.Diagnostics;
using System.Text.Json.Nodes;
using IncidentTimeline.EventLog;
using IncidentTimeline.Facts;
using IncidentTimeline.Server.Following;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace IncidentTimeline.Tests.Server.Hosting;

public class HealthTests(TestService service) : IClassFixture<TestService>
{
    [Fact]
    public async Task The_process_is_alive()
    {
        (await service.Anonymous.ReadAsync("/health/live")).Text("status").ShouldBe("alive");
    }

    [Fact]
    public async Task It_is_ready_with_all_of_the_log()
    {
        var scene = await Scene.SetAsync(service.Admin);
        var head = await scene.RecordAsync(scene.Fact());
        await service.Anonymous.ReadAsync($"/facts?atLeast={head}");
        await service.Anonymous.ReadAsync($"/regions?atLeast={head}");

        var ready = await Readiness.WaitAsync(service, one => one.CanRead);

        (ready.CanRead, ready.CanWrite, ready.Head).ShouldBe((true, true, head));
        (ready.Part("statements")["position"]!.GetValue<long>(), ready.Part("fact-search")["position"]!.GetValue<long>()).ShouldBe((head, head));
        (ready.Part("statements")["lag"]!.GetValue<long>(), ready.Part("fact-search")["lag"]!.GetValue<long>()).ShouldBe((0, 0));
        ready.Part("log")["readAge"]!.GetValue<double>().ShouldBeLessThan(5);
    }
}

/// <summary>Readiness in trouble. Each service is a test's own: it is of no use to others meanwhile.</summary>
public sealed class ReadinessTests : IAsyncLifetime
{
    private readonly TestService _service = new() { ViaProxy = true };

    public Task InitializeAsync() => _service.InitializeAsync();

    public Task DisposeAsync() => _service.DisposeAsync();

    // Takes as long as the log may go unread, 5 s.
    [Fact]
    public async Task While_the_database_does_not_answer_it_says_so_at_once_and_it_recovers()
    {
        await Readiness.WaitAsync(_service, one => one is { CanRead: true, CanWrite: true });

        _service.Proxy.Hold();
        var away = await Readiness.WaitAsync(_service, one => !one.CanRead);
        var scrape = Stopwatch.StartNew();
        using (var metrics = await _service.Admin.GetAsync("/metrics"))
        {
            scrape.Stop();
            ((int)metrics.StatusCode).ShouldBe(200);
        }

        using var live = await _service.Anonymous.GetAsync("/health/live");
        _service.Proxy.Release();

        (away.Status, away.RetryAfter, away.CanWrite).ShouldBe((503, "2", false));
        away.Part("log").Text("reason").ShouldBe("not-read-lately");
        away.Part("log")["readAge"]!.GetValue<double>().ShouldBeInRange(5, 10);
        scrape.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(5));
        ((int)live.StatusCode).ShouldBe(200);
        await Readiness.WaitAsync(_service, one => one is { CanRead: true, CanWrite: true });
    }

    [Fact]
    public async Task A_stopped_projection_is_named()
    {
        var scene = await Scene.SetAsync(_service.Admin);
        await Readiness.WaitAsync(_service, one => one.CanRead);
        await ExecuteAsync("alter table fact_search rename to fact_search_away");

        await scene.RecordAsync(scene.Fact());

        var stopped = await Readiness.WaitAsync(_service, one => !one.CanRead);
        stopped.Status.ShouldBe(503);
        stopped.Part("fact-search").Text("reason").ShouldBe("stopped");
        stopped.Part("statements").Text("reason").ShouldBeNull();
    }

    [Fact]
    public async Task A_projection_that_is_held_up_is_behind_until_it_catches_up()
    {
        var scene = await Scene.SetAsync(_service.Admin);
        await Readiness.WaitAsync(_service, one => one.CanRead);
        await using (var holder = await _service.Database.Owner.OpenConnectionAsync())
        {
            await using var transaction = await holder.BeginTransactionAsync();
            await using var hold = new NpgsqlCommand("lock table fact_search in access exclusive mode", holder);
            await hold.ExecuteNonQueryAsync();
            await AppendAsync(scene, 1_000);
            await AppendAsync(scene, 1);

            var behind = await Readiness.WaitAsync(_service, one => !one.CanRead);

            behind.Part("fact-search").Text("reason").ShouldBe("too-many-behind");
            behind.Part("fact-search")["lag"]!.GetValue<long>().ShouldBeGreaterThan(1_000);
            behind.Part("fact-search")["delay"]!.GetValue<double>().ShouldBeGreaterThan(0);
        }

        await Readiness.WaitAsync(_service, one => one.CanRead);
    }

    // Recovery is seen by a rehearsed append, within 5 s, and nothing is recorded by it.
    [Fact]
    public async Task When_appends_fail_it_can_be_read_but_not_written_until_they_would_succeed()
    {
        var scene = await Scene.SetAsync(_service.Admin);
        await ExecuteAsync("revoke insert on events from timeline_service");
        using (var failed = await _service.Admin.PostAsync(scene.Facts, scene.Fact()))
        {
            ((int)failed.StatusCode).ShouldBe(500);
        }

        var failing = await Readiness.WaitAsync(_service, one => !one.CanWrite);
        await ExecuteAsync("grant insert on events to timeline_service");

        (failing.Status, failing.CanRead).ShouldBe((200, true));
        failing.Part("appends").Text("reason").ShouldBe("append-failed");
        failing.Part("appends").Text("sqlState").ShouldBe("42501");
        var recovered = await Readiness.WaitAsync(_service, one => one.CanWrite);
        recovered.Head.ShouldBe(failing.Head);
        (await _service.Services.GetRequiredService<EventStore>().HeadAsync(CancellationToken.None)).Value.ShouldBe(failing.Head!.Value);
    }

    private Task<AppendResult> AppendAsync(Scene scene, int count) => _service.Services.GetRequiredService<EventStore>().AppendAsync(
        EventCodec.StreamOf(scene.Incident), ExpectedVersion.Any, [.. Enumerable.Range(0, count).Select(_ => EventCodec.Encode(scene.Fact(), "admin"))], CancellationToken.None);

    private async Task ExecuteAsync(string sql)
    {
        await using var command = _service.Database.Owner.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}

/// <summary>What GET /health/ready answered.</summary>
internal sealed record Readiness(int Status, string? RetryAfter, JsonNode Body)
{
    /// <summary>Longest that any state is waited for, and longest that one answer may take: far below any timeout of the database, and no matter of a busy machine.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan AnswerMax = TimeSpan.FromSeconds(10);

    public bool CanRead => Body["canRead"]!.GetValue<bool>();

    public bool CanWrite => Body["canWrite"]!.GetValue<bool>();

    public long? Head => Body["head"]?.GetValue<long>();

    public JsonNode Part(string name) => Body["parts"]!.AsArray().Single(part => part!.Text("part") == name)!;

    /// <summary>Asks until it is so.</summary>
    public static async Task<Readiness> WaitAsync(TestService service, Func<Readiness, bool> isSo)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            using var asking = CancellationTokenSource.CreateLinkedTokenSource(patience.Token);
            var asked = Stopwatch.StartNew();
            using var response = await service.Anonymous.GetAsync("/health/ready", asking.Token);
            var body = JsonNode.Parse(await response.Content.ReadAsStringAsync(asking.Token))!;
            asked.Elapsed.ShouldBeLessThan(AnswerMax);
            var readiness = new Readiness((int)response.StatusCode, response.Headers.RetryAfter?.ToString(), body);
            if (isSo(readiness))
            {
                return readiness;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, patience.Token);
        }
    }
}
