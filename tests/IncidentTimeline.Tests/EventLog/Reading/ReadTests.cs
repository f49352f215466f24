using IncidentTimeline.EventLog;
using Npgsql;

namespace IncidentTimeline.Tests.EventLog.Reading;

public sealed class ReadTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static readonly EventStoreOptions SmallPages = new() { PageEventsMax = 3 };

    [Theory]
    [InlineData(0, 7, 7)]
    [InlineData(2, 7, 5)]
    [InlineData(2, 5, 3)]
    [InlineData(3, 6, 3)]
    [InlineData(7, 7, 0)]
    [InlineData(0, 99, 7)]
    [InlineData(99, 99, 0)]
    public async Task The_log_is_read_in_order_within_its_bounds(int after, int upTo, int count)
    {
        await using var log = await TestLog.OpenAsync(database, SmallPages);
        await log.AppendAsync(ExpectedVersion.Any, Events.Many(7));

        var read = await log.Store.ReadLogAsync(log.At(after), log.At(upTo), CancellationToken.None).ToListAsync();

        read.Select(one => one.Position).ShouldBe(Enumerable.Range(after + 1, count).Select(n => log.At(n)));
    }

    [Fact]
    public async Task Whoever_leaves_early_leaves_no_read_behind()
    {
        await using var log = await TestLog.OpenAsync(database);
        await log.AppendAsync(ExpectedVersion.Any, Events.Many(7));
        await using var reading = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(database.ServiceConnectionString) { MaxPoolSize = 1 }.ConnectionString);
        await using var reader = new EventStore(reading, SmallPages, TimeProvider.System, null);
        await foreach (var first in reader.ReadLogAsync(LogPosition.Start, LogPosition.End, CancellationToken.None))
        {
            first.Position.Value.ShouldBe(1);
            break;
        }

        // The only connection is free at once.
        await using var connection = await reading.OpenConnectionAsync();
        connection.State.ShouldBe(System.Data.ConnectionState.Open);
    }

    [Theory]
    [InlineData(0, 7)]
    [InlineData(4, 3)]
    [InlineData(7, 0)]
    public async Task A_stream_is_read_in_order_and_without_its_neighbours(int after, int count)
    {
        await using var log = await TestLog.OpenAsync(database, SmallPages);
        for (var n = 1; n <= 7; n++)
        {
            await log.AppendAsync(ExpectedVersion.Any, Events.One($$"""{"n":{{n}}}"""));
            await log.Store.AppendAsync(log.Stream + "-neighbour", ExpectedVersion.Any, [Events.One()], CancellationToken.None);
        }

        var read = await log.Store.ReadStreamAsync(log.Stream, new(after), CancellationToken.None).ToListAsync();

        read.Select(one => one.Version.Value).ShouldBe(Enumerable.Range(after + 1, count).Select(n => (long)n));
        read.Select(one => one.Data.Text()).ShouldBe(Enumerable.Range(after + 1, count).Select(n => $$"""{"n":{{n}}}"""));
        read.ShouldAllBe(one => one.StreamId == log.Stream);
    }

    [Fact]
    public async Task An_unknown_stream_is_empty_and_an_unknown_id_is_nothing()
    {
        await using var log = await TestLog.OpenAsync(database);

        (await log.Store.ReadStreamAsync(log.Stream, StreamVersion.None, CancellationToken.None).ToListAsync()).ShouldBeEmpty();
        (await log.Store.FindAsync(Guid.NewGuid(), CancellationToken.None)).ShouldBeNull();
    }

    [Fact]
    public async Task An_instant_is_the_last_position_recorded_by_then()
    {
        await using var log = await TestLog.OpenAsync(database);
        await log.AppendAsync(ExpectedVersion.Any, Events.One());
        await log.AppendAsync(ExpectedVersion.Any, Events.Many(3));
        await log.AppendAsync(ExpectedVersion.Any, Events.One());
        var times = (await log.Store.ReadLogAsync(log.At(0), log.At(5), CancellationToken.None).ToListAsync()).Select(one => one.RecordedAt).ToList();
        var microsecond = TimeSpan.FromMicroseconds(1);

        (await PositionAtAsync(log, times[0])).ShouldBe(log.At(1));
        (await PositionAtAsync(log, times[1] - microsecond)).ShouldBe(log.At(1));
        (await PositionAtAsync(log, times[1])).ShouldBe(log.At(4));
        (await PositionAtAsync(log, times[4].ToOffset(TimeSpan.FromHours(3)))).ShouldBe(log.At(5));
        (await PositionAtAsync(log, times[4].AddYears(1))).ShouldBe(log.At(5));
        (await PositionAtAsync(log, times[0].AddYears(-1))).ShouldBe(LogPosition.Start);
    }

    [Fact]
    public async Task An_instant_is_found_by_index()
    {
        await using var log = await TestLog.OpenAsync(database);
        await log.AppendAsync(ExpectedVersion.Any, Events.Many(1_000));
        await using (var analyze = database.Owner.CreateCommand("analyze events"))
        {
            await analyze.ExecuteNonQueryAsync();
        }

        await using var explain = database.Owner.CreateCommand("explain " + EmbeddedSql.Read("Reading.find_position_at.sql"));
        explain.Parameters.Add(new() { Value = DateTimeOffset.UnixEpoch.AddYears(40) });

        var plan = new List<string>();
        await using var reader = await explain.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            plan.Add(reader.GetString(0));
        }

        string.Join('\n', plan).ShouldContain("Index Only Scan Backward using events_recorded_at");
    }

    [Fact]
    public async Task A_slow_reader_holds_no_connection()
    {
        await using var alone = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(database.ServiceConnectionString) { MaxPoolSize = 1, Timeout = 5 }.ConnectionString);
        await using var log = await TestLog.OpenAsync(database);
        await log.AppendAsync(ExpectedVersion.Any, Events.Many(7));
        await using var store = new EventStore(alone, SmallPages, TimeProvider.System, null);

        await using var slow = store.ReadLogAsync(log.At(0), LogPosition.End, CancellationToken.None).GetAsyncEnumerator();
        await slow.MoveNextAsync();

        (await store.HeadAsync(CancellationToken.None)).ShouldBe(log.At(7));
    }

    private static Task<LogPosition> PositionAtAsync(TestLog log, DateTimeOffset instant) => log.Store.PositionAtAsync(instant, CancellationToken.None);
}
