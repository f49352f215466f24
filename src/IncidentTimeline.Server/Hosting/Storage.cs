namespace IncidentTimeline.Server.Hosting;

/// <summary>
/// The disk under an embedded PostgreSQL. A server that cannot write its own log for want of room does not say so to its
/// clients but ends; then the disk itself is asked for the reason.
/// </summary>
internal sealed class Storage(string? directory)
{
    /// <summary>Bytes without which PostgreSQL cannot go on: one segment of its log, 16 MiB, and something beside it.</summary>
    private const long RoomMin = 24 * 1024 * 1024;

    /// <summary>Whether the disk has no room left; false where the database is another machine's affair.</summary>
    public bool IsFull => directory is not null && new DriveInfo(directory).AvailableFreeSpace < RoomMin;
}
