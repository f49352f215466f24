using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Threading.Channels;
using IncidentTimeline.Catalog;
using IncidentTimeline.Server.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace IncidentTimeline.Server.Importing;

/// <summary>
/// Reads lines and answers each in its order, with a bounded number of them under way between the two: enough that the log
/// gathers them into groups, and few enough that a caller who sends faster than the log writes is held up by his own connection.
/// </summary>
internal sealed class FactStream(PipeReader lines, PipeWriter verdicts, LineRecorder recorder, Func<bool> isStillLetIn) : IDisposable
{
    /// <summary>Bytes of one line: 1 MiB, four events of the largest size.</summary>
    public const int LineBytesMax = 1024 * 1024;

    /// <summary>Lines under way: as many as go into one group of the log.</summary>
    private const int UnderWayMax = 1_024;

    /// <summary>Bytes that one of those places stands for: most lines are no longer, and a longer one takes several.</summary>
    private const int PlaceBytes = 4 * 1024;

    /// <summary>Bytes under way: 4 MiB.</summary>
    public const int BytesUnderWayMax = UnderWayMax * PlaceBytes;

    /// <summary>Bytes of answers that are sent at once, where more of them are ready.</summary>
    private const int FlushBytes = 32 * 1024;

    private static readonly ReadOnlyMemory<byte> ByteOrderMark = new byte[] { 0xEF, 0xBB, 0xBF };

    private readonly SemaphoreSlim _places = new(UnderWayMax);
    private readonly Channel<Pending> _pending = Channel.CreateBounded<Pending>(UnderWayMax);
    private readonly CancellationTokenSource _ending = new();

    /// <summary>Until the lines end, the caller goes away, or the service gives up.</summary>
    /// <param name="stopping">The service is asked to end: what is under way is answered, and the caller told to go on later.</param>
    /// <param name="cancellationToken">The caller went away.</param>
    public async Task RunAsync(CancellationToken stopping, CancellationToken cancellationToken)
    {
        using var reading = CancellationTokenSource.CreateLinkedTokenSource(stopping, cancellationToken, _ending.Token);
        var answering = AnswerAsync(cancellationToken);
        try
        {
            await ReadAsync(reading.Token, cancellationToken);
        }
        finally
        {
            _pending.Writer.TryComplete();
            await answering;
        }
    }

    public void Dispose()
    {
        _places.Dispose();
        _ending.Dispose();
    }

    private async Task ReadAsync(CancellationToken reading, CancellationToken cancellationToken)
    {
        var number = 0L;
        try
        {
            await foreach (var line in SplitAsync(reading))
            {
                number++;
                if (!isStillLetIn())
                {
                    await StopAsync(number, Problem.Unauthorized("What let you in has expired or was revoked while the lines were being sent."));
                    return;
                }

                if (line is { } bytes && bytes.Span.IndexOfAnyExcept(" \t\r"u8) < 0)
                {
                    continue;
                }

                var places = 1 + ((line?.Length ?? 0) / PlaceBytes);
                for (var taken = 0; taken < places; taken++)
                {
                    await _places.WaitAsync(reading);
                }

                var verdict = line is null
                    ? Task.FromResult(LineRecorder.TooLong(number))
                    : recorder.RecordAsync(number, number == 1 && line.Value.Span.StartsWith(ByteOrderMark.Span) ? line.Value[ByteOrderMark.Length..] : line.Value, cancellationToken);
                await _pending.Writer.WriteAsync(new Pending(verdict, places), reading);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The writer gave up and has said so; or the service is ending, and this says so.
            await StopAsync(number + 1, Problem.Stopping());
        }
        catch (BadHttpRequestException e)
        {
            await StopAsync(number + 1, e.StatusCode == StatusCodes.Status413PayloadTooLarge
                ? Problem.TooLarge("The stream is larger than this key may send in one request.")
                : Problem.Malformed("", $"The body did not arrive as announced: {e.Message}"));
        }
    }

    private async Task StopAsync(long line, ProblemHttpResult problem)
    {
        try
        {
            var stopped = new LineVerdict(line, Verdict.Stopped, Problem: problem.ProblemDetails);
            await _pending.Writer.WriteAsync(new Pending(Task.FromResult(stopped), 0), _ending.Token);
        }
        catch (OperationCanceledException)
        {
            // The answer has ended already, with a word of its own or because nobody hears it.
        }
    }

    /// <summary>The lines without their ends; null for one that is too long, whose bytes are read and dropped.</summary>
    private async IAsyncEnumerable<ReadOnlyMemory<byte>?> SplitAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var isDropping = false;
        while (true)
        {
            var read = await lines.ReadAsync(cancellationToken);
            var buffer = read.Buffer;
            while (buffer.PositionOf((byte)'\n') is { } end)
            {
                var line = buffer.Slice(0, end);
                yield return isDropping || line.Length > LineBytesMax ? (ReadOnlyMemory<byte>?)null : line.ToArray();
                isDropping = false;
                buffer = buffer.Slice(buffer.GetPosition(1, end));
            }

            if (read.IsCompleted)
            {
                if (isDropping || buffer.Length > 0)
                {
                    yield return isDropping || buffer.Length > LineBytesMax ? (ReadOnlyMemory<byte>?)null : buffer.ToArray();
                }

                lines.AdvanceTo(buffer.End);
                yield break;
            }

            if (buffer.Length > LineBytesMax)
            {
                isDropping = true;
                buffer = buffer.Slice(buffer.End);
            }

            lines.AdvanceTo(buffer.Start, buffer.End);
        }
    }

    private async Task AnswerAsync(CancellationToken cancellationToken)
    {
        await using var json = new Utf8JsonWriter(verdicts, new JsonWriterOptions { Encoder = Wire.Options.Encoder, SkipValidation = true });
        var unsent = 0L;
        try
        {
            await foreach (var pending in _pending.Reader.ReadAllAsync(cancellationToken))
            {
                if (unsent > 0 && !pending.Verdict.IsCompleted)
                {
                    await verdicts.FlushAsync(cancellationToken);
                    unsent = 0;
                }

                var verdict = await pending.Verdict;
                unsent += Write(json, verdict);
                if (pending.Places > 0)
                {
                    _places.Release(pending.Places);
                }

                if (verdict.Verdict == Verdict.Stopped)
                {
                    break;
                }

                if (unsent > FlushBytes || (unsent > 0 && !_pending.Reader.TryPeek(out _)))
                {
                    await verdicts.FlushAsync(cancellationToken);
                    unsent = 0;
                }
            }

            await verdicts.FlushAsync(cancellationToken);
        }
        finally
        {
            // Whoever still reads lines has nobody left to answer them. What is under way is recorded or not, and nobody told: the caller sends it again.
            await _ending.CancelAsync();
            while (_pending.Reader.TryRead(out var left))
            {
                await ((Task)left.Verdict).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private long Write(Utf8JsonWriter json, LineVerdict verdict)
    {
        JsonSerializer.Serialize(json, verdict, Wire.Options);
        json.Flush();
        var bytes = json.BytesCommitted;
        json.Reset();
        verdicts.Write("\n"u8);
        return bytes;
    }

    private readonly record struct Pending(Task<LineVerdict> Verdict, int Places);
}
