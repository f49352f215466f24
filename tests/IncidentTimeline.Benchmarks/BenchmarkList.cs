using IncidentTimeline.Benchmarks.Appending;
using IncidentTimeline.Benchmarks.Following;
using IncidentTimeline.Benchmarks.Http;
using IncidentTimeline.Benchmarks.Importing;
using IncidentTimeline.Benchmarks.Pictures;
using IncidentTimeline.Benchmarks.Reading;
using IncidentTimeline.Benchmarks.Rebuilding;

namespace IncidentTimeline.Benchmarks;

/// <summary>All there are, in the order in which they run: what is small first, then what needs the large log.</summary>
internal static class BenchmarkList
{
    public static IReadOnlyList<IBenchmark> All { get; } =
    [
        new AppendOne(),
        new AppendMany(),
        new AppendHot(),
        new AppendBulk(),
        new TelemetryCost(),
        new PostFacts(),
        new LimitsCost(),
        new LiveLag(),
        new FanOut(),
        new AppendFollowed(),
        new ImportHistory(),
        new DecodeFacts(),
        new ReadLog(),
        new ReadHistory(),
        new RebuildProjections(),
        new RegionPicture(),
        new QuestionHistory(),
        new ImportMemory(),
    ];
}
