using IncidentTimeline.Client;

namespace IncidentTimeline.Cli;

/// <summary>
/// Asks a service that is away again, with growing pauses, until it has been silent for longer than a person would wait. Only for requests
/// that may be sent twice.
/// </summary>
internal sealed class Patience(TimeProvider time)
{
    /// <summary>How long the service may be away.</summary>
    private static readonly TimeSpan AwayMax = TimeSpan.FromMinutes(2);

    /// <summary>Between two attempts; each pause is twice the one before.</summary>
    private static readonly TimeSpan PauseMin = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan PauseMax = TimeSpan.FromSeconds(5);

    private long _awaySince = time.GetTimestamp();
    private TimeSpan _pause = PauseMin;

    /// <exception cref="ServiceAwayException">It was away for too long.</exception>
    public async Task AskAsync(Func<Task> request, CancellationToken cancellationToken)
    {
        while (true)
        {
            string trouble;
            try
            {
                await request();
                return;
            }
            catch (Exception e) when (IsPassing(e))
            {
                trouble = Tell(e);
            }

            await PauseAsync(trouble, cancellationToken);
        }
    }

    /// <summary>Whether the same request may succeed later.</summary>
    public static bool IsPassing(Exception exception) => exception switch
    {
        TimelineProblemException problem => problem.Slug is "busy" or "too-many-requests" or "not-caught-up" or "database-away" or "storage-full" or "issuer-away",
        OperationCanceledException timeout => timeout.InnerException is TimeoutException,
        _ => exception is HttpRequestException or IOException,
    };

    public static string Tell(Exception passing) => passing is OperationCanceledException ? "It does not answer in time." : passing.Message;

    /// <summary>Waits before the next attempt.</summary>
    /// <exception cref="ServiceAwayException">It was away for too long.</exception>
    public async Task PauseAsync(string trouble, CancellationToken cancellationToken)
    {
        if (time.GetElapsedTime(_awaySince) > AwayMax)
        {
            throw new ServiceAwayException(trouble);
        }

        await Task.Delay(_pause, time, cancellationToken);
        _pause = _pause * 2 < PauseMax ? _pause * 2 : PauseMax;
    }

    /// <summary>The service said something: it may be away anew.</summary>
    public void Renew() => (_awaySince, _pause) = (time.GetTimestamp(), PauseMin);
}

/// <summary>The service was away for longer than anybody waits.</summary>
internal sealed class ServiceAwayException(string trouble)
    : Exception($"The service does not go on: {trouble}\nRun the same command again later; what is recorded already is not recorded twice.");
