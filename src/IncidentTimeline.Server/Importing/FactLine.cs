using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using IncidentTimeline.EventLog;
using IncidentTimeline.Facts;
using Microsoft.AspNetCore.Mvc;

namespace IncidentTimeline.Server.Importing;

/// <summary>One line of an import.</summary>
/// <param name="Incident">Under which incident; it was opened before.</param>
/// <param name="Facts">Recorded all or none.</param>
public sealed record FactLine(
    IncidentId Incident,
    [Length(1, Limits.EventsPerAppendMax)] IReadOnlyList<Fact> Facts);

/// <summary>What became of a line.</summary>
public enum Verdict
{
    /// <summary>Its facts were recorded by this request.</summary>
    Recorded,

    /// <summary>Its facts had been recorded before, the same but perhaps from another line or file.</summary>
    AlreadyRecorded,

    /// <summary>An id of it was recorded with other content.</summary>
    IdConflict,

    /// <summary>It cannot be read, breaks a limit, or the domain refuses it.</summary>
    Refused,

    /// <summary>The service gave up here. Of this line and the ones after it nothing is known: send them again.</summary>
    Stopped,
}

/// <summary>One line of the answer.</summary>
/// <param name="Line">Its number in the request, from 1; a line ends at byte 0A.</param>
/// <param name="Verdict">What became of it.</param>
/// <param name="Position">Of the last of its facts in the log.</param>
/// <param name="Version">Of the incident's stream after it.</param>
/// <param name="Problem">Why, where it was not recorded.</param>
public sealed record LineVerdict(
    long Line,
    Verdict Verdict,
    long? Position = null,
    long? Version = null,
    [property: JsonPropertyName("problem")] ProblemDetails? Problem = null);
