using IncidentTimeline.EventLog;

namespace IncidentTimeline.Server.Projections;

/// <summary>A projection that this service keeps, and can fill anew.</summary>
/// <param name="Projection">What it is.</param>
/// <param name="Projector">What keeps it here.</param>
internal sealed record KeptProjection(IRebuildableProjection Projection, Projector Projector);
