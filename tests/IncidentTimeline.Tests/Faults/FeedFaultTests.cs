using System.Globalization;
using System.Net.Sockets;
using System.Text;
using IncidentTimeline.Benchmarks.Data;
using IncidentTimeline.Client;
using IncidentTimeline.EventLog;
using IncidentTimeline.Facts;
using IncidentTimeline.Server.Hosting.Postgres;
using Npgsql;
using Xunit.Abstractions;

namespace IncidentTimeline.Tests.Faults;

/// <summary>What may happen between the log and those who follow it, on the real server program.</summary>
[Collection(FaultsCollection.Name)]
public sealed class FeedFaultTests(ITestOutputHelper output) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    /// <summary>Followers that read nothing.</summary>
    private const int SlowFollowers = 1_000;

    /// <summary>Facts that are recorded in each of the two halves of the test: some 14 MB as events, 14 GB if each follower were kept them.</summary>
    private const int FactsOfEachHalf = 10_000;

    private const int FactsAtOnce = 500;

    /// <summary>TCP_MAXSEG of Linux.</summary>
    private const int TcpMaximumSegment = 2;

    /// <summary>What a slow follower may cost: the 64 KiB that are written for it before it is waited for, as much again in the server's own buffers, and the connection.</summary>
    private const long BytesPerFollowerMax = 256 * 1024;

    private readonly TestDirectory _checkpoints = TestDirectory.Create();

    public void Dispose() => _checkpoints.Dispose();

    [Fact]
    public async Task A_thousand_followers_that_read_nothing_cost_a_bounded_amount_and_hold_up_nobody()
    {
        await using var server = await ServerProcess.StartAsync();
        var key = await CreateKeyAsync(server);
        var reports = new GeneratedReports(2 * FactsOfEachHalf, seed: 5);
        var facts = reports.Facts().ToList();
        await FoundAsync(server, reports);
        // As much as in the second half, so that what recording and reading take by themselves is counted before.
        await RecordAsync(server, facts.Take(FactsOfEachHalf));
        await ReceiveAllAsync(server, FactsOfEachHalf);
        var before = Memory(server);

        var slow = new List<Socket>();
        try
        {
            for (var follower = 0; follower < SlowFollowers; follower++)
            {
                slow.Add(await FollowSlowlyAsync(server, key, isSse: follower % 2 == 0));
            }

            await RecordAsync(server, facts.Skip(FactsOfEachHalf));
            var received = await ReceiveAllAsync(server, 2 * FactsOfEachHalf);
            var with = Memory(server);

            output.WriteLine($"{before / 1024 / 1024} MiB before, {with / 1024 / 1024} MiB with {SlowFollowers} slow followers, {received} events");
            (with - before).ShouldBeLessThan(SlowFollowers * BytesPerFollowerMax);
            slow.Count(socket => socket.Connected && !(socket.Poll(0, SelectMode.SelectRead) && socket.Available == 0)).ShouldBe(SlowFollowers);
        }
        finally
        {
            slow.ForEach(socket => socket.Dispose());
        }

        await AfterFault.CheckSoundAsync(server);
    }

    [Fact]
    public async Task Followers_miss_nothing_when_the_connection_that_listens_is_lost()
    {
        await using var server = await ServerProcess.StartAsync();
        var caller = await Caller.OpenAsync(server);
        await using var follower = new Follower(() => server, EventFilter.None, Path.Combine(_checkpoints.Path, "one")).Begin();
        await using var postgres = NpgsqlDataSource.Create(server.EmbeddedConnectionString());
        var last = 0L;
        for (var round = 0; round < 5; round++)
        {
            last = await RecordAsync(caller);
            await KillListenerAsync(postgres);
            last = await RecordAsync(caller);
        }

        await ReceivesAllAsync(follower, last);
        server.Said.ShouldContain("Following lost its connection and keeps trying");
        await AfterFault.CheckSoundAsync(server);
    }

    [Fact]
    public async Task Followers_miss_nothing_when_the_database_is_started_again()
    {
        await using var server = await ServerProcess.StartAsync();
        var caller = await Caller.OpenAsync(server);
        await using var follower = new Follower(() => server, EventFilter.None, Path.Combine(_checkpoints.Path, "one")).Begin();
        var last = await RecordAsync(caller);
        for (var round = 0; round < 2; round++)
        {
            // As pg_ctl stop -m immediate does it; the server starts it again.
            ProcessSignals.Send(server.PostmasterId()!.Value, Signal.Quit).ShouldBeTrue();
            last = await RecordAsync(caller);
        }

        await ReceivesAllAsync(follower, last);
        server.HasExited.ShouldBeFalse();
        await AfterFault.CheckSoundAsync(server);
    }

    /// <summary>Ends the connection on which the log's reader listens, as soon as there is one.</summary>
    private static async Task KillListenerAsync(NpgsqlDataSource postgres)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            await using var kill = postgres.CreateCommand(
                "select pg_terminate_backend(pid, 10000) from pg_stat_activity where query like '-- Events after a position, in log order%' and pid <> pg_backend_pid()");
            if (await kill.ExecuteScalarAsync(patience.Token) is true)
            {
                return;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, patience.Token);
        }
    }

    private static async Task ReceivesAllAsync(Follower follower, long last)
    {
        await follower.ReceivesAsync(last);
        follower.Received.DistinctBy(one => one.Position).Select(one => one.Position).ShouldBe(Enumerable.Range(1, (int)last).Select(number => (long)number));
    }

    private static async Task<long> RecordAsync(Caller caller) => (await caller.RecordUntilAcknowledgedAsync(Caller.NewFact(), Patience)).Body!["position"]!.GetValue<long>(); // A receipt.

    private static async Task<string> CreateKeyAsync(ServerProcess server)
    {
        using var admin = TimelineClient.Create(server.Address, server.Key);
        return (await admin.CreateKeyAsync(new NewKey("slow", ["subscriber"], Limits: new KeyLimits(Concurrent: SlowFollowers * 2)), CancellationToken.None)).Secret;
    }

    /// <summary>Past the server, as another process on the same log: what it takes to read requests is not what is counted here.</summary>
    private static async Task RecordAsync(ServerProcess server, IEnumerable<(IncidentId Incident, IncidentTimeline.Facts.Fact Fact)> facts)
    {
        await using var service = NpgsqlDataSource.Create(LogConnection.ForService(server.EmbeddedConnectionString()));
        await using var store = new EventStore(service, new EventStoreOptions(), TimeProvider.System, null);
        foreach (var chunk in facts.Chunk(FactsAtOnce))
        {
            await LoadedLog.RecordAsync(store, chunk, CancellationToken.None);
        }
    }

    private static async Task FoundAsync(ServerProcess server, GeneratedReports reports)
    {
        await using var service = NpgsqlDataSource.Create(LogConnection.ForService(server.EmbeddedConnectionString()));
        await using var store = new EventStore(service, new EventStoreOptions(), TimeProvider.System, null);
        await LoadedLog.FoundAsync(store, reports, CancellationToken.None);
    }

    /// <summary>A follower like others: it receives all that is there, at once.</summary>
    /// <returns>How many events it received.</returns>
    private static async Task<long> ReceiveAllAsync(ServerProcess server, int facts)
    {
        using var client = TimelineClient.Create(server.Address, server.Key);
        using var patience = new CancellationTokenSource(Patience);
        var (position, received) = (0L, 0);
        await foreach (var one in client.FollowAsync(EventFilter.None, 0, patience.Token))
        {
            one.Position.ShouldBe(++position);
            received += one.Subject.StartsWith("incident-", StringComparison.Ordinal) && one.Type != "IncidentOpened" ? 1 : 0;
            if (received == facts)
            {
                break;
            }
        }

        return position;
    }

    /// <summary>Asks for everything, waits until the answer has begun, and reads no further.</summary>
    private static async Task<Socket> FollowSlowlyAsync(ServerProcess server, string key, bool isSse)
    {
        using var patience = new CancellationTokenSource(Patience);
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4 * 1024 };
        // As over a network: on loopback a segment has 64 KiB, and the kernel would hold megabytes for each, until it has no memory for anybody.
        socket.SetRawSocketOption((int)SocketOptionLevel.Tcp, TcpMaximumSegment, BitConverter.GetBytes(1_460));
        await socket.ConnectAsync(server.Address.Host, server.Address.Port, patience.Token);
        var request = $"GET /events?after=0&follow=true HTTP/1.1\r\nHost: {server.Address.Authority}\r\nAuthorization: Bearer {key}\r\nAccept: {(isSse ? "text/event-stream" : "application/x-ndjson")}\r\n\r\n";
        await socket.SendAsync(Encoding.ASCII.GetBytes(request), patience.Token);
        var status = new byte["HTTP/1.1 200".Length];
        (await socket.ReceiveAsync(status, patience.Token)).ShouldBe(status.Length);
        Encoding.ASCII.GetString(status).ShouldBe("HTTP/1.1 200");
        return socket;
    }

    /// <summary>Bytes of the server's process in memory.</summary>
    private static long Memory(ServerProcess server)
    {
        var line = File.ReadLines($"/proc/{server.ProcessId}/status").First(one => one.StartsWith("VmRSS:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
    }
}
