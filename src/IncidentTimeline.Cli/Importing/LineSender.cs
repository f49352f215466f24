using IncidentTimeline.Client;

namespace IncidentTimeline.Cli.Importing;

/// <summary>A line and what the service made of it.</summary>
internal sealed record SentLine(MappedLine Line, LineVerdict Verdict);

/// <summary>
/// Sends lines in requests of bounded size, several at once, and hands their verdicts on in the order of the lines. What was not answered is sent
/// again: the ids make that safe.
/// </summary>
internal sealed class LineSender(TimelineClient client, TimeProvider time, Func<SentLine, Task> take)
{
    /// <summary>Bytes of one request: 2 MiB.</summary>
    private const int RequestBytesMax = 2 * 1024 * 1024;

    /// <summary>Requests at once: enough that the log finds a full group whenever it looks.</summary>
    private const int RequestsMax = 4;

    private readonly Queue<Task<IReadOnlyList<SentLine>>> _underWay = [];
    private List<MappedLine> _lines = [];
    private int _bytes;

    /// <summary>Takes a line; waits where too many are under way.</summary>
    /// <exception cref="ServiceAwayException">The service does not go on.</exception>
    public async Task SendAsync(MappedLine line, CancellationToken cancellationToken)
    {
        if (_lines.Count > 0 && _bytes + line.Json.Length > RequestBytesMax)
        {
            await FlushAsync(cancellationToken);
        }

        _lines.Add(line);
        _bytes += line.Json.Length;
        if (_lines.Count == TimelineClient.LinesMax)
        {
            await FlushAsync(cancellationToken);
        }
    }

    /// <summary>Waits for all verdicts.</summary>
    /// <exception cref="ServiceAwayException">The service does not go on.</exception>
    public async Task FinishAsync(CancellationToken cancellationToken)
    {
        if (_lines.Count > 0)
        {
            await FlushAsync(cancellationToken);
        }

        while (_underWay.Count > 0)
        {
            await TakeOldestAsync();
        }
    }

    private async Task FlushAsync(CancellationToken cancellationToken)
    {
        if (_underWay.Count == RequestsMax)
        {
            await TakeOldestAsync();
        }

        _underWay.Enqueue(SendAsync(_lines, cancellationToken));
        (_lines, _bytes) = ([], 0);
    }

    private async Task TakeOldestAsync()
    {
        foreach (var line in await _underWay.Dequeue())
        {
            await take(line);
        }
    }

    private async Task<IReadOnlyList<SentLine>> SendAsync(List<MappedLine> lines, CancellationToken cancellationToken)
    {
        var sent = new List<SentLine>(lines.Count);
        var patience = new Patience(time);
        while (true)
        {
            var answered = sent.Count;
            var trouble = await TrySendAsync(lines, sent, cancellationToken);
            if (sent.Count == lines.Count)
            {
                return sent;
            }

            if (sent.Count > answered)
            {
                patience.Renew();
            }

            await patience.PauseAsync(trouble, cancellationToken);
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
        catch (Exception e) when (Patience.IsPassing(e))
        {
            return Patience.Tell(e);
        }
    }
}
