namespace IncidentTimeline.Benchmarks.Measuring;

/// <summary>A row of the results, before it is measured.</summary>
/// <param name="Name">Lower-case words with hyphens; docs/benchmarks.md lists it.</param>
/// <param name="Unit">Of value and limit.</param>
/// <param name="What">What the value is.</param>
/// <param name="Beside">What the limit is; null where there is none.</param>
/// <param name="Target">Null where none was set.</param>
internal sealed record Row(string Name, string Unit, string What, string? Beside, Target? Target = null);
