using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace IncidentTimeline.EventLog;

/// <summary>Lets the maker of a sequence work on a thread of its own while the taker works on what was made before.</summary>
public static class ReadAhead
{
    /// <param name="source">Enumerated on another thread, in order. What it throws, the taker gets.</param>
    /// <param name="itemsMax">Made and not taken yet: bounds the memory.</param>
    /// <param name="cancellationToken">Ends both.</param>
    public static async IAsyncEnumerable<T> AheadAsync<T>(this IAsyncEnumerable<T> source, int itemsMax, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var made = Channel.CreateBounded<T>(new BoundedChannelOptions(itemsMax) { SingleReader = true, SingleWriter = true });
        var making = Task.Run(() => MakeAsync(source, made.Writer, leaving.Token), CancellationToken.None);
        try
        {
            await foreach (var item in made.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                yield return item;
            }
        }
        finally
        {
            // A taker that leaves early ends the maker, and waits until it holds nothing any more.
            await leaving.CancelAsync().ConfigureAwait(false);
            await making.ConfigureAwait(false);
        }
    }

    private static async Task MakeAsync<T>(IAsyncEnumerable<T> source, ChannelWriter<T> made, CancellationToken cancellationToken)
    {
        Exception? failure = null;
        try
        {
            await foreach (var item in source.WithCancellation(cancellationToken).ConfigureAwait(false))
            {
                await made.WriteAsync(item, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception e)
        {
            // Someone else's code may throw anything; all of it is the taker's, on the taker's thread.
            failure = e;
        }

        made.Complete(failure);
    }
}
