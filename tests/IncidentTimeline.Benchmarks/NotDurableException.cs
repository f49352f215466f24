namespace IncidentTimeline.Benchmarks;

/// <summary>The server would acknowledge what it has not kept: its figures would be those of another product.</summary>
internal sealed class NotDurableException(string setting, string value)
    : Exception($"{setting} is {value} on this PostgreSQL. Nothing is measured there: switch it on, or leave TIMELINE_BENCH_DB out.");
