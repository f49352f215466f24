using System.Text.RegularExpressions;
using IncidentTimeline.Cli;
using IncidentTimeline.Cli.Exporting;
using IncidentTimeline.Client;
using IncidentTimeline.Server.Access;
using IncidentTimeline.Server.Demo;
using IncidentTimeline.Tests.Server;
using IncidentTimeline.Tests.Server.Problems;
using Microsoft.Extensions.DependencyInjection;

namespace IncidentTimeline.Tests.Cli.Exporting;

/// <summary>A log that is exported and replayed into an empty one shows the same pictures there.</summary>
public sealed partial class ExportTests : IAsyncLifetime
{
    private const string EventTime = "eventTime=2026-01-01T00:00:00Z";

    private readonly TestService _from = new() { Demo = false };
    private readonly TestService _to = new() { Demo = false };
    private readonly TestDirectory _directory = TestDirectory.Create();

    public async Task InitializeAsync()
    {
        await _from.InitializeAsync();
        await _to.InitializeAsync();
        await _from.Services.GetRequiredService<DemoLoader>().LoadAsync(CancellationToken.None);

        // Facts, documents and decisions of every kind; some exclude each other, and are left out.
        var valid = await ValidRequests.PrepareAsync(_from.Reviewer);
        for (var which = 0; which < valid.Count; which++)
        {
            var request = valid.Make(which);
            using var response = await _from.Admin.PostAsync(request.Path, request.Body.ToJsonString(IncidentTimeline.Catalog.Wire.Options));
        }

        var scene = await Scene.SetAsync(_from.Admin);
        var reviewed = scene.Fact();
        await scene.RecordAsync(reviewed);
        await _from.Reviewer.RecordAsync(scene.Desk, new IncidentTimeline.Server.Recording.DeskRequest(new IncidentTimeline.Desk.FactReviewed(reviewed.FactId, IncidentTimeline.Desk.ReviewVerdict.Queried)));
    }

    public async Task DisposeAsync()
    {
        await _from.DisposeAsync();
        await _to.DisposeAsync();
        _directory.Dispose();
    }

    [Fact]
    public async Task A_replayed_log_shows_the_same_pictures_and_again_changes_nothing()
    {
        var file = await ExportAsync("log.ndjson");
        var reviewer = await _to.CreateKeyAsync(new IncidentTimeline.Server.Access.Keys.NewKey("second", [Role.Analyst]));

        var (isWhole, first, told) = await ReplayAsync(file, reviewer);
        var (isWholeAgain, second, _) = await ReplayAsync(file, reviewer);

        (isWhole, isWholeAgain).ShouldBe((true, true), told);
        (second.Recorded, second.AlreadyRecorded).ShouldBe((0, first.Recorded));
        (await LogAsync(_to)).ShouldBe(await LogAsync(_from));
        var regions = await RegionsAsync(_from);
        regions.ShouldNotBeEmpty();
        foreach (var region in regions)
        {
            (await PictureAsync(_to, region)).ShouldBe(await PictureAsync(_from, region), region);
        }
    }

    [Fact]
    public async Task An_interrupted_replay_goes_on_and_a_bad_line_keeps_no_other_out()
    {
        var file = await ExportAsync("log.ndjson");
        var lines = await File.ReadAllLinesAsync(file);
        await File.WriteAllLinesAsync(file, lines.Take(40));
        var (_, part, _) = await ReplayAsync(file, null);
        await File.WriteAllLinesAsync(file, ["no JSON", .. lines.Take(60)]);

        var (isWhole, rest, told) = await ReplayAsync(file, null);

        (part.Recorded, isWhole, rest.Recorded, rest.AlreadyRecorded, rest.Refused).ShouldBe((40, false, 20, 40, 1));
        told.ShouldStartWith("line 1: ");
        told.ShouldEndWith("61 lines: 20 recorded, 40 there already, 1 refused\n");
    }

    [Fact]
    public async Task A_review_by_the_one_who_coded_it_is_refused_without_a_second_key()
    {
        var (isWhole, replay, told) = await ReplayAsync(await ExportAsync("log.ndjson"), null);

        isWhole.ShouldBeFalse();
        replay.Refused.ShouldBe(1);
        told.ShouldContain("A fact is reviewed by somebody other than its coder.");
    }

