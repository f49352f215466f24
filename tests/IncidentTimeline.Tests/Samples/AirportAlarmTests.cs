using IncidentTimeline.Desk;
using IncidentTimeline.Facts;
using IncidentTimeline.Facts.Revision;
using IncidentTimeline.Facts.Transport;
using IncidentTimeline.Tests.Server;
using IncidentTimeline.Times;

namespace IncidentTimeline.Tests.Samples;

public sealed class AirportAlarmTests(TestService service) : IClassFixture<TestService>, IDisposable
{
    private readonly TestDirectory _directory = TestDirectory.Create();

    private string Checkpoint => Path.Combine(_directory.Path, "checkpoint");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task An_alarm_that_is_taken_back_is_said_so()
    {
        var scene = await Scene.SetAsync(service.Admin);
        var closed = At(scene, 6, new AirportClosed([new AirportCode("SVO")], Duration: "temporarily"));
        var closedAt = await scene.RecordAsync(closed);
        var reopened = At(scene, 9, new AirportReopened([new AirportCode("SVO")]));
        var reopenedAt = await scene.RecordAsync(reopened);
        await File.WriteAllTextAsync(Checkpoint, $"{scene.OpenedAt}\n");
        await using var alarm = Alarm();
        alarm.Start();

        (await alarm.NextLineAsync()).ShouldEndWith($"#{closedAt} RU-MOS SVO CLOSED — {scene.Incident}: Closed: SVO (temporarily).");
        (await alarm.NextLineAsync()).ShouldEndWith($"#{reopenedAt} RU-MOS SVO OPEN AGAIN — {scene.Incident}: Open again: SVO.");

        // What becomes of it names neither the airport nor the region.
        await scene.RecordAsync(scene.Fact() with { ReportedAt = Hour(9) });
        var retracted = At(scene, 10, new StatementRetracted(reopened.FactId), "RU-TUL");
        var retractedAt = await scene.RecordAsync(retracted);
        (await alarm.NextLineAsync()).ShouldContain($"#{retractedAt} RU-MOS SVO TAKEN BACK: its source no longer says that it is open; ");
        var (struck, struckAt) = await scene.DecideAsync(new FactStruck(closed.FactId, "Another airport."));
        (await alarm.NextLineAsync()).ShouldContain($"#{struckAt} RU-MOS SVO STRUCK: the desk had coded wrongly that it is closed; ");
        var undoneAt = await scene.UndoAsync(struck);
        (await alarm.NextLineAsync()).ShouldContain($"#{undoneAt} RU-MOS SVO CLOSED — ");
    }

    [Fact]
    public async Task It_goes_on_where_it_was_and_repeats_the_last_at_most()
    {
        var scene = await Scene.SetAsync(service.Admin);
        await using var alarm = Alarm();
        alarm.Start();
        await ShouldFollowAsync(alarm);
        await scene.RecordAsync(At(scene, 6, new AirportClosed([new AirportCode("VKO")])));
        (await alarm.NextLineAsync()).ShouldContain("VKO CLOSED");

        await alarm.KillAsync();
        await scene.RecordAsync(At(scene, 9, new AirportReopened([new AirportCode("VKO")])));
        alarm.Start();

        var next = await alarm.NextLineAsync();
        if (next.Contains("VKO CLOSED", StringComparison.Ordinal))
        {
            next = await alarm.NextLineAsync(); // It was killed before the checkpoint moved.
        }

        next.ShouldContain("VKO OPEN AGAIN");
    }

    [Theory]
    [InlineData("--help", null, 0)]
    [InlineData("--form-start", null, 2)]
    [InlineData("--from-start", "127.0.0.1:5080", 2)]
    public async Task It_says_how_it_is_used(string argument, string? server, int exitCode)
    {
        await using var alarm = new SampleProcess("AirportAlarm", [argument], new Dictionary<string, string> { ["TIMELINE_SERVER"] = server ?? service.Admin.BaseAddress!.ToString() }); // As above.
        alarm.Start();

        await alarm.WaitForExitAsync();

        alarm.ExitCode.ShouldBe(exitCode);
        alarm.Errors.ShouldBe(exitCode == 0 ? "" : "AirportAlarm [--from-start] [CHECKPOINT FILE]; TIMELINE_SERVER is the service's address, TIMELINE_KEY a subscriber's key.");
    }

    [Fact]
    public async Task A_key_that_is_no_good_ends_it_with_a_sentence()
    {
        await using var alarm = new SampleProcess("AirportAlarm", ["--from-start", Path.Combine(_directory.Path, "bad")], new Dictionary<string, string>
        {
            ["TIMELINE_SERVER"] = service.Admin.BaseAddress!.ToString(), // Its clients have one.
            ["TIMELINE_KEY"] = "it_aaaaaaaa_bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb",
        });
        alarm.Start();

        await alarm.WaitForExitAsync();

        alarm.ExitCode.ShouldBe(1);
        alarm.Errors.ShouldNotContain("   at ");
    }

    private SampleProcess Alarm() => new("AirportAlarm", [Checkpoint], new Dictionary<string, string>
    {
        ["TIMELINE_SERVER"] = service.Admin.BaseAddress!.ToString(), // As above.
        ["TIMELINE_KEY"] = service.AdminKey,
    });

    private static async Task ShouldFollowAsync(SampleProcess alarm)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!alarm.Errors.Contains("Following after position", StringComparison.Ordinal))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, patience.Token);
        }
    }

    private static Fact At(Scene scene, double hour, IClaim claim, string region = "RU-MOS") =>
        scene.Fact(claim, region: region) with { EventTime = EventTime.At(Hour(hour)), ReportedAt = Hour(hour) };

    private static DateTimeOffset Hour(double hour) => new DateTimeOffset(2024, 5, 14, 0, 0, 0, TimeSpan.Zero).AddHours(hour);
}
