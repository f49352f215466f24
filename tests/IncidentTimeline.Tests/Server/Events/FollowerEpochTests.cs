using System.Text.Json.Nodes;
using IncidentTimeline.Client;
using IncidentTimeline.EventLog;
using IncidentTimeline.Server.Access;
using NewKey = IncidentTimeline.Server.Access.Keys.NewKey;

namespace IncidentTimeline.Tests.Server.Events;

/// <summary>A follower is told in which epoch it is, and that this is not the log that it followed. Each test has a service of its own.</summary>
public sealed class FollowerEpochTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly TestService _service = new();

    public Task InitializeAsync() => _service.InitializeAsync();

    public Task DisposeAsync() => _service.DisposeAsync();

    [Theory]
    [InlineData("/events")]
    [InlineData("/changes")]
    public async Task Who_was_further_in_another_epoch_is_told_and_the_others_go_on(string path)
    {
        var scene = await Scene.SetAsync(_service.Admin);
        var end = await scene.RecordAsync(scene.Fact());
        var (first, _) = await ReadAsync($"{path}?after={end}");
        await EventStore.BeginAnotherEpochAsync(_service.Database.Owner, CancellationToken.None);
        var next = await scene.RecordAsync(scene.Fact());
        await _service.Admin.ReadAsync($"/regions?atLeast={next}");

        // The new epoch is told before the first event of it.
        var (atEnd, lines) = await ReadAsync($"{path}?after={end}&epoch={first}");
        var second = lines[0].Text("epoch").ShouldNotBeNull();
        (atEnd, second == first, lines[0]["reached"]!.GetValue<long>()).ShouldBe((first, false, end));
        (lines[1].Position(), lines[^1].Text("epoch"), lines[^1]["reached"]!.GetValue<long>()).ShouldBe((next, second, next));
        (await ReadAsync($"{path}?after={next}&epoch={second}")).Epoch.ShouldBe(second);
        (await ReadAsync($"{path}?after=0&epoch={Guid.NewGuid()}")).Epoch.ShouldBe(first);

        foreach (var (query, known) in ((string, long?)[])[($"after={next}&epoch={first}", end), ($"after={next + 1}&epoch={second}", next), ($"after={next + 1}", next), ($"after={end}&epoch={Guid.NewGuid()}", null)])
        {
            using var refused = await _service.Anonymous.GetAsync($"{path}?{query}&follow=true");
            var problem = await refused.ProblemAsync();
            problem.ShouldBeProblem(409, "log-rewound");
            (problem.Problem!["end"] is { } told ? told.GetValue<long>() : (long?)null).ShouldBe(known, query);
            problem.Problem["epoch"]!.GetValue<string>().ShouldBe(second);
        }
    }

    [Theory]
    [InlineData("/events?epoch=1")]
    [InlineData("/changes?epoch=")]
    [InlineData("/changes?after=-1")]
    public async Task A_place_that_is_none_is_refused(string path)
    {
        using var response = await _service.Anonymous.GetAsync(path);

        (await response.ProblemAsync()).ShouldBeProblem(400, "invalid-query");
    }

    [Fact]
    public async Task The_client_keeps_the_epoch_with_its_position_and_is_refused_by_it()
    {
        var scene = await Scene.SetAsync(_service.Admin);
        await scene.RecordAsync(scene.Fact());
        using var directory = TestDirectory.Create();
        var path = Path.Combine(directory.Path, "checkpoint");
        await File.WriteAllTextAsync(path, $"{scene.OpenedAt}\n"); // As a client without epochs left it.
        using var checkpoint = new FileCheckpoint(path);
        using var client = TimelineClient.Create(_service.Admin.BaseAddress!, null); // Its clients have one.
        (await checkpoint.ReadAsync(CancellationToken.None), await checkpoint.ReadEpochAsync(CancellationToken.None)).ShouldBe((scene.OpenedAt, null));

        var first = await TakeAsync(client, checkpoint, 1);
        await EventStore.BeginAnotherEpochAsync(_service.Database.Owner, CancellationToken.None);
        await scene.RecordAsync(scene.Fact());
        await scene.RecordAsync(scene.Fact());
        await _service.Admin.ReadAsync($"/regions?atLeast={scene.OpenedAt + 3}");
        var second = await TakeAsync(client, checkpoint, 2);

        (first[0].Epoch == second[0].Epoch, second[1].Epoch).ShouldBe((false, second[0].Epoch));
        (await File.ReadAllTextAsync(path)).ShouldBe($"{scene.OpenedAt + 3} {second[1].Epoch}\n");
        await checkpoint.MoveAsync(scene.OpenedAt + 3, first[0].Epoch, CancellationToken.None);
        (await Should.ThrowAsync<TimelineProblemException>(() => TakeAsync(client, checkpoint, 1))).Slug.ShouldBe("log-rewound");
    }

    [Fact]
    public async Task A_key_that_is_revoked_follows_no_changes_further()
    {
        var scene = await Scene.SetAsync(_service.Admin);
        var key = await _service.CreateKeyAsync(new NewKey("leaving", [Role.Subscriber]));
        using var client = _service.Client(key);
        using var response = await client.GetAsync($"/changes?after={scene.OpenedAt}&follow=true", HttpCompletionOption.ResponseHeadersRead);
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync());
        await scene.RecordAsync(scene.Fact());
        (await lines.ReadLineAsync().WaitAsync(Patience)).ShouldNotBeNull();

        using var revoked = await _service.Admin.DeleteAsync($"/keys/{key[3..11]}");
        await scene.RecordAsync(scene.Fact());

        while (await lines.ReadLineAsync().WaitAsync(Patience) is { } line)
        {
            JsonNode.Parse(line)!["position"]?.GetValue<long>().ShouldBe(scene.OpenedAt + 1); // What was told before it was revoked.
        }
    }

    [Fact]
    public async Task A_service_whose_log_is_another_ends_and_tells_nobody_more_of_it()
    {
        var scene = await Scene.SetAsync(_service.Admin);
        await scene.RecordAsync(scene.Fact());
        using var response = await _service.Anonymous.GetAsync($"/events?after={scene.OpenedAt}&follow=true", HttpCompletionOption.ResponseHeadersRead);
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync());
        (await lines.ReadLineAsync().WaitAsync(Patience)).ShouldNotBeNull();
        var stopping = _service.Stopping;

        await using (var rewind = _service.Database.Owner.CreateCommand(
            $"""
            alter table events disable trigger all;
            delete from events where position > {scene.OpenedAt};
            alter table events enable always trigger events_are_append_only;
            update log_head set position = {scene.OpenedAt};
            """))
        {
            await rewind.ExecuteNonQueryAsync();
        }

        await using (var kill = _service.Database.Owner.CreateCommand("select pg_terminate_backend(pid, 10000) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"))
        {
            await kill.ExecuteNonQueryAsync();
        }

        await stopping.WaitAsync(Patience);
        while (await lines.ReadLineAsync().WaitAsync(Patience) is { } line)
        {
            line.ShouldStartWith("{\"reached\":");
        }
    }

    private async Task<(string? Epoch, List<JsonNode> Lines)> ReadAsync(string path)
    {
        using var response = await _service.Anonymous.GetAsync(path);
        var lines = await response.Content.ReadAsStringAsync();
        response.IsSuccessStatusCode.ShouldBeTrue(lines);
        return (response.Headers.GetValues("Timeline-Epoch").Single(), [.. lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!)]); // Lines of JSON.
    }

    /// <summary>Takes so many, and lets the checkpoint move over each.</summary>
    private static async Task<List<FollowStep>> TakeAsync(TimelineClient client, ICheckpoint checkpoint, int count)
    {
        using var patience = new CancellationTokenSource(Patience);
        var taken = new List<FollowStep>();
        await foreach (var one in client.FollowStepsAsync(EventFilter.None, await checkpoint.ReadAsync(patience.Token), await checkpoint.ReadEpochAsync(patience.Token), patience.Token))
        {
            if (one.Event is null)
            {
                continue;
            }

            taken.Add(one);
            if (taken.Count == count)
            {
                await checkpoint.MoveAsync(one.Position, one.Epoch, patience.Token);
                return taken;
            }
        }

        return taken;
    }
}
