namespace IncidentTimeline.EventLog;

/// <summary>An append that was accepted and waits for its verdict.</summary>
internal sealed class PendingAppend(string streamId, ExpectedVersion expected, IReadOnlyList<NewEvent> events, long bytes)
{
    // Asynchronous continuations: the appender must not run its callers' code.
    private readonly TaskCompletionSource<AppendResult> _verdict = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string StreamId => streamId;

    public ExpectedVersion Expected => expected;

    /// <summary>Null: none beside the expected version.</summary>
    public AppendCondition? Condition { get; init; }

    /// <summary>When it was accepted, as a timestamp of the appender's clock.</summary>
    public long AcceptedAt { get; init; }

    public IReadOnlyList<NewEvent> Events => events;

    public long Bytes => bytes;

    public Task<AppendResult> Verdict => _verdict.Task;

    public void Answer(AppendResult result) => _verdict.TrySetResult(result);

    public void Fail(Exception failure) => _verdict.TrySetException(failure);
}
