using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace IncidentTimeline.EventLog;

/// <summary>The instruments of one store. What is read on demand is read from memory: whoever collects never waits for the database.</summary>
internal sealed class LogMeter : IDisposable
{
    /// <summary>Seconds, from a lone append on a fast disk to the patience of a caller.</summary>
    private static readonly double[] DurationBounds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

    /// <summary>Up to what one group, and one append, holds at most.</summary>
    private static readonly int[] CountBounds = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000];

    private readonly Meter _meter;
    private readonly bool _isOurs;
    private readonly TimeProvider _time;
    private readonly Histogram<double> _appendDuration;
    private readonly Counter<long> _refusals;
    private readonly Counter<long> _events;
    private readonly Counter<long> _bytes;
    private readonly Histogram<double> _groupDuration;
    private readonly Histogram<int> _groupAppends;
    private readonly Histogram<int> _groupEvents;
    private readonly Histogram<double> _batchDuration;

    /// <param name="meters">Whose meter it shall be; null: one of its own.</param>
    /// <param name="time">Measures durations.</param>
    public LogMeter(IMeterFactory? meters, TimeProvider time)
    {
        _isOurs = meters is null;
        _meter = meters?.Create(EventLogTelemetry.Name) ?? new Meter(EventLogTelemetry.Name);
        _time = time;
        _appendDuration = Durations("timeline.append.duration", "From the acceptance of an append to its verdict.");
        _refusals = _meter.CreateCounter<long>("timeline.append.refusals", "{append}", "Appends that were not accepted: busy, or beyond a limit.");
        _events = _meter.CreateCounter<long>("timeline.append.events", "{event}", "Events that this process recorded.");
        _bytes = _meter.CreateCounter<long>("timeline.append.size", "By", "Bytes of data and metadata that this process recorded.");
        _groupDuration = Durations("timeline.group.duration", "One group commit, from its statement to its commit.");
        _groupAppends = Counts("timeline.group.appends", "{append}", "Appends in one group commit.");
        _groupEvents = Counts("timeline.group.events", "{event}", "Events in one group commit.");
        _batchDuration = Durations("timeline.projection.batch.duration", "One batch of events applied to a projection, with its commit.");
    }

    public long Now => _time.GetTimestamp();

    public void Refused(string reason) => _refusals.Add(1, new KeyValuePair<string, object?>("reason", reason));

    public void Answered(PendingAppend append, AppendResult verdict)
    {
        _appendDuration.Record(SecondsSince(append.AcceptedAt), new KeyValuePair<string, object?>("verdict", NameOf(verdict)));
        if (verdict is AppendResult.Appended)
        {
            _events.Add(append.Events.Count);
            _bytes.Add(append.Bytes);
        }
    }

    public void Failed(PendingAppend append) =>
        _appendDuration.Record(SecondsSince(append.AcceptedAt), new KeyValuePair<string, object?>("verdict", "failed"));

    public void Wrote(IReadOnlyList<PendingAppend> appends, long started, bool isCommitted)
    {
        _groupDuration.Record(SecondsSince(started), new KeyValuePair<string, object?>("outcome", isCommitted ? "committed" : "failed"));
        _groupAppends.Record(appends.Count);
        _groupEvents.Record(appends.Sum(append => append.Events.Count));
    }

    public void Applied(string projection, long started) =>
        _batchDuration.Record(SecondsSince(started), new KeyValuePair<string, object?>("projection", projection));

    /// <summary>Begins to show what a store knows of itself. What it does not know yet is left out, never shown as 0.</summary>
    public void Observe(EventStore store)
    {
        Gauge<int>("timeline.append.waiting", "{append}", "Appends that were accepted and are not written yet.", () => store.Status.AppendsWaiting);
        Gauge<long>("timeline.append.waiting.size", "By", "Bytes of data and metadata that wait to be written.", () => store.Status.BytesWaiting);
        Gauge<int>("timeline.append.failing", null, "1 while appends fail, else 0.", () => store.Status.AppendFailure is null ? 0 : 1);
        Gauge("timeline.log.head", "{event}", "The last position that this process has seen.", () => store.Status.Head?.Value);
        Gauge("timeline.log.read.age", "s", "Since the follower's reader last read the log.", () => store.Status.ReadAge?.TotalSeconds);
        Gauge<int>("timeline.followers", "{follower}", "Followers of the log in this process, its projections among them.", () => store.Followers.Count);
        Gauge("timeline.follower.lag", "{event}", "Events that the follower furthest behind has not taken yet.", () => OfFurthestBehind(store)?.Events);
        Gauge("timeline.follower.delay", "s", "How long the follower furthest behind has had something to take.", () => OfFurthestBehind(store)?.Duration.TotalSeconds);
        Gauge<int>("timeline.follower.reads.waiting", "{read}", "Followers that wait to read the database to catch up.", () => store.Status.CatchUpReadsWaiting);
        PerProjection("timeline.projection.position", "{event}", "The last position that a projection applied.", one => one.Position?.Value);
        PerProjection("timeline.projection.lag", "{event}", "Events that a projection has not applied yet.", one => one.Lag?.Events);
        PerProjection("timeline.projection.delay", "s", "How long a projection has had something to apply.", one => one.Lag?.Duration.TotalSeconds);
        _meter.CreateObservableGauge("timeline.projection.state", () => store.Projections.Values.SelectMany(StatesOf), null, "1 for the state that a projection is in, 0 for the others.");

        void PerProjection<T>(string name, string unit, string description, Func<Projector, T?> read) where T : struct =>
            _meter.CreateObservableGauge(name, () => store.Projections.Values.SelectMany(one => Measure(read(one), new KeyValuePair<string, object?>("projection", one.Name))), unit, description);
    }

    public void Dispose()
    {
        if (_isOurs)
        {
            _meter.Dispose();
        }
    }

    private static LogLag? OfFurthestBehind(EventStore store) =>
        store.Followers.Oldest is { } position ? store.LagAt(position) : null;

    private static IEnumerable<Measurement<int>> StatesOf(Projector projector) =>
        Enum.GetValues<ProjectorStatus>().Select(status => new Measurement<int>(
            projector.Status == status ? 1 : 0,
            new KeyValuePair<string, object?>("projection", projector.Name),
            new KeyValuePair<string, object?>("state", status switch { ProjectorStatus.Running => "running", ProjectorStatus.Stopped => "stopped", _ => "idle" })));

    private static string NameOf(AppendResult verdict) => verdict switch
    {
        AppendResult.Appended => "appended",
        AppendResult.AlreadyAppended => "already-appended",
        AppendResult.VersionConflict => "version-conflict",
        AppendResult.EventIdConflict => "event-id-conflict",
        AppendResult.Overtaken => "overtaken",
        _ => throw new UnreachableException($"The database gives no verdict {verdict}."),
    };

    private static IEnumerable<Measurement<T>> Measure<T>(T? value, params KeyValuePair<string, object?>[] labels) where T : struct =>
        value is { } known ? [new Measurement<T>(known, labels)] : [];

    private double SecondsSince(long timestamp) => _time.GetElapsedTime(timestamp).TotalSeconds;

    private void Gauge<T>(string name, string? unit, string description, Func<T?> read) where T : struct =>
        _meter.CreateObservableGauge(name, () => Measure(read()), unit, description);

    private Histogram<double> Durations(string name, string description) =>
        _meter.CreateHistogram(name, "s", description, null, new InstrumentAdvice<double> { HistogramBucketBoundaries = DurationBounds });

    private Histogram<int> Counts(string name, string unit, string description) =>
        _meter.CreateHistogram(name, unit, description, null, new InstrumentAdvice<int> { HistogramBucketBoundaries = CountBounds });
}
