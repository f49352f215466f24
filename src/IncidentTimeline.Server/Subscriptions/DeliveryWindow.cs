namespace IncidentTimeline.Server.Subscriptions;

/// <summary>An event that passed the filter and is neither done nor parked.</summary>
/// <param name="Position">Its place in the log.</param>
/// <param name="IsLeased">A worker has it.</param>
/// <param name="IsDue">It may be delivered now: it did not fail a moment ago.</param>
/// <param name="ComesAlone">A lease ran out over it: it may be what fells workers, and is not to take others with it once more.</param>
/// <param name="Bytes">Of its JSON.</param>
/// <param name="Keys">In whose order it is delivered: the incidents that it bears on.</param>
internal sealed record OpenEvent(long Position, bool IsLeased, bool IsDue, bool ComesAlone, int Bytes, IReadOnlyList<string> Keys);

/// <summary>What may be delivered next, and what has to wait behind something parked.</summary>
internal sealed record Turn(IReadOnlyList<long> Positions, IReadOnlyList<long> Held);

/// <summary>Whose turn it is: each incident's events in their order, one worker at a time for each incident.</summary>
internal static class DeliveryWindow
{
    /// <summary>Bytes of JSON in one answer, but for one event: what a worker can be expected to take at once.</summary>
    private const int BytesMax = 4 * 1024 * 1024;

    /// <param name="open">In log order, from the first on.</param>
    /// <param name="heldFrom">From which position on something parked holds up a key.</param>
    /// <param name="countMax">Events to deliver at once.</param>
    public static Turn Next(IReadOnlyList<OpenEvent> open, IReadOnlyDictionary<string, long> heldFrom, int countMax)
    {
        var (positions, held, bytes) = (new List<long>(), new List<long>(), 0L);
        var holds = new Dictionary<string, long>(heldFrom);

        // Whatever a worker has: of its incident nobody else is given anything, not even what comes before and is delivered once more.
        var waitedFor = open.Where(one => one.IsLeased).SelectMany(one => one.Keys).ToHashSet();
        var isFull = false;
        foreach (var one in open)
        {
            if (!one.IsLeased && one.Keys.Any(key => holds.TryGetValue(key, out var from) && from < one.Position))
            {
                held.Add(one.Position);
                foreach (var key in one.Keys)
                {
                    holds[key] = holds.TryGetValue(key, out var from) ? Math.Min(from, one.Position) : one.Position;
                }

                continue;
            }

            // What is not taken now is taken before all that comes after it and shares a key.
            if (one.IsLeased || !one.IsDue || isFull || one.Keys.Any(waitedFor.Contains) || (positions.Count > 0 && (one.ComesAlone || bytes + one.Bytes > BytesMax)))
            {
                waitedFor.UnionWith(one.Keys);
                continue;
            }

            positions.Add(one.Position);
            bytes += one.Bytes;
            isFull = one.ComesAlone || positions.Count >= countMax;
        }

        return new Turn(positions, held);
    }
}
