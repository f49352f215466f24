using System.ComponentModel.DataAnnotations;

namespace IncidentTimeline.Server.Access.Limits;

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
    /// <summary>More than the log takes from 64 connections that write as fast as they can: a caller is held back by the log, not by this.</summary>
    public const int RequestsPerSecondDefault = 20_000;

    /// <summary>Four times as many as such a writer has.</summary>
    public const int ConcurrentDefault = 256;

    /// <summary>More than one process answers.</summary>
    public const int RequestsPerSecondMax = 1_000_000;

    /// <summary>More than one process keeps connections for.</summary>
    public const int ConcurrentMax = 10_000;

    /// <summary>The defaults.</summary>
    public static CallerLimits None { get; } = new();

    /// <summary>Of whoever shows no key, or one that is no good, by address: a person who reads the demo, or who mistypes, and not a guesser.</summary>
    public static CallerLimits Stranger { get; } = new(RequestsPerSecond: 100, Burst: 1_000, Concurrent: 64);
}
