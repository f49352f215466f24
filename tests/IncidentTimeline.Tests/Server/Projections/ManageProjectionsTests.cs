using IncidentTimeline.Cli;
using IncidentTimeline.Server.Demo;
using IncidentTimeline.Server.Facts;
using IncidentTimeline.Tests.Server.Checking;
using IncidentTimeline.Tests.Server.Problems;
using Microsoft.Extensions.DependencyInjection;

namespace IncidentTimeline.Tests.Server.Projections;

/// <summary>The projections of the service as an admin handles them: by HTTP, and by the command.</summary>
public sealed class ManageProjectionsTests : IAsyncLifetime
{
    private readonly TestService _service = new() { Demo = false };

    public async Task InitializeAsync()
    {
        await _service.InitializeAsync();
        await _service.Services.GetRequiredService<DemoLoader>().LoadAsync(CancellationToken.None);

        // Facts of every type.
        var valid = await ValidRequests.PrepareAsync(_service.Reviewer);
        for (var which = 0; which < valid.Count; which++)
        {
            var request = valid.Make(which);
            if (request.Route == "/incidents/{id}/facts")
            {
                await _service.Admin.RecordAsync(request.Path, request.Body.ToJsonString(IncidentTimeline.Catalog.Wire.Options));
            }
        }
    }

    public Task DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task The_search_is_rebuilt_reverted_and_sound_after_each()
    {
        var head = await CaughtUpAsync();
        var found = await FoundAsync();

        var (rebuilt, output, progress) = await RunAsync("rebuild", "fact-search");
        var (listed, list, _) = await RunAsync("list");
        await Checks.ShouldBeSoundAsync(_service.Database.OwnerConnectionString);
        var (reverted, back, _) = await RunAsync("revert", "fact-search");
        await Checks.ShouldBeSoundAsync(_service.Database.OwnerConnectionString);

        (rebuilt, reverted, listed).ShouldBe((0, 0, 0));
        output.ShouldStartWith($"switched at position {head}. Other tables are in use now.");
        progress.ShouldContain($"filling: position {head} of {head}, ");
        back.ShouldStartWith($"switched at position {head}.");
        list.ShouldBe($"statements\trunning\t{head}\t{head}\tfact_clusters,cluster_keys,decision_keys,statements,event_reach\t-\nfact-search\trunning\t{head}\t{head}\tfact_search\tprevious\n");
        (await FoundAsync()).ShouldBe(found);
    }

    [Fact]
    public async Task The_statements_are_rebuilt_to_the_same_rows_and_kept_up_afterwards()
    {
        await CaughtUpAsync();

        var (rebuilt, output, _) = await RunAsync("rebuild", "statements");
        var scene = await Scene.SetAsync(_service.Admin);
        var recorded = await scene.RecordAsync(scene.Fact());

        rebuilt.ShouldBe(0, output);
        (await _service.Admin.ReadAsync($"/incidents/{scene.Incident}/timeline?atLeast={recorded}"))["undated"]!.AsArray().Count.ShouldBe(1);
        await Checks.ShouldBeSoundAsync(_service.Database.OwnerConnectionString);
    }

    [Fact]
    public async Task A_row_that_was_altered_is_shown_and_mended_when_that_is_accepted()
    {
        await CaughtUpAsync();
        await using (var damage = _service.Database.Owner.CreateCommand("update fact_search set voice = 'nobody' where position = (select min(position) from fact_search)"))
        {
            await damage.ExecuteNonQueryAsync();
        }

        var (refused, told, _) = await RunAsync("rebuild", "fact-search");
        var (mended, accepted, _) = await RunAsync("rebuild", "fact-search", "--accept-differences");
        var (equal, _, _) = await RunAsync("rebuild", "fact-search");

        (refused, mended, equal).ShouldBe((1, 0, 0));
        told.ShouldMatch(@"^table fact_search: (\d+) rows in use, \1 rebuilt\n  only in use: \(.*,nobody,.*\)\n  only rebuilt: \(.*\)\ndiffers at position \d+\. The tables in use are as they were\.");
        accepted.ShouldContain("\nswitched at position ");
        await Checks.ShouldBeSoundAsync(_service.Database.OwnerConnectionString);
    }

    [Fact]
    public async Task What_is_not_there_is_named()
    {
        var (unknown, _, error) = await RunAsync("rebuild", "weather");
        var (nothing, output, _) = await RunAsync("revert", "fact-search");

        (unknown, nothing).ShouldBe((1, 1));
        error.ShouldContain("No projection is called weather; GET /projections lists them.");
        output.ShouldBe("nothing-before. There are no tables from before a rebuild of this log.\n");
    }

    [Fact]
    public async Task A_caller_who_goes_away_ends_the_rebuild_and_leaves_the_next_one_free()
    {
        await CaughtUpAsync();
        await using var reader = await _service.Database.Owner.OpenConnectionAsync();
        await using var reading = await reader.BeginTransactionAsync();
        await using (var hold = new Npgsql.NpgsqlCommand("lock table fact_search in access share mode", reader))
        {
            await hold.ExecuteNonQueryAsync();
        }

        using (var client = IncidentTimeline.Client.TimelineClient.Create(_service.Admin.BaseAddress!, _service.AdminKey)) // Its clients have one.
        {
            await foreach (var line in client.RebuildProjectionAsync("fact-search", false, CancellationToken.None))
            {
                if (line.Step == "switching")
                {
                    break;
                }
            }
        }

        await reading.RollbackAsync();
        string output;
        do
        {
            (_, output, _) = await RunAsync("rebuild", "fact-search");
        }
        while (output.StartsWith("busy", StringComparison.Ordinal)); // The service has yet to notice.

        output.ShouldStartWith("switched");
    }

    private async Task<long> CaughtUpAsync()
    {
        var head = await _service.Services.GetRequiredService<IncidentTimeline.EventLog.EventStore>().HeadAsync(CancellationToken.None);
        (await _service.Services.GetRequiredService<FactSearchRunner>().WaitForAsync(new Position(head.Value), CancellationToken.None)).ShouldBeTrue();
        return head.Value;
    }

    private async Task<string> FoundAsync() => (await _service.Admin.ReadAsync("/facts?text=drones&limit=500")).ToJsonString();

    private async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var code = await TimelineCommand.RunAsync(
            ["projections", .. arguments, "--server", _service.Admin.BaseAddress!.ToString()], name => name == "TIMELINE_KEY" ? _service.AdminKey : null, output, error); // As above.
        return (code, output.ToString(), error.ToString());
    }
}
