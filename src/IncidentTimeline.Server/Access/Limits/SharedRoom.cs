namespace IncidentTimeline.Server.Access.Limits;

/// <summary>Room for what requests hold for as long as it pleases their callers: so much for all, and no more than a share of it for one.</summary>
/// <param name="all">What all hold at most at one time.</param>
/// <param name="ofOne">What one caller holds at most, so that one alone does not turn the others away.</param>
internal sealed class SharedRoom(long all, long ofOne)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, long> _held = new(StringComparer.Ordinal);
    private long _total;

    /// <summary>Takes room for the sender of the request until it is disposed of; null where the room, or the share, is too small for it now.</summary>
    public IDisposable? Take(HttpContext context, long amount) => Take(RequestLimits.CountedBy(context), amount);

    /// <summary>The same, for whoever is called so.</summary>
    public IDisposable? Take(string caller, long amount)
    {
        lock (_gate)
        {
            var held = _held.GetValueOrDefault(caller);
            if (held + amount > ofOne || _total + amount > all)
            {
                return null;
            }

            _held[caller] = held + amount;
            _total += amount;
            return new Taken(this, caller, amount);
        }
    }

    private void GiveBack(string caller, long amount)
    {
        lock (_gate)
        {
            _total -= amount;
            _held[caller] -= amount;
            if (_held[caller] == 0)
            {
                _held.Remove(caller);
            }
        }
    }

    private sealed class Taken(SharedRoom room, string caller, long amount) : IDisposable
    {
        private SharedRoom? _room = room;

        public void Dispose() => Interlocked.Exchange(ref _room, null)?.GiveBack(caller, amount);
    }
}
