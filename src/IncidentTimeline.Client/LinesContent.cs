using System.Net;
using System.Net.Http.Headers;

namespace IncidentTimeline.Client;

/// <summary>A body of lines, each ended by byte 0A.</summary>
internal sealed class LinesContent : HttpContent
{
    private static readonly ReadOnlyMemory<byte> LineEnd = new[] { (byte)'\n' };

    private readonly IReadOnlyList<ReadOnlyMemory<byte>> _lines;

    public LinesContent(IReadOnlyList<ReadOnlyMemory<byte>> lines)
    {
        _lines = lines;
        Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        foreach (var line in _lines)
        {
            await stream.WriteAsync(line, cancellationToken).ConfigureAwait(false);
            await stream.WriteAsync(LineEnd, cancellationToken).ConfigureAwait(false);
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _lines.Sum(line => line.Length + 1L);
        return true;
    }
}
