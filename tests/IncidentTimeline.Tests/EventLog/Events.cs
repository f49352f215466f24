using System.Text;
using IncidentTimeline.EventLog;

namespace IncidentTimeline.Tests.EventLog;

/// <summary>Small events for tests of the log, which knows nothing of facts.</summary>
internal static class Events
{
    public static NewEvent One(string data = """{"n":1}""", Guid? id = null, string type = "NumberSeen", string metadata = "{}") =>
        new(id ?? Guid.CreateVersion7(), type, 1, Encoding.UTF8.GetBytes(data), Encoding.UTF8.GetBytes(metadata));

    public static NewEvent[] Many(int count) =>
        [.. Enumerable.Range(1, count).Select(n => One($$"""{"n":{{n}}}"""))];

    public static string AnyStream() => $"number-{Guid.CreateVersion7():n}";

    public static string Text(this ReadOnlyMemory<byte> json) => Encoding.UTF8.GetString(json.Span);

    public static async Task<List<RecordedEvent>> ToListAsync(this IAsyncEnumerable<RecordedEvent> events)
    {
        var list = new List<RecordedEvent>();
        await foreach (var recorded in events)
        {
            list.Add(recorded);
        }

        return list;
    }
}
