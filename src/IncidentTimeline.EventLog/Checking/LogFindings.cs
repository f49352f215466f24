namespace IncidentTimeline.EventLog;

/// <summary>What <see cref="LogCheck"/> can find.</summary>
public static class LogFindings
{
    public static readonly FindingKind NoLog = FindingKind.Error(
        "no-log", "There is no log in this schema, so nothing was checked.");

    public static readonly FindingKind MigrationMissing = FindingKind.Error(
        "migration-missing", "The database is older than this program: it has not been migrated.");

    public static readonly FindingKind MigrationUnknown = FindingKind.Error(
        "migration-unknown", "The database is newer than this program, which cannot judge what it does not know.");

    public static readonly FindingKind MigrationDiffers = FindingKind.Error(
        "migration-differs", "The database was made by another text than the one shipped under this name.");

    public static readonly FindingKind ConstraintMissing = FindingKind.Error(
        "constraint-missing", "The database would accept rows that the log must never hold.");

    public static readonly FindingKind IndexMissing = FindingKind.Error(
        "index-missing", "What is looked up by this index is slow, or not found at all.");

    public static readonly FindingKind TriggerMissing = FindingKind.Error(
        "trigger-missing", "Rows that must never change can be changed.");

    public static readonly FindingKind TriggerUnknown = FindingKind.Error(
        "trigger-unknown", "Somebody's own code runs on what is recorded.");

    public static readonly FindingKind FunctionDiffers = FindingKind.Error(
        "function-differs", "A function of the log does something else than the one shipped.");

    public static readonly FindingKind GrantWrong = FindingKind.Error(
        "grant-wrong", "The service may do more than it should, or less than it must.");

    public static readonly FindingKind PositionGap = FindingKind.Error(
        "position-gap", "Events are missing from the log. Followers and projections stop before the gap.");

    public static readonly FindingKind PositionTwice = FindingKind.Error(
        "position-twice", "Two events claim one place, so the order of the log is no longer one.");

    public static readonly FindingKind VersionGap = FindingKind.Error(
        "version-gap", "Events are missing from a stream.");

    public static readonly FindingKind VersionBackwards = FindingKind.Error(
        "version-backwards", "The order within a stream contradicts the order of the log.");

    public static readonly FindingKind StreamVersionDiffers = FindingKind.Error(
        "stream-version-differs", "The next append to this stream would be refused, or would leave a gap.");

    public static readonly FindingKind HeadMissing = FindingKind.Error(
        "head-missing", "Nothing can be appended: the row that hands out positions is gone.");

    public static readonly FindingKind HeadDiffers = FindingKind.Error(
        "head-differs", "The next append would take a position that is taken, or would leave a gap.");

    public static readonly FindingKind HeadTimeBehind = FindingKind.Error(
        "head-time-behind", "The next event could be timed before the last one.");

    public static readonly FindingKind RecordedAtBackwards = FindingKind.Error(
        "recorded-at-backwards", "The log as of an instant is no longer a beginning of the log.");

    public static readonly FindingKind EventIdDoubled = FindingKind.Error(
        "event-id-doubled", "A retry could be recorded twice: ids no longer tell events apart.");

    public static readonly FindingKind IndexDiffers = FindingKind.Error(
        "index-differs", "An index and its table disagree, so look-ups miss rows that are there.");

    public static readonly FindingKind CheckpointBeyondHead = FindingKind.Error(
        "checkpoint-beyond-head", "A projection claims events that the log does not have, and will pass over the next ones.");

    public static readonly FindingKind PayloadInvalid = FindingKind.Error(
        "payload-invalid", "An event breaks a limit that every append is held to, so it did not come in by one.");

    public static readonly FindingKind StorageDamaged = FindingKind.Error(
        "storage-damaged", "PostgreSQL cannot read its own files. The check ended there; what follows is unknown.");

    public static IReadOnlyList<FindingKind> All { get; } =
    [
        NoLog, MigrationMissing, MigrationUnknown, MigrationDiffers, ConstraintMissing, IndexMissing, TriggerMissing, TriggerUnknown,
        FunctionDiffers, GrantWrong, PositionGap, PositionTwice, VersionGap, VersionBackwards, StreamVersionDiffers, HeadMissing,
        HeadDiffers, HeadTimeBehind, RecordedAtBackwards, EventIdDoubled, IndexDiffers, CheckpointBeyondHead, PayloadInvalid, StorageDamaged,
    ];
}
