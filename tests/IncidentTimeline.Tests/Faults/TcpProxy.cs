using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace IncidentTimeline.Tests.Faults;

/// <summary>
/// A way between two programs that a test can make slow, silent, or cut: a network of our own on loopback. Bytes pass unread, but for
/// the marker that tells which reply is to be lost.
/// </summary>
internal sealed class TcpProxy : IAsyncDisposable
{
    private const int BytesAtATime = 16 * 1024;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _ending = new();
    private readonly ConcurrentDictionary<int, (Socket Near, Socket Far)> _connections = new();
    private readonly Task _accepting;
    private volatile TaskCompletionSource? _silence;
    private volatile byte[]? _marker;
    private volatile EndPoint _target;
    private TimeSpan _delay;
    private int _count;
    private int _cuts;

    private TcpProxy(EndPoint target)
    {
        _target = target;
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync();
    }

    public int Port { get; }

    /// <summary>Where it is reached.</summary>
    public Uri Address => new($"http://127.0.0.1:{Port}");

    /// <summary>Replies that were cut so far.</summary>
    public int Cuts => Volatile.Read(ref _cuts);

    /// <summary>How long each piece of a reply is held back.</summary>
    public TimeSpan Delay
    {
        set => _delay = value;
    }

    /// <summary>Before a server that listens on loopback.</summary>
    public static TcpProxy To(Uri address) => new(new IPEndPoint(IPAddress.Loopback, address.Port));

    /// <summary>Before the PostgreSQL of a connection string, and the connection string that goes through it.</summary>
    public static (TcpProxy Proxy, string ConnectionString) To(string connectionString)
    {
        var builder = new NpgsqlConnectionStringBuilder(connectionString);
        var host = builder.Host.ShouldNotBeNull();
        var proxy = new TcpProxy(host.StartsWith('/') ? new UnixDomainSocketEndPoint($"{host}/.s.PGSQL.{builder.Port}") : new DnsEndPoint(host, builder.Port, AddressFamily.InterNetwork));
        builder.Host = "127.0.0.1";
        builder.Port = proxy.Port;
        return (proxy, builder.ConnectionString);
    }

    /// <summary>The next reply after these bytes went the other way is lost, and its connection with it.</summary>
    public void CutReplyTo(string marker) => _marker = System.Text.Encoding.UTF8.GetBytes(marker);

    /// <summary>New connections lead to this server, which was started again somewhere else.</summary>
    public void LeadTo(Uri address) => _target = new IPEndPoint(IPAddress.Loopback, address.Port);

    /// <summary>Every connection breaks, in the middle of whatever is on its way. New ones are taken.</summary>
    public void Cut()
    {
        foreach (var (near, far) in _connections.Values)
        {
            near.Dispose();
            far.Dispose();
        }
    }

    /// <summary>Connections stay and new ones are taken, but nothing comes through any more.</summary>
    public void FallSilent() => _silence = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Everything comes through again, what was held back first.</summary>
    public void Speak()
    {
        _silence?.TrySetResult();
        _silence = null;
    }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        Speak();
        _listener.Stop();
        Cut();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            var near = await _listener.AcceptSocketAsync(_ending.Token);
            _ = CarryAsync(near);
        }
    }

    private async Task CarryAsync(Socket near)
    {
        var target = _target;
        using var far = new Socket(target.AddressFamily, SocketType.Stream, target is UnixDomainSocketEndPoint ? ProtocolType.Unspecified : ProtocolType.Tcp);
        using (near)
        {
            var number = Interlocked.Increment(ref _count);
            _connections[number] = (near, far);
            try
            {
                await far.ConnectAsync(target, _ending.Token);
                var isMarked = new Mark();
                await Task.WhenAny(ForwardAsync(near, far, isMarked, isReply: false), ForwardAsync(far, near, isMarked, isReply: true));
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
            {
                // Either side is gone, and so is the connection.
            }

            _connections.TryRemove(number, out _);
        }
    }

    private async Task ForwardAsync(Socket from, Socket to, Mark isMarked, bool isReply)
    {
        try
        {
            var buffer = new byte[BytesAtATime];
            int count;
            while ((count = await from.ReceiveAsync(buffer, _ending.Token)) > 0)
            {
                var bytes = buffer.AsMemory(0, count);
                if (!isReply && _marker is { } marker && bytes.Span.IndexOf(marker) >= 0)
                {
                    _marker = null;
                    isMarked.Value = true;
                }
                else if (isReply && isMarked.Value)
                {
                    Interlocked.Increment(ref _cuts);
                    return;
                }

                if (_silence is { } silence)
                {
                    await silence.Task.WaitAsync(_ending.Token);
                }

                if (isReply && _delay > TimeSpan.Zero)
                {
                    await Task.Delay(_delay, TimeProvider.System, _ending.Token);
                }

                for (var sent = 0; sent < count;)
                {
                    sent += await to.SendAsync(bytes[sent..], _ending.Token);
                }
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // As above.
        }
    }

    private sealed class Mark
    {
        public volatile bool Value;
    }
}
