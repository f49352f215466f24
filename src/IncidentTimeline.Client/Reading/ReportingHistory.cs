using System.Text.Json;

namespace IncidentTimeline.Client;

/// <summary>How what was reported about one question changed: a mirror of <c>GET /incidents/{id}/aspects/{aspect}/history</c>.</summary>
/// <param name="Incident">The incident; where it was merged, the one that it was merged into.</param>
/// <param name="Aspect">The question.</param>
/// <param name="Label">The question in words.</param>
/// <param name="AsOf">The cut points as resolved.</param>
/// <param name="Steps">In order of report time, or of recording where that is not known.</param>
/// <param name="Undated">With a publication time asked for: claims whose report time is unknown, listed without effect.</param>
/// <param name="Decisions">What the desk decided about these facts, and is in force. Never a step of the reporting.</param>
/// <param name="Undone">What it decided about them and undid.</param>
/// <param name="State">What the answer is after the last step, as <see cref="Question.State"/>; null where the steps are of several places, each a question of its own.</param>
public sealed record ReportingHistory(
    string Incident, string Aspect, string Label, AsOf AsOf, IReadOnlyList<ReportingStep> Steps, IReadOnlyList<Account> Undated, IReadOnlyList<DeskStep> Decisions, IReadOnlyList<UndoneStep> Undone, string? State = null);

/// <summary>One step of the reporting.</summary>
/// <param name="Account">The claim.</param>
/// <param name="IsOrderKnown">Whether the step stands at its report time; else at the time it was recorded.</param>
/// <param name="Own">What changed against what the same voice had said: <c>first</c>, <c>repeat</c>, <c>refinement</c>, <c>revision-up</c>, <c>revision-down</c>, <c>changed</c>, <c>status-up</c>, <c>status-down</c>, <c>correction</c>, <c>withdrawal</c>, <c>reinstatement</c>, <c>development</c> or <c>differs-order-unknown</c>.</param>
/// <param name="Others">How it stands to what was in force before: <c>none</c>, <c>relay</c>, <c>corroboration</c>, <c>competing</c>, <c>refinement</c>, <c>denial</c>, <c>status-up</c>, <c>status-down</c> or <c>differs-order-unknown</c>.</param>
/// <param name="Standing">What became of it: <c>stands</c>, <c>superseded</c>, <c>withdrawn</c>, <c>struck</c>, <c>not-yet-published</c> or <c>report-time-unknown</c>.</param>
/// <param name="Place">Where, in words; null for a retraction.</param>
/// <param name="PlaceKey">What tells two places apart.</param>
/// <param name="OwnBefore">The fact that is compared with, or the one that is taken back.</param>
/// <param name="InForceBefore">The fact that stood for what was in force before.</param>
public sealed record ReportingStep(
    Account Account,
    bool IsOrderKnown,
    string Own,
    string Others,
    string Standing,
    string? Place = null,
    string? PlaceKey = null,
    Guid? OwnBefore = null,
    Guid? InForceBefore = null);

/// <summary>A desk decision.</summary>
/// <param name="Id">By which it is undone.</param>
/// <param name="Type">Its kind, such as <c>FactStruck</c>.</param>
/// <param name="Subject">The incident, document or source in whose stream it stands, and in which it is undone.</param>
/// <param name="Tell">The decision in one sentence, which names facts by their ids.</param>
/// <param name="Decision">The decision as it was recorded, its kind in the member <c>type</c>.</param>
/// <param name="Actor">Who decided.</param>
/// <param name="RecordedAt">When.</param>
/// <param name="Position">Its place in the log.</param>
public sealed record DeskStep(Guid Id, string Type, string Subject, string Tell, JsonElement Decision, string Actor, DateTimeOffset RecordedAt, long Position);

/// <summary>A desk decision that was undone: it has no effect, and stays told.</summary>
/// <param name="Step">The decision.</param>
/// <param name="By">The <c>DecisionUndone</c> that undid it; to undo that one makes the decision count again.</param>
public sealed record UndoneStep(DeskStep Step, DeskStep By);
