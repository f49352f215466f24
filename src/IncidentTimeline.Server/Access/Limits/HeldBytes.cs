namespace IncidentTimeline.Server.Access.Limits;

/// <summary>
/// The bytes that requests hold while their callers send or read slowly: bodies as they come, imports, documents. They have one
/// room in the process and each caller a share of it, so that slowness costs memory to nobody but the slow (ADR 0018).
/// </summary>
internal sealed class HeldBytes
{
    /// <summary>Bytes of all: 256 MiB. What is computed from them takes several times its own bytes, but only for as long as that takes.</summary>
    public const long Max = 256 * 1024 * 1024;

    /// <summary>Bytes of one caller: 64 MiB, in which the largest document has room, with its text.</summary>
    public const long OfOneMax = Max / 4;

    /// <summary>Bytes that are not counted: 64 KiB. As much as a connection costs anyway, and the number of requests under way bounds them.</summary>
    public const int SmallMax = 64 * 1024;

    /// <summary>Bytes a second that who sends or takes much has to keep up in the long run: 8 KiB. The largest document takes an hour and a half then, and holds its room no longer.</summary>
    public const double BytesPerSecondMin = 8 * 1024;

    /// <summary>How long it may take to begin.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    private readonly SharedRoom _room = new(Max, OfOneMax);

    /// <summary>Takes room until the request has been answered. False where it lacks.</summary>
    public bool TryHold(HttpContext context, long bytes)
    {
        if (bytes <= SmallMax)
        {
            return true;
        }

        if (_room.Take(context, bytes) is not { } taken)
        {
            return false;
        }

        context.Response.RegisterForDispose(taken);
        return true;
    }

    /// <summary>Takes room for stored bytes that are read on behalf of somebody, until it is given back. False where it lacks.</summary>
    /// <param name="actor">By the name that is recorded. It has a share beside those of his keys, so that what a request sends never keeps out what it is checked against.</param>
    /// <param name="bytes">How many.</param>
    /// <param name="room">To be given back; null where so few take none.</param>
    public bool TryRead(string actor, long bytes, out IDisposable? room)
    {
        room = bytes <= SmallMax ? null : _room.Take($"read for {actor}", bytes);
        return bytes <= SmallMax || room is not null;
    }
}
