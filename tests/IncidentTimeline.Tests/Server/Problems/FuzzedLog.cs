using IncidentTimeline.EventLog;
using IncidentTimeline.Pictures;
using IncidentTimeline.Server.Facts;
using IncidentTimeline.Server.Following;
using IncidentTimeline.Server.Statements;
using Microsoft.Extensions.DependencyInjection;

namespace IncidentTimeline.Tests.Server.Problems;

/// <summary>What a fuzzer was answered as recorded, held against the log.</summary>
internal sealed class FuzzedLog
{
    private readonly TestService _service;
    private readonly EventStore _store;
    private readonly long _before;
    private readonly Lock _gate = new();
    private readonly Dictionary<long, string> _byPosition = [];

    private FuzzedLog(TestService service, EventStore store, long before) => (_service, _store, _before) = (service, store, before);

    /// <summary>Before the first request: what is in the log by now was recorded by nobody who is judged.</summary>
    public static async Task<FuzzedLog> BeginAsync(TestService service)
    {
        var store = service.Services.GetRequiredService<EventStore>();
        return new FuzzedLog(service, store, (await store.HeadAsync(CancellationToken.None)).Value);
    }

    /// <summary>So many events, the last at this position, were answered as recorded, now or before.</summary>
    public void Add(long last, int events, bool isNew, string what)
    {
        lock (_gate)
        {
            for (var position = last; position > last - events; position--)
            {
                // "Recorded before" names a position that another answer, or the preparation, has named.
                if (!isNew)
                {
                    (position <= _before || _byPosition.ContainsKey(position)).ShouldBeTrue(what);
                }
                else
                {
                    _byPosition.TryAdd(position, what).ShouldBeTrue($"Answered twice as new:\n{what}\n{_byPosition[position]}");
                }
            }
        }
    }

    /// <summary>The log holds what was answered as recorded and nothing else, has no gap, and what follows it is none the worse.</summary>
    public async Task HoldsAsync()
    {
        var head = await _store.HeadAsync(CancellationToken.None);
        _byPosition.Keys.Order().ShouldBe(Enumerable.Range(1, (int)(head.Value - _before)).Select(one => _before + one));

        var replayed = Ledger.Empty;
        var versions = new Dictionary<string, long>();
        await foreach (var one in _store.ReadLogAsync(LogPosition.Start, head, CancellationToken.None))
        {
            replayed = EventCodec.Apply(replayed, one);
            one.Position.Value.ShouldBe(replayed.Head.Value);
            one.Version.Value.ShouldBe(versions[one.StreamId] = versions.GetValueOrDefault(one.StreamId) + 1);
        }

        replayed.Head.Value.ShouldBe(head.Value);
        (await _service.Services.GetRequiredService<StatementIndexRunner>().CatchUpAsync(CancellationToken.None)).ShouldBe(new Position(head.Value));
        (await _service.Services.GetRequiredService<FactSearchRunner>().WaitForAsync(new Position(head.Value), CancellationToken.None)).ShouldBeTrue();
        (await _service.Anonymous.ReadAsync("/health/ready"))["canRead"]!.GetValue<bool>().ShouldBeTrue();
    }
}
