using IncidentTimeline.EventLog;
using Npgsql;

namespace IncidentTimeline.Tests.EventLog.Projecting;

/// <summary>Each event takes effect exactly once; a failure stops and never skips.</summary>
public sealed class ProjectorTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public async Task InitializeAsync()
    {
        await using var create = database.Owner.CreateCommand(
            """
            create table if not exists seen (projection text, position bigint);
            grant select, insert on seen to timeline_service;
            """);
        await create.ExecuteNonQueryAsync();
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task It_applies_history_and_then_what_comes()
    {
        await using var log = await TestLog.OpenAsync(database);
        await log.AppendAsync(ExpectedVersion.Any, Events.Many(500));
        using var stopping = new CancellationTokenSource();
        var projector = NewProjector(log, new SeenProjection());
        var running = projector.RunAsync(stopping.Token);

        await log.AppendAsync(ExpectedVersion.Any, Events.Many(5));

        (await projector.WaitForAsync(log.At(505), Patience, CancellationToken.None)).ShouldBeTrue();
        (await projector.CheckpointAsync(CancellationToken.None)).ShouldBe(log.At(505));
        projector.Status.ShouldBe(ProjectorStatus.Running);
        await stopping.CancelAsync();
        await running.WaitAsync(Patience);
        projector.Status.ShouldBe(ProjectorStatus.Idle);
        (await SeenAsync(projector.Name)).ShouldBe(UpTo(log.At(505)));
    }

    [Fact]
    public async Task Two_runners_apply_each_event_once()
    {
        await using var log = await TestLog.OpenAsync(database);
        await using var other = await TestLog.OpenAsync(database);
        var name = $"seen-{Guid.NewGuid():n}";
        using var stopping = new CancellationTokenSource();
        Projector[] projectors = [NewProjector(log, new SeenProjection(name)), NewProjector(other, new SeenProjection(name))];
        var running = projectors.Select(projector => projector.RunAsync(stopping.Token)).ToList();

        await Task.WhenAll(Enumerable.Range(0, 300).Select(_ => log.AppendAsync(ExpectedVersion.Any, Events.One())));

        foreach (var projector in projectors)
        {
            (await projector.WaitForAsync(log.At(300), Patience, CancellationToken.None)).ShouldBeTrue();
        }

        await stopping.CancelAsync();
        await Task.WhenAll(running);
        (await SeenAsync(name)).ShouldBe(UpTo(log.At(300)));
    }

    [Fact]
    public async Task A_failing_projection_stops_and_keeps_its_place()
    {
        await using var log = await TestLog.OpenAsync(database);
        await log.AppendAsync(ExpectedVersion.Any, Events.One());
        using var stopping = new CancellationTokenSource();
        var bug = new InvalidOperationException("a bug");
        var projection = new SeenProjection();
        var projector = NewProjector(log, projection);
        var running = projector.RunAsync(stopping.Token);
        await projector.WaitForAsync(log.At(1), Patience, CancellationToken.None);
        projection.Before = _ => throw bug;

        await log.AppendAsync(ExpectedVersion.Any, Events.One());
        await running.WaitAsync(Patience);

        projector.Status.ShouldBe(ProjectorStatus.Stopped);
        projector.Error.ShouldBe(bug);
        (await projector.WaitForAsync(log.At(2), Patience, CancellationToken.None)).ShouldBeFalse();
        (await projector.CheckpointAsync(CancellationToken.None)).ShouldBe(log.At(1));
        (await SeenAsync(projector.Name)).ShouldBe(UpTo(log.At(1)));
    }

    [Fact]
    public async Task A_mended_projection_goes_on_where_it_stopped()
    {
        await using var log = await TestLog.OpenAsync(database);
        await log.AppendAsync(ExpectedVersion.Any, Events.Many(3));
        using var stopping = new CancellationTokenSource();
        var projection = new SeenProjection { Before = _ => throw new InvalidOperationException("a bug") };
        var projector = NewProjector(log, projection);
        await projector.RunAsync(stopping.Token).WaitAsync(Patience);

        projection.Before = _ => Task.CompletedTask;
        var running = projector.RunAsync(stopping.Token);

        (await projector.WaitForAsync(log.At(3), Patience, CancellationToken.None)).ShouldBeTrue();
        await stopping.CancelAsync();
        await running;
        (await SeenAsync(projector.Name)).ShouldBe(UpTo(log.At(3)));
    }

    [Fact]
    public async Task Bad_sql_is_a_bug_and_stops()
    {
        await using var log = await TestLog.OpenAsync(database);
        await log.AppendAsync(ExpectedVersion.Any, Events.One());
        var projector = NewProjector(log, new SeenProjection { Before = connection => ExecuteAsync(connection, "insert into missing values (1)") });

        await projector.RunAsync(CancellationToken.None).WaitAsync(Patience);

        projector.Error.ShouldBeOfType<PostgresException>().SqlState.ShouldBe(PostgresErrorCodes.UndefinedTable);
    }

    [Fact]
    public async Task A_connection_killed_in_the_middle_of_a_batch_is_no_bug_and_nothing_is_applied_twice()
    {
        await using var log = await TestLog.OpenAsync(database);
        await log.AppendAsync(ExpectedVersion.Any, Events.Many(3));
        var kills = 0;
        var projection = new SeenProjection
        {
            After = connection => kills++ < 3 ? ExecuteAsync(connection, "select pg_terminate_backend(pg_backend_pid())") : Task.CompletedTask,
        };
        using var stopping = new CancellationTokenSource();
        // Of the owner's: the service may not signal a superuser's backend, which the tests' login is.
        var projector = new Projector(database.Owner, log.Store, projection, TimeProvider.System, null);
        var running = projector.RunAsync(stopping.Token);

        (await projector.WaitForAsync(log.At(3), Patience, CancellationToken.None)).ShouldBeTrue();

        kills.ShouldBeGreaterThan(3);
        await stopping.CancelAsync();
        await running;
        (await SeenAsync(projector.Name)).ShouldBe(UpTo(log.At(3)));
    }

    [Fact]
    public async Task A_wait_is_bounded()
    {
        await using var log = await TestLog.OpenAsync(database);
        var projector = NewProjector(log, new SeenProjection());

        (await projector.WaitForAsync(log.At(1), TimeSpan.FromMilliseconds(20), CancellationToken.None)).ShouldBeFalse();
        (await projector.WaitForAsync(LogPosition.Start, TimeSpan.Zero, CancellationToken.None)).ShouldBeTrue();
        await Should.ThrowAsync<OperationCanceledException>(() => projector.WaitForAsync(log.At(1), Patience, new(true)));
    }

    [Fact]
    public async Task A_wait_sees_what_another_process_applies()
    {
        await using var log = await TestLog.OpenAsync(database);
        var name = $"seen-{Guid.NewGuid():n}";
        using var stopping = new CancellationTokenSource();
        var running = NewProjector(log, new SeenProjection(name)).RunAsync(stopping.Token);
        await log.AppendAsync(ExpectedVersion.Any, Events.One());

        (await NewProjector(log, new SeenProjection(name)).WaitForAsync(log.At(1), Patience, CancellationToken.None)).ShouldBeTrue();

        await stopping.CancelAsync();
        await running;
    }

    private static Projector NewProjector(TestLog log, IProjection projection) =>
        new(log.Service, log.Store, projection, TimeProvider.System, null);

    private static IEnumerable<long> UpTo(LogPosition last) => Enumerable.Range(1, (int)last.Value).Select(position => (long)position);

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private async Task<List<long>> SeenAsync(string projection)
    {
        await using var command = database.Owner.CreateCommand("select position from seen where projection = $1 order by position");
        command.Parameters.Add(new() { Value = projection });
        await using var reader = await command.ExecuteReaderAsync();
        var seen = new List<long>();
        while (await reader.ReadAsync())
        {
            seen.Add(reader.GetInt64(0));
        }

        return seen;
    }

    /// <summary>Writes down every position it is given, in a table without a key, so that a second time would show.</summary>
    private sealed class SeenProjection(string? name = null) : IProjection
    {
        public string Name { get; } = name ?? $"seen-{Guid.NewGuid():n}";

        public Func<NpgsqlConnection, Task> Before { get; set; } = _ => Task.CompletedTask;

        public Func<NpgsqlConnection, Task> After { get; set; } = _ => Task.CompletedTask;

        public async Task ApplyAsync(
            IReadOnlyList<RecordedEvent> batch, NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken cancellationToken)
        {
            await Before(connection);
            await using var insert = new NpgsqlCommand("insert into seen select $1, unnest($2)", connection)
            {
                Parameters = { new() { Value = Name }, new() { Value = batch.Select(recorded => recorded.Position.Value).ToArray() } },
            };
            await insert.ExecuteNonQueryAsync(cancellationToken);
            await After(connection);
        }
    }
}
