namespace IncidentTimeline.Benchmarks;

/// <summary>How much is measured.</summary>
/// <param name="Name">As on the command line.</param>
/// <param name="Rounds">Times that limit and product are measured, in turns.</param>
/// <param name="Events">Facts of the large log; each answers two questions on average.</param>
/// <param name="SmallEvents">Facts of the log that the large one is compared with.</param>
/// <param name="AppendsOneByOne">Appends of one caller in a round.</param>
/// <param name="AppendsPerCaller">Appends of each of many callers in a round.</param>
/// <param name="BulkAppends">Appends of a thousand events in a round.</param>
/// <param name="Reads">Questions asked in a round.</param>
/// <param name="ImportLines">Lines of the feed that is imported, where it has as many.</param>
/// <param name="LagDuration">How long events flow in one round of the live lag.</param>
/// <param name="Followers">Followers at one time.</param>
internal sealed record Size(
    string Name, int Rounds, int Events, int SmallEvents, int AppendsOneByOne, int AppendsPerCaller, int BulkAppends, int Reads, int ImportLines, TimeSpan LagDuration, int Followers)
{
    /// <summary>The sizes that the targets are stated for.</summary>
    public static readonly Size Full = new("full", 7, 500_000, 5_000, 1_500, 150, 30, 400, int.MaxValue, TimeSpan.FromSeconds(8), 1_000);

    public static readonly Size Quick = new("quick", 5, 50_000, 5_000, 400, 40, 10, 100, 5_000, TimeSpan.FromSeconds(3), 1_000);

    public static readonly Size Smoke = new("smoke", 1, 300, 100, 5, 2, 1, 3, 30, TimeSpan.FromMilliseconds(100), 5);
}
