namespace IncidentTimeline.Server.Statements;

/// <summary>A row of the table "statements": an entry for as long as nothing about it changed.</summary>
internal sealed class IndexRow(IndexEntry entry, long knownFrom)
{
    /// <summary>The end of a row that counts now.</summary>
    public const long Open = long.MaxValue;

    public IndexEntry Entry => entry;

    public long KnownFrom => knownFrom;

    public long KnownTo { get; private set; } = Open;

    /// <summary>From when on it is past, where a later state of its voice surely stands.</summary>
    public (long Known, long Reported, long Latest)? Next { get; private set; }

    /// <summary>Whether the database has it.</summary>
    public bool IsStored { get; private set; }

    /// <summary>Whether the database has it otherwise.</summary>
    public bool IsChanged { get; private set; }

    /// <summary>A row as the database has it.</summary>
    public static IndexRow Read(IndexEntry entry, long knownFrom, (long Known, long Reported, long Latest)? next) =>
        new(entry, knownFrom) { IsStored = true, Next = next };

    /// <summary>The database has it as it is.</summary>
    public void Stored() => (IsStored, IsChanged) = (true, false);

    /// <summary>It counts no longer, from a position on.</summary>
    public void Close(long position)
    {
        KnownTo = position;
        IsChanged = IsStored;
    }

    public void End((long Known, long Reported, long Latest)? next)
    {
        Next = next;
        IsChanged = IsStored;
    }
}
