namespace IncidentTimeline.EventLog;

/// <summary>What the recorder believes the stream to be at, so that a decision made on an old view is not recorded.</summary>
public abstract record ExpectedVersion
{
    private ExpectedVersion()
    {
    }

    /// <summary>The stream may be at any version, or not exist.</summary>
    public static readonly ExpectedVersion Any = new AnyVersion();

    /// <summary>The stream must have no event yet.</summary>
    public static readonly ExpectedVersion NoStream = new NoSuchStream();

    /// <summary>The stream must be exactly at <paramref name="version"/>. Exactly <see cref="StreamVersion.None"/> is <see cref="NoStream"/>.</summary>
    public static ExpectedVersion Exactly(StreamVersion version) =>
        version == StreamVersion.None ? NoStream : new ExactVersion(version);

    /// <summary>As the SQL functions take it: -1 any, 0 no such stream, n exactly n.</summary>
    internal long ToSql() => this switch
    {
        AnyVersion => -1,
        NoSuchStream => 0,
        ExactVersion exact => exact.Version.Value,
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    public sealed record AnyVersion : ExpectedVersion
    {
        internal AnyVersion()
        {
        }
    }

    public sealed record NoSuchStream : ExpectedVersion
    {
        internal NoSuchStream()
        {
        }
    }

    public sealed record ExactVersion : ExpectedVersion
    {
        internal ExactVersion(StreamVersion version) => Version = version;

        public StreamVersion Version { get; }
    }
}
