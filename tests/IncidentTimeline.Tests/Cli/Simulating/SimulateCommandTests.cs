using IncidentTimeline.Cli.Simulating;
using IncidentTimeline.Client;
using IncidentTimeline.Server.Demo;
using IncidentTimeline.Tests.Server;
using Microsoft.Extensions.DependencyInjection;

namespace IncidentTimeline.Tests.Cli.Simulating;

/// <summary>The sandbox, each test in a log of its own.</summary>
public sealed class SimulateCommandTests : IAsyncLifetime
{
    /// <summary>Steps of the script, and of these the sources, which all runs share.</summary>
    private const int Steps = 122;
    private const int Sources = 15;

    private const string Fast = "1000000";

    private readonly TestService _service = new();

    public Task InitializeAsync() => _service.InitializeAsync();

    public Task DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task A_run_plays_the_demo_and_another_one_plays_it_anew()
    {
        var first = await _service.ReadTimelineAsync("simulate", "--speed", Fast, "--run", "one");
        var again = await _service.ReadTimelineAsync("simulate", "--speed", Fast, "--run", "one");
        var second = await _service.ReadTimelineAsync("simulate", "--speed", Fast, "--run", "two");

        first.ShouldStartWith("run one\n     1  source oka-wire\n");
        first.ShouldEndWith($"Done: {Steps} recorded, 0 there already.\n");
        again.ShouldBe($"run one\nDone: 0 recorded, {Steps} there already.\n");
        second.ShouldEndWith($"Done: {Steps - Sources} recorded, {Sources} there already.\n");
        (await _service.ReadTimelineAsync("check")).ShouldStartWith("clean: ");
        using var client = TimelineClient.Create(_service.Admin.BaseAddress!, null); // Its clients have one.
        var kaluga = await client.PictureAsync("RU-KLU", CutPoints.Now, withContext: false, CancellationToken.None);
        foreach (var run in (string[])["one", "two"])
        {
            var drones = kaluga.Incidents.Single(one => one.Incident == $"kaluga-two-drones-{run}");
            var displayed = drones.Questions.Single(one => one.Aspect == "drones-down").Displayed!; // Two voices say so.
            (displayed.Text, displayed.Status, drones.Parts.Count).ShouldBe(("2", "confirmed", 2));
        }
    }

    [Fact]
    public async Task It_holds_what_a_consumer_has_to_cope_with()
    {
        await _service.ReadTimelineAsync("simulate", "--speed", Fast, "--run", "one");

        using var client = TimelineClient.Create(_service.Admin.BaseAddress!, _service.AdminKey); // Its clients have one.
        var told = new List<TimelineEvent>();
        await foreach (var one in client.ReadEventsAsync(new EventFilter { Incidents = ["moscow-drones-one"] }, 0, CancellationToken.None))
        {
            told.Add(one);
        }

        var types = told.ConvertAll(one => one.Type);
        types.ShouldContain("AirportClosed");
        types.ShouldContain("AirportReopened");
        types.ShouldContain("StatementCorrected");
        types.ShouldContain("StatementRetracted");
        var merge = told.Single(one => one.Type == "IncidentsMerged");
        var undone = told.Single(one => one.Type == "DecisionUndone");
        (await IncidentsOfMoscowAsync(merge.Position)).ShouldBe(["moscow-drones-one"]);
        (await IncidentsOfMoscowAsync(undone.Position)).ShouldBe(["moscow-drones-one", "vnukovo-second-closure-one"]);
    }

    [Fact]
    public async Task It_plays_beside_the_demo_that_the_service_has()
    {
        await _service.Services.GetRequiredService<DemoLoader>().LoadAsync(CancellationToken.None);

        var told = await _service.ReadTimelineAsync("simulate", "--speed", Fast);

        told.ShouldMatch(@"^run \d{8}t\d{6}\n");
        told.ShouldEndWith($"Done: {Steps - Sources} recorded, {Sources} there already.\n");
    }

    [Fact]
    public async Task A_log_that_holds_something_else_is_left_alone_unless_told_otherwise()
    {
        await Scene.SetAsync(_service.Admin);

        var (code, output, error) = await _service.TimelineAsync("simulate", "--speed", Fast);

        (code, output).ShouldBe((1, ""));
        error.ShouldStartWith("This log holds something else than the demo, and what is recorded cannot be taken out again.");
        (await _service.ReadTimelineAsync("simulate", "--speed", Fast, "--anyway")).ShouldEndWith($"Done: {Steps} recorded, 0 there already.\n");
    }

    [Fact]
    public async Task It_ends_when_it_is_told_to_and_goes_on_without_waiting_for_what_was_recorded()
    {
        await using var running = new RunningTimeline(_service, "simulate", "--speed", "1", "--run", "one"); // A step a minute: it waits when it is ended.
        var last = "";
        while (!last.Contains("report of oka-wire", StringComparison.Ordinal))
        {
            last = await running.NextAsync();
        }

        var (code, error) = await running.EndAsync();

        (code, error).ShouldBe((0, ""));
        (await running.NextAsync()).ShouldBe("Ended before the end; --run one goes on with it.");
        (await _service.ReadTimelineAsync("simulate", "--speed", Fast, "--run", "one")).ShouldMatch(@"^run one\n +23  ");
    }

    [Fact]
    public async Task It_takes_as_long_as_the_speed_says()
    {
        var time = new HurriedTime();
        using var client = TimelineClient.Create(_service.Admin.BaseAddress!, _service.AdminKey); // As above.
        using var output = new StringWriter();

        await new Simulation(client, "one", 60, output, time).RunAsync(Script.Steps, CancellationToken.None);

        time.Passed.ShouldBe(TimeSpan.FromMinutes(339) / 60); // Counted by hand over both files: 9 gaps of half an hour or less, and a minute a step.
    }

    [Fact]
    public void Between_reports_lies_as_much_as_between_their_publications_but_no_night()
    {
        var steps = Script.Steps;

        var gaps = Script.GapsBefore(steps).Zip(steps).Where(one => one.Second.Document is not null).Select(one => one.First.TotalMinutes);

        gaps.ShouldBe([0, 30, 30, 30, 30, 30, 20, 30, 0, 0, 30, 0, 30, 0, 0, 0]); // From the publication times in the files.
    }

    [Theory]
    [InlineData("--speed must be a number above 0", "--speed", "0")]
    [InlineData("--speed must be a number above 0", "--speed", "fast")]
    [InlineData("--run must be 1 to 40 lower-case letters", "--run", "Run 1")]
    public async Task What_is_not_understood_is_named(string expected, params string[] arguments)
    {
        var (code, _, error) = await _service.TimelineAsync(["simulate", .. arguments]);

        code.ShouldBe(2);
        error.ShouldContain(expected);
    }

    private async Task<IEnumerable<string>> IncidentsOfMoscowAsync(long knownAt) =>
        (await _service.Anonymous.ReadAsync($"/regions/RU-MOW/picture?knownAt={knownAt}"))["incidents"]!.AsArray().Select(one => one!["incident"]!.GetValue<string>());
}
