using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;

namespace IncidentTimeline.Client;

/// <summary>Follows the events of a log over outages: the connection is made again, and goes on where it was.</summary>
/// <param name="http">The client's.</param>
/// <param name="time">For pauses.</param>
/// <param name="interrupted">Told of each pause.</param>
internal sealed class TimelineFollower(HttpClient http, TimeProvider time, Action<FollowInterruption> interrupted)
{
    /// <summary>How long a stream may be silent: three of the service's heartbeats.</summary>
    private static readonly TimeSpan SilenceMax = TimeSpan.FromSeconds(45);

    /// <summary>First and longest pause before another attempt; each doubles, and is shortened by up to half, so that followers do not come back all at once.</summary>
    private static readonly TimeSpan RetryDelayMin = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan RetryDelayMax = TimeSpan.FromSeconds(15);

    /// <summary>Longest pause that the service can ask for. What is on the way may ask for a day, and the log would go on all that time.</summary>
    private static readonly TimeSpan AskedDelayMax = TimeSpan.FromMinutes(1);

    /// <summary>The header of an answer: the epoch of the log at the position that was asked for.</summary>
    private const string EpochHeader = "Timeline-Epoch";

    /// <summary>The events after a position that pass the filter, and steps without an event wherever only a position was reached.</summary>
    public async IAsyncEnumerable<FollowStep> FollowAsync(EventFilter filter, long after, string? epoch, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var attempts = 0;
        while (true)
        {
            var (lines, told, trouble) = await TryOpenAsync(filter, after, epoch, cancellationToken).ConfigureAwait(false);
            if (lines is not null)
            {
                epoch = told ?? epoch;
                using (lines)
                {
                    while (true)
                    {
                        (var step, trouble) = await TryReadAsync(lines, cancellationToken).ConfigureAwait(false);
                        if (step is null)
                        {
                            break;
                        }

                        if (step.Position < after || (step.Position == after && step.Event is not null))
                        {
                            throw new InvalidDataException($"The service told of position {step.Position} after {after}.");
                        }

                        (attempts, after, epoch) = (0, step.Position, step.Epoch ?? epoch);
                        yield return step with { Epoch = epoch };
                    }
                }
            }

            var pause = trouble!.Asked ?? PauseAfter(attempts++); // There is no stream, or no line, for a reason.
            interrupted(new FollowInterruption(trouble.Reason, after, pause));
            await Task.Delay(pause, time, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<(StreamReader? Lines, string? Epoch, Trouble? Trouble)> TryOpenAsync(EventFilter filter, long after, string? epoch, CancellationToken cancellationToken)
    {
        HttpResponseMessage? response = null;
        try
        {
            var known = epoch is null ? "" : $"&epoch={Uri.EscapeDataString(epoch)}";
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(FormattableString.Invariant($"events?after={after}{known}&follow=true{filter.ToQuery()}"), UriKind.Relative));
            response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
            if (response.IsSuccessStatusCode && response.Content.Headers.ContentType?.MediaType == "application/x-ndjson")
            {
                var lines = new StreamReader(await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false), Encoding.UTF8);
                return (lines, response.Headers.TryGetValues(EpochHeader, out var told) ? told.First() : null, null);
            }

            var problem = await TimelineProblemException.OfAsync(response, cancellationToken).ConfigureAwait(false);
            response.Dispose();
            return problem.IsPassing
                ? (null, null, new Trouble(problem.Message, problem.RetryAfter is { } asked && asked > AskedDelayMax ? AskedDelayMax : problem.RetryAfter))
                : throw problem;
        }
        catch (Exception e) when (IsPassing(e, cancellationToken))
        {
            response?.Dispose();
            return (null, null, new Trouble(e.Message));
        }
    }

    /// <summary>The next line; or why the stream has ended.</summary>
    private async Task<(FollowStep? Step, Trouble? Trouble)> TryReadAsync(StreamReader lines, CancellationToken cancellationToken)
    {
        try
        {
            var line = await ReadLineAsync(lines, cancellationToken).ConfigureAwait(false);
            try
            {
                return line is null ? (null, new Trouble("The stream ended.")) : (FeedLine.Read(line), null);
            }
            catch (JsonException)
            {
                // Some proxies end an answer that was cut off as if it were whole. Nothing comes after half a line.
                if (await ReadLineAsync(lines, cancellationToken).ConfigureAwait(false) is null)
                {
                    return (null, new Trouble("The stream was cut off in the middle of a line."));
                }

                throw;
            }
        }
        catch (TimeoutException)
        {
            return (null, new Trouble(FormattableString.Invariant($"Nothing came for {SilenceMax.TotalSeconds} seconds.")));
        }
        catch (Exception e) when (IsPassing(e, cancellationToken))
        {
            return (null, new Trouble(e.Message));
        }
    }

    private Task<string?> ReadLineAsync(StreamReader lines, CancellationToken cancellationToken) =>
        lines.ReadLineAsync(cancellationToken).AsTask().WaitAsync(SilenceMax, time, cancellationToken);

    internal static bool IsPassing(Exception e, CancellationToken cancellationToken) =>
        e is TimelineProblemException { IsPassing: true } or HttpRequestException or IOException or TimeoutException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested);

    internal static TimeSpan PauseAfter(int attempts)
    {
        var pause = RetryDelayMin * Math.Pow(2, Math.Min(attempts, 16));
        return (pause < RetryDelayMax ? pause : RetryDelayMax) * (0.5 + (Random.Shared.NextDouble() / 2));
    }

    /// <param name="Reason">What is the matter.</param>
    /// <param name="Asked">How long to wait, where the service says so.</param>
    private sealed record Trouble(string Reason, TimeSpan? Asked = null);
}
