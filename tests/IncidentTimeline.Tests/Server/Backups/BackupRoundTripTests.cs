using System.Diagnostics;
using System.Text.RegularExpressions;
using IncidentTimeline.EventLog;
using IncidentTimeline.Facts;
using IncidentTimeline.Facts.Air;
using IncidentTimeline.Places;
using IncidentTimeline.Server.Following;
using IncidentTimeline.Server.Hosting;
using IncidentTimeline.Server.Hosting.Postgres;
using IncidentTimeline.Sources;
using Npgsql;

namespace IncidentTimeline.Tests.Server.Backups;

/// <summary>The operator's way, with the scripts as they are: back up a running service that is being written to, restore beside it, check, serve. About 25 s.</summary>
public sealed partial class BackupRoundTripTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>Between two facts: hundreds while the backup runs, not tens of thousands on one question, whose history nobody would wait for.</summary>
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(20);

    private readonly TestDirectory _directory = TestDirectory.Create();
    private readonly CancellationTokenSource _patience = new(TimeSpan.FromMinutes(8));

    private string Original => Path.Combine(_directory.Path, "original");

    private string Restored => Path.Combine(_directory.Path, "restored");

    public void Dispose()
    {
        _directory.Dispose();
        _patience.Dispose();
    }

    [Fact]
    public async Task What_was_backed_up_while_it_was_written_to_answers_the_same_byte_for_byte()
    {
        using var original = await StartAsync(Original);
        var (backedUp, restored) = await BackUpAndRestoreAsync();

        restored.ExitCode.ShouldBe(0, restored.Error);
        restored.Output.ShouldBe($"clean: {backedUp} of {backedUp} events read, the last at position {backedUp}\n");
        using var next = await StartAsync(Restored);
        foreach (var path in Paths(backedUp))
        {
            (await next.Client.GetByteArrayAsync(path, _patience.Token)).ShouldBe(await original.Client.GetByteArrayAsync(path, _patience.Token), path);
        }

        var beside = await ServerVerb.RunScriptAsync("server", "check", "--data", Original);
        beside.ExitCode.ShouldBe(0, beside.Output + beside.Error);
        var again = await ServerVerb.RunScriptAsync("restore", "--data", Restored, Directory.GetFiles(_directory.Path, "*.dump").Single());
        again.ExitCode.ShouldBe(1);
        again.Error.ShouldContain("A service is running on");
    }

    private async Task<(long BackedUp, (int ExitCode, string Output, string Error) Restored)> BackUpAndRestoreAsync()
    {
        using var enough = new CancellationTokenSource();
        var writing = WriteAsync(enough.Token);
        var backup = await ServerVerb.RunScriptAsync("backup", "--data", Original, _directory.Path);
        await enough.CancelAsync();
        var written = await writing.WaitAsync(Patience);

        backup.ExitCode.ShouldBe(0, backup.Error);
        var head = long.Parse(HeadInOutput().Match(backup.Output).Groups[1].ValueSpan, System.Globalization.CultureInfo.InvariantCulture);
        written.ShouldBeGreaterThan(head, "Nothing was written while the backup ran.");
        // By a relative name, as the runbook does it.
        return (head, await ServerVerb.RunScriptAsync("restore", "--data", Restored, Path.GetRelativePath(Environment.CurrentDirectory, Directory.GetFiles(_directory.Path, "*.dump").Single())));
    }

    // As a second process on the same log would: facts from the lines of a data file, under an incident of the demo.
    private async Task<long> WriteAsync(CancellationToken enough)
    {
        var connection = DataDirectory.RunningConnection(Original).ShouldNotBeNull();
        await using var service = NpgsqlDataSource.Create(LogConnection.ForService(connection));
        await using var store = new EventStore(service, new EventStoreOptions(), TimeProvider.System, null);
        var source = await SourceAsync(store);
        var last = 0L;
        for (var number = 1; !enough.IsCancellationRequested; number++)
        {
            var fact = new IncidentTimeline.Facts.Fact(
                new FactId(Guid.NewGuid()),
                new DroneDownReported(Count.Exactly(number)),
                null,
                [new Place(PlacePrecision.Admin1, new RegionCode("RU-KLU"))],
                new Attribution(source),
                Line: new SourceLine(new DocumentHash(new string('a', 64)), number, Convert.ToBase64String("a line"u8)));
            var verdict = await store.AppendAsync("incident-kaluga-two-drones", ExpectedVersion.Any, [EventCodec.Encode(fact, "feed")], CancellationToken.None);
            last = verdict.ShouldBeOfType<AppendResult.Appended>().Last.Value;
            await Task.Delay(Pace, TimeProvider.System, CancellationToken.None);
        }

        return last;
    }

    private static async Task<SourceId> SourceAsync(EventStore store)
    {
        await foreach (var recorded in store.ReadLogAsync(LogPosition.Start, LogPosition.End, CancellationToken.None))
        {
            if (recorded.Type == "SourceRegistered")
            {
                return new SourceId(recorded.StreamId["source-".Length..]);
            }
        }

        throw new InvalidOperationException("The demo registers a source.");
    }

    private static IEnumerable<string> Paths(long head)
    {
        var cut = $"knownAt={head}&eventTime=2030-01-01T00:00:00Z";
        return
        [
            $"/regions/RU-KLU/picture?{cut}", $"/regions/RU/picture?{cut}&include=context", $"/incidents?{cut}", $"/incidents/kaluga-two-drones?{cut}",
            $"/incidents/kaluga-two-drones/timeline?{cut}", $"/incidents/kaluga-two-drones/aspects/drones-down/history?{cut}", $"/conflicts?{cut}", $"/sources?{cut}",
            $"/events?after=0&limit={Math.Min(head, 10_000)}", "/facts?limit=5&text=drones",
        ];
    }

    private async Task<RunningServer> StartAsync(string data)
    {
        var process = Process.Start(new ProcessStartInfo("dotnet", [typeof(ServiceHost).Assembly.Location, "--data", data, "--port", "0"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        }).ShouldNotBeNull();
        var error = process.StandardError.ReadToEndAsync(_patience.Token);
        var line = await process.StandardOutput.ReadLineAsync(_patience.Token) ?? throw new InvalidOperationException($"It ended without listening: {await error}");
        return new RunningServer(process, new HttpClient { BaseAddress = new Uri(line.Split(' ')[^1]) });
    }

    [GeneratedRegex("the log up to position ([0-9]+),")]
    private static partial Regex HeadInOutput();

    private sealed record RunningServer(Process Process, HttpClient Client) : IDisposable
    {
        // Asked to stop first: a killed one leaves its database to the watchdog, and the directory is about to go.
        public void Dispose()
        {
            Client.Dispose();
            ProcessSignals.Send(Process.Id, Signal.Interrupt);
            if (!Process.WaitForExit(Patience))
            {
                Process.Kill(entireProcessTree: true);
            }

            Process.Dispose();
        }
    }
}
