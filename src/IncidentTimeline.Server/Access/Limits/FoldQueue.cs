using System.Collections.Concurrent;
using System.Threading.RateLimiting;

namespace IncidentTimeline.Server.Access.Limits;

/// <summary>
/// Lets as many answers be computed at a time as there are cores: each takes one wholly, and more at once only make all of
/// them late. Who asked first goes first; who went away leaves; who finds the queue full is told to come back.
/// </summary>
internal sealed class FoldQueue : IDisposable
{
    /// <summary>Requests that wait for their turn: more would wait longer than their senders do.</summary>
    public const int WaitingMax = 256;

    /// <summary>Of those, of one caller: a quarter, so that one alone does not turn the others away.</summary>
    public const int WaitingOfOneMax = WaitingMax / 4;

    /// <summary>The least that can be said: a queue this long moves on at every fold.</summary>
    public const int RetryAfterSeconds = 1;

    private readonly ConcurrencyLimiter _turns = new(new ConcurrencyLimiterOptions
    {
        PermitLimit = Environment.ProcessorCount,
        QueueLimit = WaitingMax,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });

    private readonly ConcurrentDictionary<string, int> _waiting = new();

    /// <summary>Waits for a turn, which ends when the answer begins: a slow reader keeps nobody waiting. False where the queue is full, or full of this caller.</summary>
    public async Task<bool> EnterAsync(HttpContext context, CancellationToken cancellationToken)
    {
        var turn = await AcquireAsync(RequestLimits.CountedBy(context), cancellationToken);
        if (turn is not { IsAcquired: true })
        {
            return false;
        }

        context.Features.Set(turn);
        context.Response.OnStarting(() =>
        {
            turn.Dispose();
            return Task.CompletedTask;
        });
        // An answer that never begins ends its turn, too.
        context.Response.RegisterForDispose(turn);
        return true;
    }

    /// <summary>Ends the turn of a request that has computed what it had to, before it waits for something else.</summary>
    public static void Leave(HttpContext context) => context.Features.Get<RateLimitLease>()?.Dispose();

    public void Dispose() => _turns.Dispose();

    private async Task<RateLimitLease?> AcquireAsync(string caller, CancellationToken cancellationToken)
    {
        try
        {
            return _waiting.AddOrUpdate(caller, 1, (_, waiting) => waiting + 1) > WaitingOfOneMax ? null : await _turns.AcquireAsync(1, cancellationToken);
        }
        finally
        {
            _waiting.AddOrUpdate(caller, 0, (_, waiting) => waiting - 1);
            _waiting.TryRemove(new KeyValuePair<string, int>(caller, 0));
        }
    }
}
