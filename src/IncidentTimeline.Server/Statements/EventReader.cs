using IncidentTimeline.EventLog;
using IncidentTimeline.Facts;
using IncidentTimeline.Pictures;
using IncidentTimeline.Server.Following;
using Npgsql;

namespace IncidentTimeline.Server.Statements;

/// <summary>Facts and decisions by their positions. What is recorded never changes, so what was read lately is kept.</summary>
public sealed class EventReader
{
    /// <summary>Events kept: at about two kilobytes each, less than a fifth of what the service may use. A power of two.</summary>
    private const int EventsKeptMax = 32_768;

    /// <summary>Bytes of JSON that the events kept have come from, should they be larger than that: decoded they take about twice as many.</summary>
    private const long BytesKeptMax = 48 * 1024 * 1024;

    private static readonly string ReadEventsSql = Sql.Read("Statements.read_events.sql");

    // One place for all positions with the same last bits. A cache that knows which were used lately has to look through all of them to make room.
    private readonly Kept?[] _kept = new Kept?[EventsKeptMax];
    private long _bytesKept;

    /// <summary>The facts and decisions at these positions, in log order.</summary>
    /// <exception cref="NotSupportedException">A type or version is none that this program knows.</exception>
    internal async Task<Selection> ReadAsync(IReadOnlyCollection<long> positions, NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var facts = new List<RecordedFact>(positions.Count);
        var decisions = new List<RecordedDecision>();
        var missing = new List<long>();
        foreach (var position in positions)
        {
            var kept = Volatile.Read(ref _kept[PlaceOf(position)]);
            if (kept?.Position == position)
            {
                Sort(kept.Event);
            }
            else
            {
                missing.Add(position);
            }
        }

        if (missing.Count > 0)
        {
            await using var command = new NpgsqlCommand(ReadEventsSql, connection) { Parameters = { new() { Value = missing.ToArray() } } };
            await command.PrepareAsync(cancellationToken);
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                Sort(Keep(Read(reader)));
            }
        }

        facts.Sort((one, other) => one.Position.CompareTo(other.Position));
        decisions.Sort((one, other) => one.Position.CompareTo(other.Position));
        return new Selection(facts, decisions);

        void Sort(object read)
        {
            if (read is RecordedFact fact)
            {
                facts.Add(fact);
            }
            else
            {
                decisions.Add((RecordedDecision)read);
            }
        }
    }

    /// <summary>The fact or the decision that an event is.</summary>
    internal static object Decode(RecordedEvent recorded)
    {
        var position = new Position(recorded.Position.Value);
        var actor = EventCodec.ActorOf(recorded);
        var subject = EventCodec.SubjectOf(recorded.StreamId).Subject;
        var (fact, decision) = EventCodec.Decode(recorded);
        return fact is not null
            ? new RecordedFact(position, recorded.RecordedAt, actor, new IncidentId(subject), fact)
            : new RecordedDecision(position, recorded.RecordedAt, actor, recorded.EventId, subject, decision!); // An event is a fact or a decision.
    }

    /// <summary>Decodes an event, and keeps it for those who ask next.</summary>
    internal object Keep(RecordedEvent recorded)
    {
        var kept = new Kept(recorded.Position.Value, recorded.Data.Length, Decode(recorded));
        if (Replace(kept.Position, kept) > BytesKeptMax)
        {
            Replace(kept.Position, null);
        }

        return kept.Event;
    }

    private long Replace(long position, Kept? kept)
    {
        var before = Interlocked.Exchange(ref _kept[PlaceOf(position)], kept);
        return Interlocked.Add(ref _bytesKept, (kept?.Bytes ?? 0) - (before?.Bytes ?? 0));
    }

    private static long PlaceOf(long position) => position & (EventsKeptMax - 1);

    private static RecordedEvent Read(NpgsqlDataReader reader) => new(
        new LogPosition(reader.GetInt64(0)),
        reader.GetString(1),
        new StreamVersion(reader.GetInt64(2)),
        reader.GetGuid(3),
        reader.GetString(4),
        reader.GetInt32(5),
        reader.GetFieldValue<byte[]>(6),
        reader.GetFieldValue<byte[]>(7),
        reader.GetFieldValue<DateTimeOffset>(8));

    /// <summary>An event that was read, where it is in the log, and how many bytes it has there.</summary>
    private sealed record Kept(long Position, int Bytes, object Event);
}

/// <summary>Facts and decisions of the log, each in its order.</summary>
internal sealed record Selection(IReadOnlyList<RecordedFact> Facts, IReadOnlyList<RecordedDecision> Decisions);
