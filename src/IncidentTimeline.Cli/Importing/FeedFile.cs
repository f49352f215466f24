using System.Security.Cryptography;

namespace IncidentTimeline.Cli.Importing;

/// <summary>A file of a feed: its bytes are hashed before the first line is used, for every fact names the file that it was read from.</summary>
internal sealed class FeedFile : IDisposable
{
    /// <summary>What standard input is called on the command line.</summary>
    public const string StandardInput = "-";

    private readonly string? _temporary;

    private FeedFile(string name, string path, string sha256, bool isTemporary) =>
        (Name, Path, Sha256, Length, _temporary) = (name, path, sha256, new FileInfo(path).Length, isTemporary ? path : null);

    public string Name { get; }

    /// <summary>SHA-256 of the file as it is, packed or not, in hex.</summary>
    public string Sha256 { get; }

    public long Length { get; }

    private string Path { get; }

    /// <exception cref="IOException">It cannot be read.</exception>
    public static async Task<FeedFile> OpenAsync(string name, CancellationToken cancellationToken)
    {
        if (Directory.Exists(name))
        {
            throw new IOException($"{name} is a directory; name the files in it.");
        }

        // Standard input comes once only, and is needed twice.
        var path = name == StandardInput ? await SpoolAsync(cancellationToken) : name;
        await using var bytes = File.OpenRead(path);
        return new FeedFile(name == StandardInput ? "standard input" : name, path, Convert.ToHexStringLower(await SHA256.HashDataAsync(bytes, cancellationToken)), name == StandardInput);
    }

    /// <summary>Its lines, unpacked where it begins as gzip does (RFC 1952).</summary>
    /// <param name="mapping">Says how rows are written.</param>
    /// <returns>The lines, and how far they got in the file.</returns>
    public FeedReader Read(Mapping mapping)
    {
        var (lines, file) = Open();
        return new FeedReader(lines, () => file.Position, mapping);
    }

    /// <summary>The same as text, for lines that need no mapping.</summary>
    public StreamReader ReadText() => new(Open().Lines);

    private (Stream Lines, FileStream File) Open()
    {
        var file = new FileStream(Path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 64 * 1024, useAsync: false);
        Span<byte> magic = stackalloc byte[2];
        var isPacked = file.ReadAtLeast(magic, magic.Length, throwOnEndOfStream: false) == 2 && magic is [0x1F, 0x8B];
        file.Position = 0;
        return (isPacked ? new WholeGzipStream(file) : file, file);
    }

    public void Dispose()
    {
        if (_temporary is not null)
        {
            File.Delete(_temporary);
        }
    }

    private static async Task<string> SpoolAsync(CancellationToken cancellationToken)
    {
        var path = System.IO.Path.GetTempFileName();
        await using var input = Console.OpenStandardInput();
        await using var file = File.Create(path);
        await input.CopyToAsync(file, cancellationToken);
        return path;
    }
}
