using System.Text.Encodings.Web;
using System.Text.Json;

namespace IncidentTimeline.Cli.Importing;

/// <summary>Refused rows as they are, in a file that can be mended and imported again; beside it, why each was refused.</summary>
internal sealed class RejectedLines : IAsyncDisposable
{
    private static readonly JsonSerializerOptions Readable = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly FeedFormat _format;
    private readonly FileStream _lines;
    private readonly FileStream _reasons;
    private long _count;

    private RejectedLines(FeedFormat format, FileStream lines, FileStream reasons) => (_format, _lines, _reasons) = (format, lines, reasons);

    /// <summary>The files that are written anew.</summary>
    public static IReadOnlyList<string> Files(string path) => [path, ReasonsOf(path)];

    public static RejectedLines? Open(string? path, FeedFormat format) =>
        path is null ? null : new RejectedLines(format, File.Create(path), File.Create(ReasonsOf(path)));

    /// <param name="file">Where it stood.</param>
    /// <param name="header">The header of its file, where it has one: the same in all files.</param>
    /// <param name="line">The row.</param>
    /// <param name="code">What is wrong, for programs.</param>
    /// <param name="reason">What is wrong, for people.</param>
    public async Task AddAsync(string file, FeedLine? header, FeedLine line, string code, string reason)
    {
        if (_count == 0 && header is not null)
        {
            await WriteAsync(_lines, header.Raw);
            _count++;
        }

        if (_format == FeedFormat.Json)
        {
            await _lines.WriteAsync(_count == 0 ? "[\n"u8.ToArray() : ",\n"u8.ToArray());
            await _lines.WriteAsync(line.Raw);
        }
        else
        {
            await WriteAsync(_lines, line.Raw);
        }

        await WriteAsync(_reasons, JsonSerializer.SerializeToUtf8Bytes(new Reason(++_count, file, line.Number, code, reason), Readable));
    }

    public async ValueTask DisposeAsync()
    {
        if (_format == FeedFormat.Json && _count > 0)
        {
            await _lines.WriteAsync("\n]\n"u8.ToArray());
        }

        await _lines.DisposeAsync();
        await _reasons.DisposeAsync();
    }

    private static string ReasonsOf(string path) => path + ".reasons.ndjson";

    private static async Task WriteAsync(FileStream file, ReadOnlyMemory<byte> line)
    {
        await file.WriteAsync(line);
        await file.WriteAsync("\n"u8.ToArray());
    }

    /// <summary>One line of the reasons.</summary>
    /// <param name="Row">Which row of the file of rejects.</param>
    /// <param name="File">Where it stood.</param>
    /// <param name="Line">On which line there.</param>
    /// <param name="Code">What is wrong, for programs.</param>
    /// <param name="Because">What is wrong, for people.</param>
    private sealed record Reason(long Row, string File, long Line, string Code, string Because);
}
