using System.ComponentModel.DataAnnotations;

namespace IncidentTimeline.Server.Access;

/// <summary>What one caller may ask of the service. What is null has the default.</summary>
/// <param name="RequestsPerSecond">Requests a second in the long run.</param>
/// <param name="Burst">Requests at once after a pause. Default: as many as in one second.</param>
/// <param name="Concurrent">Requests under way at once.</param>
/// <param name="BodyBytes">Bytes of one request's body, where that is less than the resource takes.</param>
public sealed record CallerLimits(
    [Range(1, CallerLimits.RequestsPerSecondMax)] int? RequestsPerSecond = null,
    [Range(1, CallerLimits.RequestsPerSecondMax)] int? Burst = null,
    [Range(1, CallerLimits.ConcurrentMax)] int? Concurrent = null,
    [Range(1, int.MaxValue)] int? BodyBytes = null)
{
    /// <summary>More than one process answers.</summary>
    public const int RequestsPerSecondMax = 1_000_000;

    /// <summary>More than one process keeps connections for.</summary>
    public const int ConcurrentMax = 10_000;

    /// <summary>The defaults.</summary>
    public static CallerLimits None { get; } = new();
}
