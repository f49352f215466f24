using IncidentTimeline.EventLog;
using IncidentTimeline.Server.Statements;
using Npgsql;

namespace IncidentTimeline.Server.Events;

/// <summary>An event ready to be sent: what a filter looks at, and its bytes.</summary>
/// <param name="Position">Its place in the log.</param>
/// <param name="Id">Its id.</param>
/// <param name="RecordedAt">When it was recorded. An event that was sent again after a failover may stand at the position that it had before, with another one of these.</param>
/// <param name="StreamId">Its stream.</param>
/// <param name="Reach">What it bears on.</param>
/// <param name="Json">A CloudEvent, without a line end.</param>
/// <param name="Epoch">The epoch of the log that it was recorded in.</param>
internal sealed record FeedEvent(long Position, Guid Id, DateTimeOffset RecordedAt, string StreamId, EventReach Reach, ReadOnlyMemory<byte> Json, Guid? Epoch);

/// <summary>Makes events ready to be sent, once the statement index has them: that knows what they bear on.</summary>
internal sealed class FeedReader(EventStore store, NpgsqlDataSource database, StatementIndexRunner index)
{
    private static readonly string ReadReachSql = Sql.Read("Events.read_reach.sql");

    /// <summary>Whether the index goes on; where it has stopped for good, nobody knows what an event bears on.</summary>
    public bool IsFollowing => index.Projector.Status != ProjectorStatus.Stopped;

    /// <summary>How far the index has got, and so the events that can be sent.</summary>
    public LogPosition Ready => index.Projector.Position ?? LogPosition.Start;

    /// <summary>The events after a position, up to and including another, that the index has.</summary>
    public async Task<IReadOnlyList<FeedEvent>> ReadAsync(LogPosition after, LogPosition upTo, CancellationToken cancellationToken)
    {
        var events = new List<RecordedEvent>();
        await foreach (var recorded in store.ReadLogAsync(after, upTo, cancellationToken))
        {
            events.Add(recorded);
        }

        return await PrepareAsync(events, cancellationToken);
    }

    /// <summary>Waits until the index has them, however long a large import is ahead of them.</summary>
    /// <returns>Null where the index has stopped before.</returns>
    public async Task<IReadOnlyList<FeedEvent>?> TakeAsync(IReadOnlyList<RecordedEvent> events, CancellationToken cancellationToken)
    {
        while (await index.WaitForAsync(new Position(events[^1].Position.Value), cancellationToken) is null)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!IsFollowing)
            {
                return null;
            }
        }

        return await PrepareAsync(events, cancellationToken);
    }

    private async Task<IReadOnlyList<FeedEvent>> PrepareAsync(IReadOnlyList<RecordedEvent> events, CancellationToken cancellationToken)
    {
        if (events.Count == 0)
        {
            return [];
        }

        var reading = ReadReachesAsync(database, events[0].Position.Value - 1, events[^1].Position.Value, cancellationToken);
        var following = store.HistoryUpToAsync(events[^1], cancellationToken);
        await Task.WhenAll(reading, following);
        var (reaches, history) = (await reading, await following);
        var prepared = new FeedEvent[events.Count];
        for (var i = 0; i < prepared.Length; i++)
        {
            var recorded = events[i];
            var reach = reaches.GetValueOrDefault(recorded.Position.Value) ?? EventReach.Of(EventReader.Decode(recorded));
            prepared[i] = new FeedEvent(recorded.Position.Value, recorded.EventId, recorded.RecordedAt, recorded.StreamId, reach, CloudEvents.Write(recorded, reach), history.Of(recorded.Position)?.Id);
        }

        return prepared;
    }

    /// <summary>What the events of a range bear on, by position, where that is more than they say themselves.</summary>
    internal static async Task<Dictionary<long, EventReach>> ReadReachesAsync(NpgsqlDataSource database, long after, long upTo, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(ReadReachSql);
        command.Parameters.Add(new() { Value = after });
        command.Parameters.Add(new() { Value = upTo });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var reaches = new Dictionary<long, EventReach>();
        while (await reader.ReadAsync(cancellationToken))
        {
            var reach = new EventReach { IsOpen = reader.GetBoolean(1) };
            reach.Types.UnionWith(reader.GetFieldValue<string[]>(2));
            reach.Regions.UnionWith(reader.GetFieldValue<string[]>(3));
            reach.Incidents.UnionWith(reader.GetFieldValue<string[]>(4));
            reach.Sources.UnionWith(reader.GetFieldValue<string[]>(5));
            reach.Revised.UnionWith(reader.GetFieldValue<Guid[]>(6));
            reaches[reader.GetInt64(0)] = reach;
        }

        return reaches;
    }
}
