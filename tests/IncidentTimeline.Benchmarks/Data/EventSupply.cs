using IncidentTimeline.EventLog;
using IncidentTimeline.Server.Following;

namespace IncidentTimeline.Benchmarks.Data;

/// <summary>Events ready to be appended: the content of generated reports, each time under new ids.</summary>
internal sealed class EventSupply(int seed)
{
    /// <summary>Contents that are told apart; more would measure the memory of this process.</summary>
    private const int ContentsMax = 2_000;

    /// <summary>Who recorded them.</summary>
    public const string Actor = "bench";

    private readonly Random _random = new(seed);
    private readonly NewEvent[] _contents =
        [.. new GeneratedReports(ContentsMax, seed).Facts().Select(one => EventCodec.Encode(one.Fact, Actor))];

    private int _next;

    /// <summary>As many, made before anything is timed.</summary>
    public NewEvent[] Take(int count)
    {
        var ids = new byte[16];
        var events = new NewEvent[count];
        for (var i = 0; i < count; i++)
        {
            _random.NextBytes(ids);
            events[i] = _contents[_next++ % ContentsMax] with { EventId = new Guid(ids) };
        }

        return events;
    }
}
