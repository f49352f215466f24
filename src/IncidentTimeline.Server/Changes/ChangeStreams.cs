using IncidentTimeline.Server.Access.Limits;

namespace IncidentTimeline.Server.Changes;

/// <summary>The room for those who follow changes: each computes, and a follower stays for long.</summary>
internal sealed class ChangeStreams
{
    /// <summary>Streams at a time. Each costs what its events cost to compute; a service that serves more people gives the changes on.</summary>
    public const int StreamsMax = 32;

    /// <summary>Of those, of one caller: a quarter, so that one alone does not turn the others away.</summary>
    public const int StreamsOfOneMax = StreamsMax / 4;

    private readonly SharedRoom _room = new(StreamsMax, StreamsOfOneMax);

    /// <summary>Takes a place until it is disposed of; null where all are taken, or all that this caller may take.</summary>
    public IDisposable? Enter(HttpContext context) => _room.Take(context, 1);
}
