using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using IncidentTimeline.Server.Hosting;
using IncidentTimeline.Server.Hosting.Postgres;

namespace IncidentTimeline.Tests.Server.Hosting;

/// <summary>The service as a process of its own, as an operator meets it.</summary>
public sealed class ServiceHostTests : IDisposable
{
    /// <summary>More than any start or stop takes on a busy machine.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly TestDirectory _directory = TestDirectory.Create();
    private readonly CancellationTokenSource _patience = new(Patience);

    private string LockFile => Path.Combine(_directory.Path, "postgres", "postmaster.pid");

    public void Dispose()
    {
        _directory.Dispose();
        _patience.Dispose();
    }

    [Fact]
    public async Task It_says_where_it_listens_and_stops_cleanly_when_asked()
    {
        using var service = await StartAndListenAsync();

        ProcessSignals.Send(service.Id, Signal.Interrupt);
        await service.WaitForExitAsync(_patience.Token);

        service.ExitCode.ShouldBe(0);
        File.Exists(LockFile).ShouldBeFalse();
    }

    [Fact]
    public async Task When_it_is_killed_its_database_stops_too()
    {
        using var service = await StartAndListenAsync();

        service.Kill();

        // Removed at the end of an orderly shutdown, which is all that can be seen of a process that is not our child.
        while (File.Exists(LockFile))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, _patience.Token);
        }
    }

    [Fact]
    public async Task Killed_and_started_again_it_serves_the_same_data()
    {
        using var killed = await StartAndListenAsync();
        killed.Kill();
        await killed.WaitForExitAsync(_patience.Token);

        using var next = await StartAndListenAsync();

        ProcessSignals.Send(next.Id, Signal.Interrupt);
        await next.WaitForExitAsync(_patience.Token);
        next.ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task When_its_database_is_killed_it_starts_it_again_and_says_so()
    {
        using var service = await StartAndListenAsync();

        using var postmaster = Process.GetProcessById(int.Parse((await File.ReadAllLinesAsync(LockFile))[0], System.Globalization.CultureInfo.InvariantCulture));
        postmaster.Kill();

        var said = "";
        while (await service.StandardError.ReadLineAsync(_patience.Token) is { } line && !line.Contains("runs again on", StringComparison.Ordinal))
        {
            said += line;
        }

        said.ShouldContain("PostgreSQL has ended by itself and is started again");
        ProcessSignals.Send(service.Id, Signal.Interrupt);
        await service.WaitForExitAsync(_patience.Token);
        service.ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task A_taken_port_is_explained()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;

        using var service = Start("--port", $"{port}");
        await service.WaitForExitAsync(_patience.Token);

        service.ExitCode.ShouldBe(1);
        (await service.StandardError.ReadToEndAsync(_patience.Token)).ShouldContain($"Port {port} on 127.0.0.1 is taken");
        File.Exists(LockFile).ShouldBeFalse();
    }

    [Fact]
    public async Task An_unknown_option_is_refused_with_the_way_to_the_others()
    {
        using var service = Start("--bogus");
        await service.WaitForExitAsync(_patience.Token);

        service.ExitCode.ShouldBe(2);
        (await service.StandardError.ReadToEndAsync(_patience.Token)).ShouldBe("Unrecognized command or argument '--bogus'.\n--help tells what there is.\n");
    }

    private async Task<Process> StartAndListenAsync()
    {
        var service = Start("--port", "0");
        (await service.StandardOutput.ReadLineAsync(_patience.Token)).ShouldNotBeNull().ShouldMatch(@"^Listening on http://127\.0\.0\.1:\d+$");
        return service;
    }

    private Process Start(params string[] arguments) =>
        Process.Start(new ProcessStartInfo("dotnet", [typeof(ServiceHost).Assembly.Location, "--data", _directory.Path, "--no-demo", .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        }).ShouldNotBeNull();
}
