using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace IncidentTimeline.Benchmarks.Http;

/// <summary>
/// One kept HTTP/1.1 connection that sends bytes made beforehand, one request at a time. Who asks sits on the same machine as who
/// answers, so the asking must cost little; an HttpClient would take as much of the processor as the server.
/// </summary>
internal sealed class LeanConnection : IDisposable
{
    /// <summary>Bytes of an answer: the largest picture, and then some.</summary>
    private const int AnswerBytesMax = 16 * 1024 * 1024;

    private const int BufferBytesMin = 16 * 1024;

    private readonly Socket _socket;
    private byte[] _buffer = new byte[BufferBytesMin];
    private int _filled;

    private LeanConnection(Socket socket) => _socket = socket;

    private static ReadOnlySpan<byte> EndOfHead => "\r\n\r\n"u8;

    public static async Task<LeanConnection> OpenAsync(Uri address, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Parse(address.Host), address.Port, cancellationToken);
        return new LeanConnection(socket);
    }

    /// <summary>A POST of JSON, or a GET where there is no body.</summary>
    public static byte[] Request(Uri address, string path, string? key, ReadOnlySpan<byte> body)
    {
        var head = new StringBuilder()
            .Append(body.IsEmpty ? "GET " : "POST ").Append(path).Append(" HTTP/1.1\r\nHost: ").Append(address.Authority).Append("\r\n");
        if (key is not null)
        {
            head.Append("Authorization: Bearer ").Append(key).Append("\r\n");
        }

        if (!body.IsEmpty)
        {
            head.Append("Content-Type: application/json\r\nContent-Length: ").Append(body.Length.ToString(CultureInfo.InvariantCulture)).Append("\r\n");
        }

        return [.. Encoding.ASCII.GetBytes(head.Append("\r\n").ToString()), .. body];
    }

    /// <summary>The answer to a request; its body is valid until the next.</summary>
    public async Task<LeanAnswer> SendAsync(ReadOnlyMemory<byte> request, CancellationToken cancellationToken)
    {
        await _socket.SendAsync(request, cancellationToken);
        _filled = 0;
        while (true)
        {
            if (_filled == _buffer.Length)
            {
                Array.Resize(ref _buffer, _buffer.Length < AnswerBytesMax ? _buffer.Length * 2 : throw new InvalidOperationException("The answer is larger than any the benchmark asks for."));
            }

            var received = await _socket.ReceiveAsync(_buffer.AsMemory(_filled), cancellationToken);
            _filled += received > 0 ? received : throw new InvalidOperationException("The server closed the connection.");
            if (LeanAnswer.TryRead(_buffer.AsMemory(0, _filled)) is { } answer)
            {
                return answer;
            }
        }
    }

    public void Dispose() => _socket.Dispose();

    /// <summary>What came back.</summary>
    /// <param name="Status">The status code.</param>
    /// <param name="Head">Status line and headers.</param>
    /// <param name="Body">The content, freed of its chunks.</param>
    internal sealed record LeanAnswer(int Status, ReadOnlyMemory<byte> Head, ReadOnlyMemory<byte> Body)
    {
        /// <summary>Null while something is still to come.</summary>
        public static LeanAnswer? TryRead(ReadOnlyMemory<byte> received)
        {
            var end = received.Span.IndexOf(EndOfHead);
            if (end < 0)
            {
                return null;
            }

            var head = received[..end];
            var rest = received[(end + EndOfHead.Length)..];
            var status = int.Parse(head.Span[9..12], CultureInfo.InvariantCulture);
            if (HeaderOf(head.Span, "\r\nContent-Length: "u8) is { IsEmpty: false } length)
            {
                var bytes = int.Parse(length, CultureInfo.InvariantCulture);
                return rest.Length >= bytes ? new LeanAnswer(status, head, rest[..bytes]) : null;
            }

            return TryJoinChunks(rest.Span) is { } body ? new LeanAnswer(status, head, body) : null;
        }

        /// <summary>The answer, which must have this status: a benchmark that is refused measures nothing.</summary>
        public LeanAnswer Require(int status) => Status == status
            ? this
            : throw new InvalidOperationException($"The server answered {Status} instead of {status}: {Encoding.UTF8.GetString(Head.Span)} {Encoding.UTF8.GetString(Body.Span)}");

        // Kestrel writes its headers in this spelling.
        private static ReadOnlySpan<byte> HeaderOf(ReadOnlySpan<byte> head, ReadOnlySpan<byte> name)
        {
            var at = head.IndexOf(name);
            if (at < 0)
            {
                return [];
            }

            var value = head[(at + name.Length)..];
            var end = value.IndexOf((byte)'\r');
            return end < 0 ? value : value[..end];
        }

        private static byte[]? TryJoinChunks(ReadOnlySpan<byte> rest)
        {
            // Most answers that come in chunks come in one and an empty last one.
            if (!rest.EndsWith("\r\n0\r\n\r\n"u8))
            {
                return null;
            }

            var body = new List<byte>(rest.Length);
            while (true)
            {
                var line = rest.IndexOf("\r\n"u8);
                var bytes = int.Parse(rest[..line], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
                if (bytes == 0)
                {
                    return [.. body];
                }

                if (rest.Length < line + bytes + 4)
                {
                    return null;
                }

                body.AddRange(rest.Slice(line + 2, bytes));
                rest = rest[(line + bytes + 4)..];
            }
        }
    }
}
