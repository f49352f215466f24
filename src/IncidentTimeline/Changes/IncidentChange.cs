using IncidentTimeline.Facts;

namespace IncidentTimeline.Changes;

/// <summary>What became of an incident in a picture.</summary>
public enum IncidentChangeKind
{
    Opened,
    Closed,
    Reopened,

    /// <summary>Its facts count under another from now on.</summary>
    Merged,

    /// <summary>A merge was undone.</summary>
    Separated,

    /// <summary>Persons relate it otherwise to other incidents.</summary>
    Related,

    /// <summary>It has questions here, where it had none.</summary>
    Appeared,

    /// <summary>It has none here any more.</summary>
    Left,
}

/// <summary>One incident that is not what it was in a picture.</summary>
/// <param name="Incident">Its id.</param>
/// <param name="Title">Its name.</param>
/// <param name="Change">What became of it.</param>
/// <param name="Into">Where its facts count, for one that was merged.</param>
/// <param name="Causes">The decisions that did it, or what brought its questions here and took them away.</param>
public sealed record IncidentChange(IncidentId Incident, string Title, IncidentChangeKind Change, IncidentId? Into, IReadOnlyList<ChangeCause> Causes)
{
    internal bool IsOfTheDesk => Change is not (IncidentChangeKind.Appeared or IncidentChangeKind.Left);

    internal static IEnumerable<IncidentChange> Between(Moment from, Moment to, IncidentId incident, bool wasHere, bool isHere)
    {
        var was = from.Knowledge.Incidents.GetValueOrDefault(incident);
        var now = to.Knowledge.Incidents.GetValueOrDefault(incident);
        (bool Is, IncidentChangeKind Change)[] changes =
        [
            (was is null && now is not null, IncidentChangeKind.Opened),
            (was is not { IsClosed: true } && now is { IsClosed: true }, IncidentChangeKind.Closed),
            (was is { IsClosed: true } && now is not { IsClosed: true }, IncidentChangeKind.Reopened),
            (now?.MergedInto is not null && now.MergedInto != was?.MergedInto, IncidentChangeKind.Merged),
            (was?.MergedInto is not null && now?.MergedInto is null, IncidentChangeKind.Separated),
            (!(was?.Relations ?? []).SequenceEqual(now?.Relations ?? []) || !(was?.Wholes ?? []).SequenceEqual(now?.Wholes ?? []), IncidentChangeKind.Related),
            (!wasHere && isHere && was is not null, IncidentChangeKind.Appeared),
            (wasHere && !isHere && now?.MergedInto is null, IncidentChangeKind.Left),
        ];
        return changes.Where(one => one.Is)
            .Select(one => new IncidentChange(incident, (now ?? was)?.Title ?? incident.Value, one.Change, one.Change == IncidentChangeKind.Merged ? now?.MergedInto : null, []));
    }
}
