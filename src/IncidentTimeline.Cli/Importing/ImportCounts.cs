namespace IncidentTimeline.Cli.Importing;

/// <summary>What became of the rows so far.</summary>
internal sealed class ImportCounts
{
    public long Lines { get; set; }

    public long Recorded { get; set; }

    public long AlreadyRecorded { get; set; }

    /// <summary>Their id was recorded with other content.</summary>
    public long Conflicts { get; set; }

    public long Refused { get; set; }

    /// <summary>Rows in which the mapping finds nothing that is stated.</summary>
    public long Silent { get; set; }

    public long Blank { get; set; }

    /// <summary>Of a dry run: rows that could be recorded.</summary>
    public long Mapped { get; set; }

    public long Facts { get; set; }

    /// <summary>Of the files as they are, packed or not.</summary>
    public long BytesRead { get; set; }

    public long Done => Recorded + AlreadyRecorded + Conflicts + Refused + Silent + Mapped;
}
