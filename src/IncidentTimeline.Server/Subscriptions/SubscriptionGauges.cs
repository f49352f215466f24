using System.Diagnostics.Metrics;
using IncidentTimeline.EventLog;
using IncidentTimeline.Server.Hosting.Telemetry;
using Npgsql;

namespace IncidentTimeline.Server.Subscriptions;

/// <summary>Where each subscription stands, as a metric: looked up now and then, so that a scrape waits for no database. Every process shows the same.</summary>
internal sealed class SubscriptionGauges : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    private readonly SubscriptionStore _store;
    private readonly TimeProvider _time;
    private volatile IReadOnlyList<SubscriptionView> _seen = [];

    public SubscriptionGauges(SubscriptionStore store, IMeterFactory meters, TimeProvider time)
    {
        (_store, _time) = (store, time);
        var meter = meters.Create(ServiceTelemetry.Name);
        meter.CreateObservableGauge("timeline.subscription.lag", () => Tell(one => one.State == SubscriptionState.Active ? one.Lag : null), "{event}", "Events from the checkpoint of a subscription to the end of the log; of a paused one, none is told.");
        meter.CreateObservableGauge("timeline.subscription.parked", () => Tell(one => one.Parked), "{event}", "Events of a subscription that wait for a person.");
    }

    /// <summary>Looks at all of them.</summary>
    public async Task LookAsync(CancellationToken cancellationToken) =>
        _seen = await _store.ListAsync(null, null, "", SubscriptionStore.SubscriptionsMax, cancellationToken);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, _time);
        try
        {
            do
            {
                try
                {
                    await LookAsync(stoppingToken);
                }
                catch (Exception e) when (e is NpgsqlException || e.IsOutage())
                {
                    _seen = []; // Rather nothing than what was; that the database is away is told elsewhere.
                }
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }

    private IEnumerable<Measurement<long>> Tell(Func<SubscriptionView, long?> value) =>
        _seen.Select(one => (Value: value(one), one.Name)).Where(one => one.Value is not null)
            .Select(one => new Measurement<long>(one.Value!.Value, new KeyValuePair<string, object?>("subscription", one.Name))); // Where there is none, it was left out.
}
