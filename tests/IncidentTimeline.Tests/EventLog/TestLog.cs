using IncidentTimeline.EventLog;
using Npgsql;

namespace IncidentTimeline.Tests.EventLog;

/// <summary>An event store for one test, with a stream of the test's own and positions counted from where it found the log.</summary>
internal sealed class TestLog : IAsyncDisposable
{
    private readonly long _head;

    private TestLog(NpgsqlDataSource service, EventStore store, long head)
    {
        Service = service;
        Store = store;
        _head = head;
    }

    public NpgsqlDataSource Service { get; }

    public EventStore Store { get; }

    public string Stream { get; } = Events.AnyStream();

    public static async Task<TestLog> OpenAsync(TestDatabase database, EventStoreOptions? options = null)
    {
        var store = new EventStore(database.Service, options ?? new EventStoreOptions(), TimeProvider.System, null);
        return new TestLog(database.Service, store, (await store.HeadAsync(CancellationToken.None)).Value);
    }

    /// <summary>The nth position after those that the log had when the test began.</summary>
    public LogPosition At(long sinceStart) => new(_head + sinceStart);

    public Task<AppendResult> AppendAsync(ExpectedVersion expected, params NewEvent[] events) =>
        Store.AppendAsync(Stream, expected, events, CancellationToken.None);

    public ValueTask DisposeAsync() => Store.DisposeAsync();
}
