using System.Diagnostics;
using System.Net.Sockets;
using IncidentTimeline.Tests.EventLog;
using Npgsql;

namespace IncidentTimeline.Tests.Faults;

/// <summary>Asked to stop, the service answers what it has accepted, takes nothing new, and is gone in time.</summary>
[Collection(FaultsCollection.Name)]
public sealed class ShutdownTests
{
    /// <summary>What the service promises: 10 s for requests under way, then its database's checkpoint; and something for a busy machine.</summary>
    private static readonly TimeSpan StopMax = TimeSpan.FromSeconds(25);

    [Fact]
    public async Task What_was_accepted_before_the_signal_is_answered_and_nothing_new_is_taken()
    {
        await using var server = await ServerProcess.StartAsync();
        var caller = await Caller.OpenAsync(server);
        await using var owner = NpgsqlDataSource.Create(server.EmbeddedConnectionString());
        List<Task<Answer>> recordings;

        // One group waits for the head, the others behind it, when the signal comes.
        await using (var head = await HeldHead.TakeAsync(owner))
        {
            recordings = [.. Enumerable.Range(0, 20).Select(_ => caller.RecordAsync(Caller.NewFact()))];
            await head.WaiterAsync();
            server.Terminate();
            await UntilRefusedAsync(server.Address);
            recordings.ShouldAllBe(recording => !recording.IsCompleted);
        }

        (await Task.WhenAll(recordings)).ShouldAllBe(answer => answer.Status == 201);
        await server.WaitForExitAsync();
        server.ExitCode.ShouldBe(0);
        await server.StartAsync();
        await AfterFault.CheckAsync(server, caller.History.Attempts, caller.Start);
    }

    [Fact]
    public async Task A_stop_under_load_loses_nothing_and_ends_in_time()
    {
        await using var server = await ServerProcess.StartAsync();
        var history = new History(TimeProvider.System);
        var workload = new Workload(history, () => server, FaultBudget.Seed);
        await workload.SetUpAsync();
        using var ending = new CancellationTokenSource();
        var working = workload.RunAsync(8, ending.Token);
        await UntilAsync(() => workload.Done > 50);

        var begun = Stopwatch.GetTimestamp();
        server.Terminate();
        await server.WaitForExitAsync();
        var took = Stopwatch.GetElapsedTime(begun);

        server.ExitCode.ShouldBe(0);
        took.ShouldBeLessThan(StopMax);
        await ending.CancelAsync();
        await working;
        await server.StartAsync();
        await workload.SettleAsync();
        await AfterFault.CheckAsync(server, history.Attempts, workload.Start);
    }

    [Fact]
    public async Task A_reader_that_does_not_read_does_not_hold_the_stop_up_for_long()
    {
        await using var server = await ServerProcess.StartAsync();
        var caller = await Caller.OpenAsync(server);
        var facts = Enumerable.Range(0, 1_000).Select(_ => Caller.NewFact(new string('x', 1_900))).ToList();
        for (var copy = 0; copy < 6; copy++)
        {
            (await caller.PostAsync("/incidents/one/facts", facts.ConvertAll(fact => fact with { FactId = new(Guid.NewGuid()) }))).Status.ShouldBe(201);
        }

        // More than the buffers between us hold, and we take nothing of it.
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync("127.0.0.1", server.Address.Port);
        await socket.SendAsync(System.Text.Encoding.ASCII.GetBytes($"GET /events?limit=10000 HTTP/1.1\r\nHost: 127.0.0.1:{server.Address.Port}\r\nAuthorization: Bearer {server.Key}\r\n\r\n"));
        await UntilAsync(() => socket.Available > 0);

        var begun = Stopwatch.GetTimestamp();
        server.Terminate();
        await server.WaitForExitAsync();

        Stopwatch.GetElapsedTime(begun).ShouldBeLessThan(StopMax);
        server.ExitCode.ShouldBe(0);
        await server.StartAsync();
        await AfterFault.CheckSoundAsync(server);
    }

    private static async Task UntilRefusedAsync(Uri address)
    {
        using var patience = new CancellationTokenSource(StopMax);
        while (true)
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await socket.ConnectAsync("127.0.0.1", address.Port, patience.Token);
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionRefused)
            {
                return;
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionReset)
            {
                // It stood in the queue of a listener that was just closed: the next one is refused.
            }
        }
    }

    private static async Task UntilAsync(Func<bool> isSo)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!isSo())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, patience.Token);
        }
    }
}
