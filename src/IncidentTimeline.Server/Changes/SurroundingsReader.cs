using IncidentTimeline.Changes;
using IncidentTimeline.EventLog;
using IncidentTimeline.Server.Following;

namespace IncidentTimeline.Server.Changes;

/// <summary>Reads what surrounds an event: all that its changes are computed from. It has read the log as far as anybody asked, once for all who follow.</summary>
internal sealed class SurroundingsReader(EventStore store) : IDisposable
{
    private readonly SemaphoreSlim _gate = new(1);
    private readonly EventClusters _clusters = new();
    private LogPosition _read = LogPosition.Start;

    public async Task<EventSurroundings> ReadAsync(LogPosition position, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            await foreach (var recorded in store.ReadLogAsync(_read, position, cancellationToken))
            {
                Add(recorded);
                _read = recorded.Position;
            }

            return _clusters.Around(new Position(position.Value));
        }
        finally
        {
            _gate.Release();
        }
    }

    private void Add(RecordedEvent recorded)
    {
        switch (EventCodec.Recorded(recorded))
        {
            case ({ } fact, _):
                _clusters.Add(fact);
                break;
            case (_, { } decision):
                _clusters.Add(decision);
                break;
        }
    }

    public void Dispose() => _gate.Dispose();
}
