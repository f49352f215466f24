using System.Net;
using System.Net.Sockets;
using System.Text;

namespace IncidentTimeline.Benchmarks.Http;

/// <summary>
/// A follower of a stream that costs its machine little: it looks for one word and the end of the message that holds it. A thousand of them share the
/// processor with the server that they follow.
/// </summary>
internal sealed class LeanFollower : IDisposable
{
    /// <summary>Bytes received at once: a live event, or much of a slow reader's history.</summary>
    private const int BufferBytes = 32 * 1024;

    /// <summary>Each socket's share of the kernel's memory is its own affair; this is ours.</summary>
    private readonly byte[] _buffer = new byte[BufferBytes];
    private readonly Socket _socket;
    private int _filled;

    private LeanFollower(Socket socket) => _socket = socket;

    /// <summary>Asks, and returns when the answer has begun.</summary>
    public static async Task<LeanFollower> OpenAsync(Uri address, string path, string? key, bool isSse, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Parse(address.Host), address.Port, cancellationToken);
        var follower = new LeanFollower(socket);
        var authorization = key is null ? "" : $"Authorization: Bearer {key}\r\n";
        await socket.SendAsync(
            Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: {address.Authority}\r\n{authorization}Accept: {(isSse ? "text/event-stream" : "application/x-ndjson")}\r\n\r\n"), cancellationToken);
        while (follower.Find("\r\n\r\n"u8, 0) < 0)
        {
            await follower.ReceiveAsync(cancellationToken);
        }

        return Encoding.ASCII.GetString(follower._buffer, 0, follower._filled) is var head && head.StartsWith("HTTP/1.1 200", StringComparison.Ordinal)
            ? follower
            : throw new InvalidOperationException($"The server answered {head}");
    }

    /// <summary>Reads on until a message with the word has come, to its end.</summary>
    public async Task ReadUntilAsync(ReadOnlyMemory<byte> word, ReadOnlyMemory<byte> end, CancellationToken cancellationToken)
    {
        while (true)
        {
            var at = Find(word.Span, 0);
            if (at >= 0 && Find(end.Span, at) is var ended and >= 0)
            {
                Keep(ended + end.Length);
                return;
            }

            // What may be the beginning of it stays.
            Keep(at >= 0 ? at : Math.Max(0, _filled - word.Length + 1));
            await ReceiveAsync(cancellationToken);
        }
    }

    public void Dispose() => _socket.Dispose();

    private int Find(ReadOnlySpan<byte> word, int from) =>
        _buffer.AsSpan(from, _filled - from).IndexOf(word) is var at and >= 0 ? from + at : -1;

    private void Keep(int from)
    {
        _buffer.AsSpan(from, _filled - from).CopyTo(_buffer);
        _filled -= from;
    }

    private async Task ReceiveAsync(CancellationToken cancellationToken)
    {
        if (_filled == _buffer.Length)
        {
            throw new InvalidOperationException("A message is larger than any that the benchmark asks for.");
        }

        var received = await _socket.ReceiveAsync(_buffer.AsMemory(_filled), cancellationToken);
        _filled += received > 0 ? received : throw new InvalidOperationException("The server closed the connection.");
    }
}
