using System.Globalization;
using System.Text.Json;
using IncidentTimeline.Catalog;
using IncidentTimeline.Desk;
using IncidentTimeline.EventLog;
using IncidentTimeline.Server.Following;
using IncidentTimeline.Sources;

namespace IncidentTimeline.Server.Checking;

/// <summary>Whether each event reads as this program would have written it, in a stream where it belongs.</summary>
internal sealed class EventCheck(FindingLog findings)
{
    /// <summary>The event as it reads; null where it does not.</summary>
    public ReadEvent? Read(RecordedEvent recorded)
    {
        var where = string.Create(CultureInfo.InvariantCulture, $"position {recorded.Position.Value}");
        try
        {
            var (fact, decision) = EventCodec.Decode(recorded);
            var read = new ReadEvent(recorded, fact, decision, EventCodec.ActorOf(recorded));
            CheckWriting(read, where);
            CheckPlace(read, where);
            return read;
        }
        catch (NotSupportedException unknown)
        {
            findings.Add(TimelineFindings.EventUnknown, where, unknown.Message);
            return null;
        }
        catch (Exception unreadable) when (unreadable is JsonException or ArgumentException or InvalidOperationException)
        {
            findings.Add(TimelineFindings.EventUnreadable, where, $"{recorded.Type}: {unreadable.Message}");
            return null;
        }
    }

    private void CheckWriting(ReadEvent read, string where)
    {
        var recorded = read.Recorded;
        var written = read.Fact is { } fact ? EventCodec.Encode(fact, read.Actor) : EventCodec.Encode(recorded.EventId, read.Decision!, read.Actor); // One of the two is there.
        var differing = written.EventId != recorded.EventId ? $"Its id is {recorded.EventId}, and its fact's {written.EventId}."
            : written.Type != recorded.Type ? $"It is filed as {recorded.Type} and reads as {written.Type}."
            : !written.Data.Span.SequenceEqual(recorded.Data.Span) ? $"The same {recorded.Type} is written with other bytes."
            : null;
        if (differing is not null)
        {
            findings.Add(TimelineFindings.EventAltered, where, differing);
        }
    }

    private void CheckPlace(ReadEvent read, string where)
    {
        var recorded = read.Recorded;
        var (kind, subject) = EventCodec.SubjectOf(recorded.StreamId);
        var wanted = read.Decision is { } decision ? Catalogue.SubjectOf(decision) : DecisionSubject.Incident;
        if (kind is null || (wanted != DecisionSubject.Any && wanted != kind) || (kind == DecisionSubject.Document && !DocumentHash.TryParse(subject, out _, out _)))
        {
            findings.Add(TimelineFindings.StreamMisplaced, where, $"A {recorded.Type} stands in the stream {recorded.StreamId}.");
            return;
        }

        var founds = read.Decision is IncidentOpened or SourceRegistered or DocumentCaptured or DocumentVersionCaptured;
        if (founds != (recorded.Version.Value == 1))
        {
            findings.Add(TimelineFindings.FoundingWrong, $"stream {recorded.StreamId}, {where}", founds
                ? string.Create(CultureInfo.InvariantCulture, $"A {recorded.Type} stands at version {recorded.Version.Value}.")
                : $"It begins with a {recorded.Type}.");
        }
    }
}
