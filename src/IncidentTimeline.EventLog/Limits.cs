namespace IncidentTimeline.EventLog;

/// <summary>
/// What the log accepts, each with its reason. Those marked "also a check constraint" are held by the database too;
/// those marked "stated" are for the log's users to hold, so that what they build on it stays inside its limits.
/// </summary>
public static class Limits
{
    /// <summary>Bytes of one event, data and metadata together: 256 KiB. A fact is a few KiB; a document belongs beside the log. Also a check constraint.</summary>
    public const int EventBytesMax = 256 * 1024;

    /// <summary>Events in one append. PostgreSQL arrays are unbounded; our patience under the head lock is not.</summary>
    public const int EventsPerAppendMax = 1_000;

    /// <summary>Bytes of one append, all its data and metadata: 16 MiB. About 0.2 s under the head lock on a small disk.</summary>
    public const int AppendBytesMax = 16 * 1024 * 1024;

    /// <summary>Levels of nesting in data and metadata. Facts use five; deeper JSON is an attack on recursive readers.</summary>
    public const int NestingMax = 64;

    /// <summary>Characters (UTF-16) of a stream id. It is an index key, and index keys are short. Also a check constraint.</summary>
    public const int StreamIdLengthMax = 200;

    /// <summary>Characters (UTF-16) of an event type's name. Also a check constraint.</summary>
    public const int TypeLengthMax = 100;

    /// <summary>Characters (UTF-16) of a projection's name. Also a check constraint.</summary>
    public const int ProjectionNameLengthMax = 100;

    /// <summary>Bytes of one JSON string inside an event, in UTF-8: 64 KiB. Stated: longer text is a document.</summary>
    public const int StringBytesMax = 64 * 1024;

    /// <summary>Bytes of a feed's own key for a line, in UTF-8. Stated: such keys end up in B-tree indexes, whose rows may not pass 2,704 bytes.</summary>
    public const int FeedKeyBytesMax = 512;
}