    [Fact]
    public async Task The_command_imports_what_it_exported()
    {
        var file = await ExportAsync("log.ndjson");
        var key = Path.Combine(_directory.Path, "second");
        await File.WriteAllTextAsync(key, await _to.CreateKeyAsync(new IncidentTimeline.Server.Access.Keys.NewKey("second", [Role.Analyst])));
        using var error = new StringWriter { NewLine = "\n" };

        var code = await TimelineCommand.RunAsync(
            ["import", file, "--reviewer-key-file", key, "--server", _to.Admin.BaseAddress!.ToString()], name => name == "TIMELINE_KEY" ? _to.AdminKey : null, TextWriter.Null, error); // Its clients have one.

        code.ShouldBe(0, error.ToString());
        (await LogAsync(_to)).ShouldBe(await LogAsync(_from));
    }

    [Theory]
    [InlineData("ndjson", "{\"account\":")]
    [InlineData("csv", "position,recordedAt,")]
    [InlineData("geojson", "{\"type\":\"FeatureCollection\"")]
    public async Task Facts_are_written_in_the_form_that_is_asked_for(string format, string beginning)
    {
        var file = await ExportAsync($"facts.{format}", "--format", format, "--region", "RU", "--known-at", "100");

        (await File.ReadAllTextAsync(file)).ShouldStartWith(beginning);
        Directory.EnumerateFiles(_directory.Path).ShouldBe([file]);
    }

    [Fact]
    public async Task What_is_refused_leaves_no_file_and_what_makes_no_sense_is_said()
    {
        var file = Path.Combine(_directory.Path, "facts.csv");
        var (refused, error) = await RunAsync("export", "--format", "csv", "--region", "XX", "--output", file);
        var (misused, said) = await RunAsync("export", "--region", "RU");

        (refused, misused).ShouldBe((1, 2));
        error.ShouldContain("Give an ISO 3166 code");
        said.ShouldContain("--region narrows facts, and the log is exported whole");
        Directory.EnumerateFiles(_directory.Path).ShouldBeEmpty();
    }

    private async Task<string> ExportAsync(string name, params string[] arguments)
    {
        var file = Path.Combine(_directory.Path, name);
        var (code, error) = await RunAsync(["export", "--output", file, .. arguments]);
        (code, error).ShouldBe((0, ""));
        return file;
    }

    private async Task<(bool IsWhole, LogReplay Replay, string Told)> ReplayAsync(string file, string? reviewerKey)
    {
        using var client = TimelineClient.Create(_to.Admin.BaseAddress!, _to.AdminKey); // Its clients have one.
        using var reviewer = reviewerKey is null ? null : TimelineClient.Create(_to.Admin.BaseAddress!, reviewerKey); // As above.
        using var told = new StringWriter { NewLine = "\n" };
        using var lines = new StreamReader(file);
        var replay = new LogReplay(client, reviewer, told, TimeProvider.System);
        return (await replay.RunAsync(lines, CancellationToken.None), replay, told.ToString());
    }

    private async Task<(int Code, string Error)> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter { NewLine = "\n" };
        var code = await TimelineCommand.RunAsync(
            [.. arguments, "--server", _from.Admin.BaseAddress!.ToString()], name => name == "TIMELINE_KEY" ? _from.AdminKey : null, output, error); // As above.
        return (code, error.ToString());
    }

    // What the events say, each at its position; when and by whom is the new log's own.
    private static async Task<string> LogAsync(TestService service) =>
        NewInEachLog().Replace(await service.Admin.GetStringAsync("/events?limit=10000"), "");

    private static async Task<List<string>> RegionsAsync(TestService service) =>
        [.. (await service.Admin.ReadAsync($"/regions?include=context&{EventTime}")).AsArray().Select(region => region!["region"]!.GetValue<string>())]; // It lists regions by code.

    private static async Task<string> PictureAsync(TestService service, string region) =>
        NewInEachLog().Replace((await service.Admin.ReadAsync($"/regions/{region}/picture?include=context&{EventTime}")).ToJsonString(), "");

    [GeneratedRegex("\"(?:recordedAt|decidedAt|time|at|actor|by|epoch)\":\"[^\"]*\"|\"metadata\":{[^}]*}")]
    private static partial Regex NewInEachLog();
}
