namespace IncidentTimeline.Tests.Faults;

/// <summary>A test that fills a small disk: skipped, with the reason, where none may be mounted; on CI it has to run.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SmallDiskFactAttribute : FactAttribute
{
    public SmallDiskFactAttribute() =>
        Skip = SmallDisk.CanBeMounted || Environment.GetEnvironmentVariable("CI") == "true" ? null : "This account may not mount a small file system, so there is no disk to be filled.";
}
