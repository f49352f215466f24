using System.Globalization;
using System.Text;

namespace IncidentTimeline.Client;

/// <summary>
/// A checkpoint in a file, the position and behind a space the epoch, for one consumer at a time. After a crash the last events may come again: at least once. From its first use until it is disposed of, or
/// its process ends, it holds the file <c>{path}.lock</c>, so that two processes never share one place.
/// </summary>
/// <param name="path">Written whole or not at all. Its directory exists.</param>
public sealed class FileCheckpoint(string path) : ICheckpoint, IDisposable
{
    /// <summary>Characters of a file that is read: a position has 19 digits at most and an epoch 36, and whatever is larger is no checkpoint.</summary>
    private const int LengthMax = 64;

    /// <summary>What a file that somebody else holds is refused with: EAGAIN of Linux and of macOS, and ERROR_SHARING_VIOLATION of Windows.</summary>
    private static readonly int[] HeldErrors = [11, 35, unchecked((int)0x80070020)];

    private FileStream? _lock;

    /// <exception cref="FormatException">The file holds something else.</exception>
    /// <exception cref="IOException">Another consumer uses it, or it cannot be read.</exception>
    public async Task<long> ReadAsync(CancellationToken cancellationToken) => (await ReadBothAsync(cancellationToken).ConfigureAwait(false)).Position;

    /// <exception cref="FormatException">As above.</exception>
    /// <exception cref="IOException">As above.</exception>
    public async Task<string?> ReadEpochAsync(CancellationToken cancellationToken) => (await ReadBothAsync(cancellationToken).ConfigureAwait(false)).Epoch;

    /// <exception cref="IOException">Another consumer uses it, or it cannot be written. What was there before is still there.</exception>
    public Task MoveAsync(long position, CancellationToken cancellationToken) => MoveAsync(position, null, cancellationToken);

    /// <exception cref="IOException">As above.</exception>
    public async Task MoveAsync(long position, string? epoch, CancellationToken cancellationToken)
    {
        Lock();
        var unfinished = path + ".unfinished";
        var file = new FileStream(unfinished, FileMode.Create, FileAccess.Write);
        await using (file.ConfigureAwait(false))
        {
            await file.WriteAsync(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{position} {epoch}").TrimEnd() + "\n"), cancellationToken).ConfigureAwait(false);
            file.Flush(flushToDisk: true); // Else a loss of power may leave the new name with nothing in it.
        }

        File.Move(unfinished, path, overwrite: true);
    }

    /// <summary>Lets another consumer use it.</summary>
    public void Dispose()
    {
        _lock?.Dispose();
        _lock = null;
    }

    // Before there were epochs the position stood alone.
    private async Task<(long Position, string? Epoch)> ReadBothAsync(CancellationToken cancellationToken)
    {
        Lock();
        if (!File.Exists(path))
        {
            return (0, null);
        }

        var text = new FileInfo(path).Length <= LengthMax ? await File.ReadAllTextAsync(path, cancellationToken).ConfigureAwait(false) : "";
        var parts = text.TrimEnd().Split(' ');
        return long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var position) && (parts.Length == 1 || (parts.Length == 2 && Guid.TryParseExact(parts[1], "D", out _)))
            ? (position, parts.ElementAtOrDefault(1))
            : throw new FormatException($"{path} does not hold a position. Write the last one that was taken into it, or remove it to begin with the first event.");
    }

    // On a file of its own, as the checkpoint itself is replaced at each move.
    private void Lock()
    {
        try
        {
            _lock ??= new FileStream(path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (HeldErrors.Contains(e.HResult))
        {
            throw new IOException($"{path} is the checkpoint of a consumer that is running: give each its own.", e);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or DirectoryNotFoundException)
        {
            // In words of the checkpoint: nobody asked for the other file.
            throw new IOException($"The checkpoint {path} cannot be used: its directory has to be there, and this account has to have the right to write in it.", e);
        }
    }
}
