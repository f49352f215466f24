using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using IncidentTimeline.Catalog;
using IncidentTimeline.Desk;
using IncidentTimeline.EventLog;
using IncidentTimeline.Facts;
using IncidentTimeline.Server.Facts;
using IncidentTimeline.Server.Following;
using IncidentTimeline.Server.Statements;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace IncidentTimeline.Tests.Server.Checking;

/// <summary>GET /check on a running service. What it does is done to a service of each test's own.</summary>
public sealed class RunCheckTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly TestService _service = new();

    public Task InitializeAsync() => _service.InitializeAsync();

    public Task DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task A_log_of_every_fact_type_and_decision_is_clean()
    {
        var scene = await Scene.SetAsync(_service.Admin);
        foreach (var entry in Catalogue.FactTypes)
        {
            await scene.RecordAsync(scene.Fact(entry.Example.Deserialize<IClaim>(Wire.Options)));
        }

        var store = _service.Services.GetRequiredService<EventStore>();
        foreach (var entry in Catalogue.Decisions)
        {
            // As they would be recorded; whether a person may decide so is not what is checked.
            var decision = entry.Example.Deserialize<IDecision>(Wire.Options) is CodingCorrected recoding ? recoding with { Coding = scene.Fact() } : entry.Example.Deserialize<IDecision>(Wire.Options)!; // An example is no null.
            if (StreamFor(decision, scene) is { } stream)
            {
                await store.AppendAsync(stream, ExpectedVersion.Any, [EventCodec.Encode(Guid.NewGuid(), decision, "admin")], CancellationToken.None);
            }
        }

        var lines = await CheckAsync();

        Findings(lines).ShouldBeEmpty();
        lines[^1].Text("kind").ShouldBe("verdict");
        lines[^1]!["isClean"]!.GetValue<bool>().ShouldBeTrue();
        lines[^1]!["read"]!.GetValue<int>().ShouldBe(3 + Catalogue.FactTypes.Count + Catalogue.Decisions.Count - 4);
    }

    [Fact]
    public async Task Facts_that_are_recorded_meanwhile_raise_no_false_alarm()
    {
        var scene = await Scene.SetAsync(_service.Admin);
        using var enough = new CancellationTokenSource();
        var recording = Task.WhenAll(Enumerable.Range(0, 4).Select(_ => RecordUntilAsync(scene, enough.Token)));

        var lasts = new List<long>();
        for (var round = 0; round < 5; round++)
        {
            var lines = await CheckAsync();
            Findings(lines).ShouldBeEmpty();
            lasts.Add(lines[^1]!["last"]!.GetValue<long>());
        }

        await enough.CancelAsync();
        await recording.WaitAsync(Patience);
        lasts.Distinct().Count().ShouldBeGreaterThan(1, "Nothing was recorded meanwhile.");
    }

    [Fact]
    public async Task What_was_changed_behind_the_back_of_the_process_is_found()
    {
        var scene = await Scene.SetAsync(_service.Admin);
        await SearchedAsync(await scene.RecordAsync(scene.Fact()));
        await DamageAsync("""update events set data = replace(data::text, '"value":2', '"value":7')::json where position = 4""");

        Findings(await CheckAsync()).ShouldBe(["search-row-differs at position 4", "statements-differ at position 4"], ignoreOrder: true);
    }

    [Fact]
    public async Task What_was_removed_behind_the_back_of_the_process_is_found()
    {
        var scene = await Scene.SetAsync(_service.Admin);
        await scene.RecordAsync(scene.Fact());
        await SearchedAsync(await scene.RecordAsync(scene.Fact()));
        await DamageAsync("delete from events where position = 4");

        Findings(await CheckAsync()).ShouldBe(
            ["position-gap at position 4", $"version-gap at stream incident-{scene.Incident}, position 5", "search-row-unknown at position 4", "statements-differ at position 4"], ignoreOrder: true);
    }

    [Fact]
    public async Task An_event_of_a_newer_program_is_told_with_what_it_stopped()
    {
        var scene = await Scene.SetAsync(_service.Admin);
        await SearchedAsync(scene.OpenedAt);
        var unknown = new NewEvent(Guid.NewGuid(), "OfALaterVersion", 1, "{}"u8.ToArray(), """{"actor":"tomorrow"}"""u8.ToArray());
        await _service.Services.GetRequiredService<EventStore>().AppendAsync($"incident-{scene.Incident}", ExpectedVersion.Any, [unknown], CancellationToken.None);
        await StoppedAsync();

        var lines = await CheckAsync();

        Findings(lines).ShouldBe(["event-unknown at position 4", "statements-behind at position 3", "search-behind at position 3"], ignoreOrder: true);
        lines.Single(line => line.Text("code") == "event-unknown").Text("what").ShouldBe("Event 4 is a OfALaterVersion of version 1, which this program does not know. Deploy the newer one.");
    }

    [Fact]
    public async Task One_check_at_a_time()
    {
        // Of a log without documents only a check reads their table, at its end.
        await using var connection = await _service.Database.Owner.OpenConnectionAsync();
        await using var holding = await connection.BeginTransactionAsync();
        await using var hold = new NpgsqlCommand("lock table documents in access exclusive mode", connection, holding);
        await hold.ExecuteNonQueryAsync();
        using var patience = new CancellationTokenSource(Patience);
        var first = _service.Admin.GetStringAsync("/check", patience.Token);
        await WaitsForLockAsync(patience.Token);

        using var response = await _service.Admin.GetAsync("/check", patience.Token);

        (await response.ProblemAsync()).ShouldBeProblem(429, "busy");
        await holding.RollbackAsync();
        Lines(await first)[^1]!["isClean"]!.GetValue<bool>().ShouldBeTrue();
        Findings(await CheckAsync()).ShouldBeEmpty();
    }

    private static string? StreamFor(IDecision decision, Scene scene) => decision switch
    {
        IncidentOpened or SourceRegistered or DocumentCaptured or DocumentVersionCaptured => null,
        _ => Catalogue.SubjectOf(decision) switch
        {
            DecisionSubject.Document => $"document-{scene.Document}",
            DecisionSubject.Source => $"source-{scene.Source}",
            _ => $"incident-{scene.Incident}",
        },
    };

    private static IEnumerable<string> Findings(IEnumerable<JsonNode?> lines) =>
        lines.Where(line => line.Text("kind") == "finding").Select(line => $"{line.Text("code")} at {line.Text("where")}");

    private static List<JsonNode?> Lines(string ndjson) => [.. ndjson.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line))];

    private async Task<List<JsonNode?>> CheckAsync()
    {
        using var response = await _service.Admin.GetAsync("/check");
        (response.IsSuccessStatusCode, response.Content.Headers.ContentType?.ToString()).ShouldBe((true, "application/x-ndjson"));
        return Lines(Encoding.UTF8.GetString(await response.Content.ReadAsByteArrayAsync()));
    }

    private static async Task RecordUntilAsync(Scene scene, CancellationToken enough)
    {
        while (!enough.IsCancellationRequested)
        {
            await scene.RecordAsync(scene.Fact());
        }
    }

    private async Task SearchedAsync(long position)
    {
        (await _service.Services.GetRequiredService<FactSearchRunner>().WaitForAsync(new Position(position), CancellationToken.None)).ShouldBeTrue();
        (await _service.Services.GetRequiredService<StatementIndexRunner>().WaitForAsync(new Position(position), CancellationToken.None)).ShouldNotBeNull();
    }

    private async Task StoppedAsync()
    {
        var index = _service.Services.GetRequiredService<StatementIndexRunner>();
        using var patience = new CancellationTokenSource(Patience);
        while (index.Projector.Error is null)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, patience.Token);
        }
    }

    private async Task WaitsForLockAsync(CancellationToken patience)
    {
        await using var look = _service.Database.Owner.CreateCommand("select exists (select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock')");
        while (await look.ExecuteScalarAsync(patience) is false)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, patience);
        }
    }

    private async Task DamageAsync(string damage)
    {
        await using var command = _service.Database.Owner.CreateCommand(
            $"alter table events disable trigger events_are_append_only; {damage}; alter table events enable always trigger events_are_append_only");
        await command.ExecuteNonQueryAsync();
    }
}
