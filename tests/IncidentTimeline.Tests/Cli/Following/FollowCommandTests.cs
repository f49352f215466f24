using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using IncidentTimeline.Cli;
using IncidentTimeline.Facts;
using IncidentTimeline.Facts.Revision;
using IncidentTimeline.Facts.Transport;
using IncidentTimeline.Tests.Server;

namespace IncidentTimeline.Tests.Cli.Following;

public sealed class FollowCommandTests(TestService service) : IClassFixture<TestService>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Each_event_is_a_line_as_the_service_sent_it()
    {
        var scene = await Scene.SetAsync(service.Admin);
        await scene.RecordAsync(scene.Fact());
        await using var following = new RunningTimeline(service, "follow", "--after", Text(scene.OpenedAt), "--incident", scene.Incident.Value);
        var first = await following.NextAsync();
        var elsewhere = await Scene.SetAsync(service.Admin);
        await elsewhere.RecordAsync(elsewhere.Fact());
        await scene.RecordAsync(scene.Fact());

        var second = await following.NextAsync();

        var events = (await service.Admin.GetStringAsync($"/events?after={scene.OpenedAt}&incident={scene.Incident}")).Split('\n');
        new[] { first, second }.ShouldBe(events[..2]);
        (await following.EndAsync()).ShouldBe((TimelineCommand.Succeeded, ""));
    }

    [Fact]
    public async Task A_checkpoint_is_gone_on_from_and_nothing_comes_twice()
    {
        using var directory = TestDirectory.Create();
        var file = Path.Combine(directory.Path, "position");
        var scene = await Scene.SetAsync(service.Admin);
        string[] arguments = ["follow", "--after", Text(scene.OpenedAt), "--incident", scene.Incident.Value, "--type", "DroneDownReported", "--checkpoint", file];
        var first = await scene.RecordAsync(scene.Fact());
        await using (var following = new RunningTimeline(service, arguments))
        {
            (await following.NextAsync()).ShouldContain($"\"position\":\"{first}\"");

            // Taken when the next one is asked for.
            await scene.RecordAsync(scene.Fact());
            await following.NextAsync();
        }

        var reached = long.Parse((await File.ReadAllTextAsync(file)).Split(' ')[0], CultureInfo.InvariantCulture);
        var later = await scene.RecordAsync(scene.Fact());
        await using var again = new RunningTimeline(service, arguments);

        var positions = new List<string>();
        do
        {
            positions.Add(await again.NextAsync());
        }
        while (!positions[^1].Contains($"\"position\":\"{later}\"", StringComparison.Ordinal));
        reached.ShouldBeInRange(first, first + 1);
        positions.Count.ShouldBe((int)(later - reached));
    }

    [Fact]
    public async Task From_now_is_kept_at_once_so_that_a_crash_does_not_lose_where_it_was()
    {
        using var directory = TestDirectory.Create();
        var file = Path.Combine(directory.Path, "position");
        var scene = await Scene.SetAsync(service.Admin);
        var before = await scene.RecordAsync(scene.Fact());
        await using var following = new RunningTimeline(service, "follow", "--from-now", "--incident", scene.Incident.Value, "--checkpoint", file);
        await WaitForAsync(() => File.Exists(file));

        var start = long.Parse((await File.ReadAllTextAsync(file)).Split(' ')[0], CultureInfo.InvariantCulture);
        var after = await scene.RecordAsync(scene.Fact());

        (await following.NextAsync()).ShouldContain($"\"position\":\"{after}\"");
        start.ShouldBeInRange(before, after - 1);
        (await following.EndAsync()).Error.ShouldContain($"Following after position {start}.");
    }

    [Fact]
    public async Task For_people_a_line_tells_what_was_recorded_and_what_became_of_it()
    {
        var scene = await Scene.SetAsync(service.Admin);
        var elsewhere = await Scene.SetAsync(service.Admin);
        var closed = scene.Fact(new AirportClosed([new AirportCode("VKO")], "[red]stopped[/]"), region: "RU-MOW") with { Status = FactStatus.Unconfirmed };
        await scene.RecordAsync(closed);
        await scene.RecordAsync(scene.Fact(new StatementRetracted(closed.FactId, "A mistake."), region: "RU-MOW"));
        await scene.DecideAsync(new IncidentTimeline.Desk.IncidentsMerged(elsewhere.Incident, "One and the same."));
        await using var following = new RunningTimeline(service, "follow", "--pretty", "--after", Text(elsewhere.OpenedAt), "--incident", scene.Incident.Value);

        var (fact, retraction, merge) = (await following.NextAsync(), await following.NextAsync(), await following.NextAsync());

        fact.ShouldMatch(@"^ *\d+  20\S+Z  AirportClosed  ");
        fact.ShouldContain($"{scene.Incident}  RU-MOW  airports VKO, [red]stopped[/]  {scene.Source}: unconfirmed  “{Scene.Drones}”  {closed.FactId}");
        retraction.ShouldContain($"StatementRetracted  {scene.Incident}  RU-MOW  retracts {closed.FactId}, reason A mistake.");
        merge.ShouldContain($"IncidentsMerged  {scene.Incident}  into {elsewhere.Incident}, reason One and the same.  by admin, ");
        merge.ShouldContain($"bears on {elsewhere.Incident}");
    }

    [Fact]
    public async Task A_checkpoint_that_is_none_is_named()
    {
        using var directory = TestDirectory.Create();
        var file = Path.Combine(directory.Path, "position");
        await File.WriteAllTextAsync(file, "a shopping list");

        var (code, output, error) = await service.TimelineAsync("follow", "--checkpoint", file);

        (code, output).ShouldBe((1, ""));
        error.ShouldStartWith($"{file} does not hold a position. ");
    }

    [Fact]
    public async Task A_position_beyond_the_end_is_refused_and_not_waited_for()
    {
        var (code, output, error) = await service.TimelineAsync("follow", "--after", "1000000");

        (code, output).ShouldBe((1, ""));
        error.ShouldContain("log");
    }

    [Theory]
    [InlineData("--after and --from-now exclude each other.", "--after", "1", "--from-now")]
    [InlineData("--after must be a position, 0 or more, not \"-1\".", "--after", "-1")]
    [InlineData("--after must be a position, 0 or more, not \"now\".", "--after", "now")]
    public async Task What_is_not_understood_is_named(string expected, params string[] arguments)
    {
        var (code, _, error) = await service.TimelineAsync(["follow", .. arguments]);

        code.ShouldBe(2);
        error.ShouldContain(expected);
    }

    [Fact]
    public async Task Where_nobody_reads_on_it_ends_and_its_checkpoint_stays()
    {
        using var directory = TestDirectory.Create();
        var file = Path.Combine(directory.Path, "position");
        var scene = await Scene.SetAsync(service.Admin);
        var first = await scene.RecordAsync(scene.Fact());
        using var process = Start("follow", "--after", Text(scene.OpenedAt), "--incident", scene.Incident.Value, "--checkpoint", file);
        (await process.StandardOutput.ReadLineAsync().WaitAsync(Patience)).ShouldNotBeNull().ShouldContain($"\"position\":\"{first}\"");

        process.StandardOutput.Close();
        var unread = await scene.RecordAsync(scene.Fact());
        await process.WaitForExitAsync().WaitAsync(Patience);

        process.ExitCode.ShouldBe(TimelineCommand.Failed);
        long.Parse((await File.ReadAllTextAsync(file)).Split(' ')[0], CultureInfo.InvariantCulture).ShouldBeLessThan(unread);
    }

    [Fact]
    public async Task Asked_to_end_it_ends_cleanly()
    {
        var scene = await Scene.SetAsync(service.Admin);
        await scene.RecordAsync(scene.Fact());
        using var process = Start("follow", "--after", Text(scene.OpenedAt), "--incident", scene.Incident.Value);
        await process.StandardOutput.ReadLineAsync().WaitAsync(Patience);

        Kill(process.Id, 15).ShouldBe(0); // SIGTERM, which ends it as Ctrl-C does.
        await process.WaitForExitAsync().WaitAsync(Patience);

        process.ExitCode.ShouldBe(TimelineCommand.Succeeded);
        (await process.StandardError.ReadToEndAsync()).ShouldBe("");
    }

    private Process Start(params string[] arguments) => Process.Start(new ProcessStartInfo("dotnet", [typeof(TimelineCommand).Assembly.Location, .. arguments, "--server", service.Address()])
    {
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        Environment = { ["TIMELINE_KEY"] = service.AdminKey },
    }).ShouldNotBeNull();

    private static async Task WaitForAsync(Func<bool> isSo)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!isSo())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, patience.Token);
        }
    }

    private static string Text(long position) => position.ToString(CultureInfo.InvariantCulture);

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern int Kill(int processId, int signal);
}
