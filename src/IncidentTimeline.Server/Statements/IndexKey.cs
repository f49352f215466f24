using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using IncidentTimeline.Facts;
using IncidentTimeline.Places;
using IncidentTimeline.Sources;
using IncidentTimeline.Times;

namespace IncidentTimeline.Server.Statements;

/// <summary>
/// The names under which the index keeps things, as the first eight bytes of their SHA-256. Where two meet by chance, a reader gets a
/// fact or a decision too many, which the folds leave aside; only where two tracks of one question meet would one be missed. So that nobody
/// makes them meet by choosing names, it is no quicker hash.
/// </summary>
internal static class IndexKey
{
    /// <summary>All decisions that merge incidents: few, and needed for nearly every fact.</summary>
    public static readonly long Merges = Of("merges");

    /// <summary>All openings of incidents.</summary>
    public static readonly long Opened = Of("opened");

    /// <summary>All registrations of sources.</summary>
    public static readonly long Registered = Of("registered");

    /// <summary>All captures of documents.</summary>
    public static readonly long Captured = Of("captured");

    /// <summary>All relations that persons asserted between facts.</summary>
    public static readonly long Relations = Of("relations");

    public static long Of(FactId fact) => Of("fact", fact.Id.ToString("N"));

    public static long Of(IncidentId incident) => Of("incident", incident.Value);

    public static long Of(DocumentHash document) => Of("document", document.Value);

    public static long Of(SourceId source) => Of("source", source.Value);

    /// <summary>The recodings that name a source.</summary>
    public static long OfCoded(SourceId source) => Of("coded", source.Value);

    /// <summary>Every decision that stands in the stream of an incident, whatever it is about.</summary>
    public static long OfDesk(IncidentId incident) => Of("desk", incident.Value);

    /// <summary>A register of a feed, whatever the aspect.</summary>
    public static long OfFeed(Voice voice, string feedKey) => Of("feed", voice.Key, feedKey);

    /// <summary>That something was revised by a feed's key, and not by name.</summary>
    public static long OfFeedRevision(Voice voice, string feedKey) => Of("feed-revision", voice.Key, feedKey);

    /// <summary>A register of a voice, whatever the aspect and the incident: wider than the one of the semantics, so that neither merging nor moving leads out of it.</summary>
    public static long OfRegister(Voice voice, Place place, Fact root)
    {
        var time = root.EventTime ?? EventTime.Unstated;
        return Of("register", voice.Key, place.Key(), time.Key(), time.DependsOnDocument() ? $"{root.Document}{root.Line?.FileSha256}" : null);
    }

    public static long OfQuestion(IncidentId incident, string aspect, string place) => Of("question", incident.Value, aspect, place);

    /// <summary>Never 0, which says that there is none.</summary>
    public static long OfTrack(Voice voice, bool isValued) => Of("track", voice.Key, isValued ? "valued" : "none-reported") | 1;

    public static long Of(params ReadOnlySpan<string?> parts)
    {
        var length = parts.Length;
        foreach (var part in parts)
        {
            length += Encoding.UTF8.GetMaxByteCount(part?.Length ?? 0);
        }

        var text = length <= 1024 ? stackalloc byte[length] : new byte[length];
        var end = 0;
        foreach (var part in parts)
        {
            end += Encoding.UTF8.GetBytes(part, text[end..]);
            text[end++] = 0; // So that "a", "bc" and "ab", "c" differ; no text holds a NUL.
        }

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(text[..end], hash);
        return BinaryPrimitives.ReadInt64LittleEndian(hash);
    }
}
