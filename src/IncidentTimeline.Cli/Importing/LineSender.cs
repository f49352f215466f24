using IncidentTimeline.Client;

namespace IncidentTimeline.Cli.Importing;

/// <summary>A line and what the service made of it.</summary>
internal sealed record SentLine(MappedLine Line, LineVerdict Verdict);

/// <summary>
/// Sends lines in requests of bounded size, several at once, and hands their verdicts on in the order of the lines. What was not answered is sent
/// again, with growing pauses, until the service has been silent for longer than a person would wait: the ids make that safe.
/// </summary>
internal sealed class LineSender(TimelineClient client, TimeProvider time, Func<SentLine, Task> take)
{
    /// <summary>Bytes of one request: 2 MiB.</summary>
    private const int RequestBytesMax = 2 * 1024 * 1024;

    /// <summary>Requests at once: enough that the log finds a full group whenever it looks.</summary>
    private const int RequestsMax = 4;

    /// <summary>How long the service may be away before the import ends.</summary>
    private static readonly TimeSpan PatienceMax = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan PauseMin = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan PauseMax = TimeSpan.FromSeconds(5);

    private readonly Queue<Task<IReadOnlyList<SentLine>?>> _underWay = [];
    private List<MappedLine> _lines = [];
    private int _bytes;

    /// <summary>Why it gave up.</summary>
    public string Trouble { get; private set; } = "";

    /// <summary>Takes a line; waits where too many are under way. False: the service does not go on.</summary>
    public async Task<bool> SendAsync(MappedLine line, CancellationToken cancellationToken)
    {
        if (_lines.Count > 0 && _bytes + line.Json.Length > RequestBytesMax && !await FlushAsync(cancellationToken))
        {
            return false;
        }

        _lines.Add(line);
        _bytes += line.Json.Length;
        return _lines.Count < TimelineClient.LinesMax || await FlushAsync(cancellationToken);
    }

    /// <summary>Waits for all verdicts. False: the service does not go on.</summary>
    public async Task<bool> FinishAsync(CancellationToken cancellationToken)
    {
        if (_lines.Count > 0 && !await FlushAsync(cancellationToken))
        {
            return false;
        }

        while (_underWay.Count > 0)
        {
            if (!await TakeOldestAsync())
            {
                return false;
            }
        }

        return true;
    }

    private async Task<bool> FlushAsync(CancellationToken cancellationToken)
    {
        if (_underWay.Count == RequestsMax && !await TakeOldestAsync())
        {
            return false;
        }

        _underWay.Enqueue(SendAsync(_lines, cancellationToken));
        (_lines, _bytes) = ([], 0);
        return true;
    }

    private async Task<bool> TakeOldestAsync()
    {
        if (await _underWay.Dequeue() is not { } sent)
        {
            return false;
        }

        foreach (var line in sent)
        {
            await take(line);
        }

        return true;
    }

    private async Task<IReadOnlyList<SentLine>?> SendAsync(List<MappedLine> lines, CancellationToken cancellationToken)
    {
        var sent = new List<SentLine>(lines.Count);
        var (silentSince, pause) = (time.GetTimestamp(), PauseMin);
        while (true)
        {
            var answered = sent.Count;
            var trouble = await TrySendAsync(lines, sent, cancellationToken);
            if (sent.Count == lines.Count)
            {
                return sent;
            }

            (silentSince, pause) = sent.Count > answered ? (time.GetTimestamp(), PauseMin) : (silentSince, pause);
            if (time.GetElapsedTime(silentSince) > PatienceMax)
            {
                Trouble = trouble;
                return null;
            }

            await Task.Delay(pause, time, cancellationToken);
            pause = pause * 2 < PauseMax ? pause * 2 : PauseMax;
        }
    }

    /// <summary>Sends what has no verdict yet, and says why it got none for some of it.</summary>
    private async Task<string> TrySendAsync(List<MappedLine> lines, List<SentLine> sent, CancellationToken cancellationToken)
    {
        try
        {
            var request = lines.Skip(sent.Count).Select(line => line.Json).ToList();
            await foreach (var verdict in client.RecordAsync(request, cancellationToken))
            {
                if (verdict.Verdict == "stopped")
                {
                    return verdict.Problem?.Detail ?? "It gave up without a word.";
                }

                sent.Add(new SentLine(lines[sent.Count], verdict));
            }

            return "It ended its answer too early.";
        }
        catch (TimelineProblemException e) when (e.Slug is "busy" or "too-many-requests" or "not-caught-up" or "database-away" or "storage-full" or "issuer-away")
        {
            return e.Message;
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return e.Message;
        }
        catch (OperationCanceledException e) when (e.InnerException is TimeoutException)
        {
            return "It does not answer in time.";
        }
    }
}
