namespace IncidentTimeline.Tests;

/// <summary>Where the repository lies, for tests that compare generated files with what is committed.</summary>
internal static class Repository
{
    public static string Root { get; } = FindUpwards(directory => File.Exists(Path.Combine(directory, "IncidentTimeline.sln")))
        ?? throw new InvalidOperationException("The tests run outside the repository: no IncidentTimeline.sln above them.");

    /// <summary>Whether generated files are to be written instead of compared: <c>ops/generate</c>.</summary>
    public static bool UpdatesGenerated => Environment.GetEnvironmentVariable("UPDATE_GENERATED") == "1";

    /// <summary>The nearest directory above the test assembly that fits.</summary>
    public static string? FindUpwards(Func<string, bool> fits)
    {
        for (var directory = AppContext.BaseDirectory; directory is not null; directory = Path.GetDirectoryName(directory))
        {
            if (fits(directory))
            {
                return directory;
            }
        }

        return null;
    }
}
