using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace IncidentTimeline.Tests;

/// <summary>Between a service and its database, to be held: then connections stand, and nothing arrives any more, as when a network fails.</summary>
internal sealed class TestProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly EndPoint _database;
    private readonly Task _accepting;
    private volatile TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private TestProxy(string connectionString)
    {
        var builder = new NpgsqlConnectionStringBuilder(connectionString);
        _database = builder.Host!.StartsWith('/') // The server of a test run has a host.
            ? new UnixDomainSocketEndPoint(string.Create(CultureInfo.InvariantCulture, $"{builder.Host}/.s.PGSQL.{builder.Port}"))
            : new DnsEndPoint(builder.Host, builder.Port);
        _listener.Start();
        _gate.SetResult();
        builder.Host = "127.0.0.1";
        builder.Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        ConnectionString = builder.ConnectionString;
        _accepting = AcceptAsync();
    }

    /// <summary>The same database, by way of the proxy.</summary>
    public string ConnectionString { get; }

    /// <summary>Stands before the database that a connection string names.</summary>
    public static TestProxy Before(string connectionString) => new(connectionString);

    public void Hold() => _gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What was held arrives after all.</summary>
    public void Release() => _gate.TrySetResult();

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Stop();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        List<Task> connections = [];
        while (!_stopping.IsCancellationRequested)
        {
            connections.Add(ForwardAsync(await _listener.AcceptSocketAsync(_stopping.Token)));
        }

        await Task.WhenAll(connections);
    }

    private async Task ForwardAsync(Socket service)
    {
        using (service)
        using (var database = new Socket(_database.AddressFamily == AddressFamily.Unix ? AddressFamily.Unix : AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Unspecified))
        {
            await database.ConnectAsync(_database, _stopping.Token);
            await Task.WhenAny(PumpAsync(service, database), PumpAsync(database, service));
        }
    }

    private async Task PumpAsync(Socket from, Socket to)
    {
        var buffer = new byte[64 * 1024];
        int count;
        while ((count = await from.ReceiveAsync(buffer, _stopping.Token)) > 0)
        {
            await _gate.Task.WaitAsync(_stopping.Token);
            await to.SendAsync(buffer.AsMemory(0, count), _stopping.Token);
        }
    }
}
