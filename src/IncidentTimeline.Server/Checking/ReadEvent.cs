using IncidentTimeline.Desk;
using IncidentTimeline.EventLog;
using IncidentTimeline.Facts;
using IncidentTimeline.Sources;

namespace IncidentTimeline.Server.Checking;

/// <summary>An event as the catalogue of this program reads it.</summary>
/// <param name="Recorded">As the log has it.</param>
/// <param name="Fact">The fact that it is, or null.</param>
/// <param name="Decision">Else the decision.</param>
/// <param name="Actor">Who recorded it.</param>
internal sealed record ReadEvent(RecordedEvent Recorded, Fact? Fact, IDecision? Decision, string Actor)
{
    public long Position => Recorded.Position.Value;

    /// <summary>The coding whose sources and quotations must hold: of a fact, or of the decision that codes it anew.</summary>
    public Fact? Coding => Fact ?? (Decision as CodingCorrected)?.Coding;

    /// <summary>What a capture says of its document's bytes and text; null for anything else.</summary>
    public (long Bytes, DocumentHash? TextSha256)? Capture => Decision switch
    {
        DocumentCaptured one => (one.Bytes, one.TextSha256),
        DocumentVersionCaptured one => (one.Bytes, one.TextSha256),
        _ => null,
    };
}
