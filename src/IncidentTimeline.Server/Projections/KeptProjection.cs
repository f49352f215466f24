using IncidentTimeline.EventLog;

namespace IncidentTimeline.Server.Projections;

/// <summary>A projection that this service keeps, and can fill anew.</summary>
/// <param name="Projector">What keeps it here.</param>
/// <param name="Fresh">Another one of its kind for each rebuild: the one that is kept may remember what it did last, in other tables.</param>
internal sealed record KeptProjection(Projector Projector, Func<IRebuildableProjection> Fresh);
