using System.Globalization;

namespace IncidentTimeline.Tests.Faults;

/// <summary>
/// One at a time, and never beside tests that count on the machine: these load it, kill processes and fill disks.
/// Together they took eight minutes on two cores with a load of thirty; most of it is starting programs.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class FaultsCollection
{
    public const string Name = "Faults";
}

/// <summary>How long the tests with chance in them go on, and with which chance.</summary>
internal static class FaultBudget
{
    /// <summary>A failure names its seed; put it here to see the same again, or any other to look further.</summary>
    public const string SeedVariable = "PROPERTY_SEED";

    /// <summary>Seconds that each test with kills goes on breaking things, for a longer look than every run can take.</summary>
    private const string SecondsVariable = "FAULT_SECONDS";

    private static readonly TimeSpan DurationOfEveryRun = TimeSpan.FromSeconds(15);

    public static TimeSpan Duration { get; } =
        int.TryParse(Environment.GetEnvironmentVariable(SecondsVariable), CultureInfo.InvariantCulture, out var seconds) ? TimeSpan.FromSeconds(seconds) : DurationOfEveryRun;

    /// <summary>Another in every run, as no two runs are alike anyway; the tests print it.</summary>
    public static int Seed { get; } = Math.Abs(
        int.TryParse(Environment.GetEnvironmentVariable(SeedVariable), CultureInfo.InvariantCulture, out var seed) ? seed : Environment.TickCount);
}
