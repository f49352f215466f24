using IncidentTimeline.Tests.Acceptance;
using IncidentTimeline.Tests.Benchmarks;
using IncidentTimeline.Tests.Cli.Simulating;
using IncidentTimeline.Tests.EventLog.Rebuilding;
using IncidentTimeline.Tests.Server.Backups;
using IncidentTimeline.Tests.Server.Checking;
using IncidentTimeline.Tests.Server.Hosting;
using IncidentTimeline.Tests.Server.Hosting.Postgres;
using IncidentTimeline.Tests.Server.Statements;
using Xunit.Abstractions;

[assembly: TestCollectionOrderer("IncidentTimeline.Tests.LongestFirst", "IncidentTimeline.Tests")]

namespace IncidentTimeline.Tests;

/// <summary>Starts the classes that take longer than half a minute before the others, so that none of them runs on alone at the end.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly string[] Long =
    [
        nameof(BenchmarkProgramTests),
        nameof(EmbeddedPostgresTests),
        nameof(StatementIndexProperties),
        nameof(ServiceHostTests),
        nameof(FeedRowsTests),
        nameof(BackupRoundTripTests),
        nameof(TimelineCheckTests),
        nameof(SimulateCommandTests),
        nameof(ProjectionRebuildTests),
    ];

    // A class that names no collection has one of its own, whose name ends with that of the class.
    public IEnumerable<ITestCollection> OrderTestCollections(IEnumerable<ITestCollection> testCollections) => testCollections
        .OrderBy(collection => Array.FindIndex(Long, name => collection.DisplayName.EndsWith($".{name}", StringComparison.Ordinal)) is var rank and >= 0 ? rank : Long.Length)
        .ThenBy(collection => collection.DisplayName, StringComparer.Ordinal);
}
