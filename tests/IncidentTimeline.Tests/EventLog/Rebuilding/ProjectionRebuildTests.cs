using IncidentTimeline.EventLog;
using Npgsql;

namespace IncidentTimeline.Tests.EventLog.Rebuilding;

/// <summary>New tables take the place of old ones only when both say the same at one position, and nobody who reads or writes meanwhile notices.</summary>
public sealed class ProjectionRebuildTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static TheoryData<RebuildStep> Steps => [.. Enum.GetValues<RebuildStep>()];

    [Fact]
    public async Task What_is_filled_in_one_pass_is_what_was_applied_and_takes_its_place()
    {
        await using var kept = await KeptTally.StartAsync(database);
        await kept.AppendAsync(2_500);
        var before = await kept.IdentityAsync();

        var outcome = await kept.RebuildAsync();

        outcome.ShouldBe(new RebuildOutcome.Switched(kept.Log.At(2_500), []), new OutcomeComparer());
        (await kept.IdentityAsync()).ShouldNotBe(before);
        (await kept.AnswerAsync()).ShouldBe(kept.RightAnswer());
        await kept.AppendAsync(7);
        (await kept.AnswerAsync()).ShouldBe(kept.RightAnswer());
        (await kept.RebuildAsync()).ShouldBeOfType<RebuildOutcome.Switched>();
    }

    [Fact]
    public async Task The_steps_are_told_in_their_order_and_how_far_they_are()
    {
        await using var kept = await KeptTally.StartAsync(database);
        await kept.AppendAsync(1_500);
        var told = new List<RebuildProgress>();

        await kept.Rebuild.RebuildAsync(kept.Tally, false, told.Add, CancellationToken.None);

        told.Select(one => one.Step).Distinct().ShouldBe([RebuildStep.Preparing, RebuildStep.Filling, RebuildStep.Indexing, RebuildStep.Comparing, RebuildStep.Switching]);
        var last = told.Last(one => one.Step == RebuildStep.Filling);
        (last.Position, last.UpTo).ShouldBe((kept.Log.At(1_500), kept.Log.At(1_500)));
        last.EventsPerSecond.ShouldBeGreaterThan(0);
        last.Left.ShouldBe(TimeSpan.Zero);
    }

    [Fact]
    public async Task Readers_and_writers_go_on_and_see_no_wrong_answer()
    {
        await using var kept = await KeptTally.StartAsync(database);
        await kept.AppendAsync(3_000);
        using var ending = new CancellationTokenSource();
        var reading = Enumerable.Range(0, 4).Select(reader => kept.ReadAsync(isPrepared: reader % 2 == 0, ending.Token)).ToList();
        var writing = kept.WriteAsync(ending.Token);

        for (var round = 0; round < 3; round++)
        {
            (await kept.RebuildAsync()).ShouldBeOfType<RebuildOutcome.Switched>();
            (await kept.Rebuild.RevertAsync(kept.Tally, _ => { }, CancellationToken.None)).ShouldBeOfType<RebuildOutcome.Switched>();
        }

        await ending.CancelAsync();
        var answers = await Task.WhenAll(reading).WaitAsync(Patience);
        var written = await writing.WaitAsync(Patience);
        answers.ShouldAllBe(count => count > 6);
        written.ShouldBeGreaterThan(6);
        await kept.CaughtUpAsync();
        (await kept.AnswerAsync()).ShouldBe(kept.RightAnswer());
        kept.Projector.Status.ShouldBe(ProjectorStatus.Running);
    }

    [Fact]
    public async Task A_damaged_row_is_named_and_keeps_the_old_tables_in_use()
    {
        await using var kept = await KeptTally.StartAsync(database);
        await kept.AppendAsync(100);
        var before = await kept.IdentityAsync();
        await kept.ExecuteAsync($"update {kept.Tally.Seen} set kind = 'Tampered' where position = {kept.Log.At(42)}");

        var differs = (await kept.RebuildAsync()).ShouldBeOfType<RebuildOutcome.Differs>();

        differs.Position.ShouldBe(kept.Log.At(100));
        var difference = differs.Differences.ShouldHaveSingleItem();
        (difference.Table, difference.RowsRebuilt - difference.RowsInUse).ShouldBe((kept.Tally.Tables[0].Name, 0));
        difference.Rows.ShouldBe([new(false, $"({kept.Log.At(42)},Tampered)"), new(true, $"({kept.Log.At(42)},NumberSeen)")]);
        (await kept.IdentityAsync()).ShouldBe(before);
        (await kept.VersionsAsync()).ShouldBe(new ProjectionVersions(HasPrevious: false, HasUnfinished: true));
    }

    [Fact]
    public async Task A_mended_rule_is_switched_to_when_its_differences_are_accepted()
    {
        await using var kept = await KeptTally.StartAsync(database);
        await kept.AppendAsync(10);
        kept.Tally.Kind = _ => "Mended";

        (await kept.RebuildAsync()).ShouldBeOfType<RebuildOutcome.Differs>().Differences.Count.ShouldBe(2);
        var switched = (await kept.RebuildAsync(acceptDifferences: true)).ShouldBeOfType<RebuildOutcome.Switched>();

        switched.Differences.Count.ShouldBe(2);
        (await kept.ScalarAsync($"select count(*) from {kept.Tally.Seen} where kind = 'Mended'")).ShouldBe(kept.Log.At(10).Value);
        (await kept.VersionsAsync()).ShouldBe(new ProjectionVersions(HasPrevious: true, HasUnfinished: false));
    }

    [Fact]
    public async Task One_goes_back_to_the_tables_from_before_and_forward_again()
    {
        await using var kept = await KeptTally.StartAsync(database);
        await kept.AppendAsync(10);
        var first = await kept.IdentityAsync();
        await kept.RebuildAsync();
        var second = await kept.IdentityAsync();
        await kept.AppendAsync(2_100);

        var back = await kept.Rebuild.RevertAsync(kept.Tally, _ => { }, CancellationToken.None);
        var afterBack = await kept.IdentityAsync();
        var answer = await kept.AnswerAsync();
        await kept.AppendAsync(5);
        var forward = await kept.Rebuild.RevertAsync(kept.Tally, _ => { }, CancellationToken.None);

        back.ShouldBeOfType<RebuildOutcome.Switched>().Position.ShouldBe(kept.Log.At(2_110));
        afterBack.ShouldBe(first);
        answer.Seen.ShouldBe(kept.Log.At(2_110).Value);
        forward.ShouldBeOfType<RebuildOutcome.Switched>();
        (await kept.IdentityAsync()).ShouldBe(second);
        (await kept.AnswerAsync()).ShouldBe(kept.RightAnswer());
    }

    [Fact]
    public async Task Without_tables_from_before_nothing_is_reverted()
    {
        await using var kept = await KeptTally.StartAsync(database);

        (await kept.Rebuild.RevertAsync(kept.Tally, _ => { }, CancellationToken.None)).ShouldBeOfType<RebuildOutcome.NothingBefore>();

        await kept.RebuildAsync();
        await kept.ExecuteAsync("update timeline_previous.checkpoints set log = 1"); // As a log that was dropped leaves it.
        (await kept.Rebuild.RevertAsync(kept.Tally, _ => { }, CancellationToken.None)).ShouldBeOfType<RebuildOutcome.NothingBefore>();
    }

    [Fact]
    public async Task Tables_of_another_shape_are_not_switched_to()
    {
        await using var kept = await KeptTally.StartAsync(database);
        await kept.AppendAsync(3);
        await kept.RebuildAsync();
        await kept.ExecuteAsync($"create index on {kept.Tally.Seen} (id)");

        var reverted = await kept.Rebuild.RevertAsync(kept.Tally, _ => { }, CancellationToken.None);
        var rebuilt = await kept.Rebuild.RebuildAsync(
            kept.Tally, false, progress => _ = progress.Step == RebuildStep.Comparing ? kept.Execute($"alter table {kept.Tally.Seen} alter kind drop default") : 0, CancellationToken.None);

        reverted.ShouldBeOfType<RebuildOutcome.OtherShape>().What.ShouldHaveSingleItem().ShouldStartWith("in use: index of");
        rebuilt.ShouldBeOfType<RebuildOutcome.OtherShape>().What.Count.ShouldBe(2);
        (await kept.RebuildAsync()).ShouldBeOfType<RebuildOutcome.Switched>();
    }

    [Fact]
    public async Task One_rebuild_runs_at_a_time()
    {
        await using var kept = await KeptTally.StartAsync(database);
        var (begun, goOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        kept.Tally.BeforeFill = () =>
        {
            begun.SetResult();
            return goOn.Task;
        };
        var first = kept.RebuildAsync();
        await begun.Task.WaitAsync(Patience);

        var second = await kept.RebuildAsync();

        second.ShouldBeOfType<RebuildOutcome.Busy>();
        goOn.SetResult();
        (await first.WaitAsync(Patience)).ShouldBeOfType<RebuildOutcome.Switched>();
    }

    [Fact]
    public async Task One_that_ended_holds_up_no_other()
    {
        var owner = LogConnection.ForOwner(database.OwnerConnectionString);
        await using var other = NpgsqlDataSource.Create(owner);
        await using var waiting = await other.OpenConnectionAsync(); // So that it asks at once: to connect takes as long as PostgreSQL takes to notice.
        for (var round = 0; round < 100; round++)
        {
            await (await ProjectionSchemas.TryOpenAsync(owner, CancellationToken.None)).ShouldNotBeNull($"round {round}").DisposeAsync();

            (await AskAsync("Rebuilding.try_lock_rebuild.sql")).ShouldBeTrue($"round {round}");
            (await AskAsync("Rebuilding.unlock_rebuild.sql")).ShouldBeTrue();
        }

        async Task<bool> AskAsync(string file)
        {
            await using var command = new NpgsqlCommand(EmbeddedSql.Read(file), waiting);
            return await command.ExecuteScalarAsync() is true;
        }
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task One_that_was_cut_short_is_run_again(RebuildStep step)
    {
        await using var kept = await KeptTally.StartAsync(database);
        await kept.AppendAsync(50);
        var before = await kept.IdentityAsync();
        using var cut = new CancellationTokenSource();
        if (step == RebuildStep.CatchingUp)
        {
            kept.Tally.BeforeFill = () => kept.AppendAsync(1_500);
        }

        await Should.ThrowAsync<OperationCanceledException>(() => kept.Rebuild.RebuildAsync(
            kept.Tally, false, progress => _ = progress.Step == step && (step != RebuildStep.CatchingUp || progress.Position == progress.UpTo) ? Cancel(cut) : 0, cut.Token).WaitAsync(Patience));

        kept.Tally.BeforeFill = () => Task.CompletedTask;
        (await kept.IdentityAsync()).ShouldBe(before);
        (await kept.AnswerAsync()).ShouldBe(kept.RightAnswer());
        (await kept.RebuildAsync()).ShouldBeOfType<RebuildOutcome.Switched>();
        (await kept.AnswerAsync()).ShouldBe(kept.RightAnswer());
    }

    [Fact]
    public async Task A_snapshot_keeps_the_tables_it_began_with_and_others_read_on()
    {
        await using var kept = await KeptTally.StartAsync(database);
        await kept.AppendAsync(20);
        var snapshot = await LogSnapshot.OpenAsync(database.Service, CancellationToken.None);
        await snapshot.ReadAsync("select position from log_head", [], row => row.GetInt64(0), CancellationToken.None); // Its first question is its moment.
        var waits = new TaskCompletionSource();

        var rebuilding = kept.Rebuild.RebuildAsync(kept.Tally, false, progress => _ = progress.Step == RebuildStep.Switching && waits.TrySetResult() ? 1 : 0, CancellationToken.None);
        await waits.Task.WaitAsync(Patience);
        await kept.AppendAsync(5);
        var seen = await snapshot.ReadAsync($"select count(*) from {kept.Tally.Seen}", [], row => row.GetInt64(0), CancellationToken.None);
        var others = await kept.AnswerAsync();
        await snapshot.DisposeAsync();

        (await rebuilding.WaitAsync(Patience)).ShouldBeOfType<RebuildOutcome.Switched>().Position.ShouldBe(kept.Log.At(25));
        seen.ShouldBe([kept.Log.At(20).Value]);
        others.ShouldBe(kept.RightAnswer());
    }

    [Fact]
    public async Task A_log_in_a_schema_of_an_odd_name_is_rebuilt()
    {
        var schema = "Desk \"A\", old";
        var connection = new NpgsqlConnectionStringBuilder(database.OwnerConnectionString) { SearchPath = $"\"{schema.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" }.ConnectionString;
        await using var owner = NpgsqlDataSource.Create(connection);
        await new Migrator(owner, null).MigrateAsync(EventLogMigrations.All, CancellationToken.None);
        await using var store = new EventStore(owner, new EventStoreOptions(), TimeProvider.System, null);
        var tally = await TallyProjection.CreateAsync(owner);
        await store.AppendAsync("numbers", ExpectedVersion.Any, Events.Many(5), CancellationToken.None);
        using var stopping = new CancellationTokenSource();
        var projector = new Projector(owner, store, tally, TimeProvider.System, null);
        var running = projector.RunAsync(stopping.Token);
        (await projector.WaitForAsync(new LogPosition(5), Patience, CancellationToken.None)).ShouldBeTrue();

        var outcome = await new ProjectionRebuild(connection, store, TimeProvider.System, null).RebuildAsync(tally, false, _ => { }, CancellationToken.None);

        outcome.ShouldBeOfType<RebuildOutcome.Switched>();
        await stopping.CancelAsync();
        await running;
    }

    private static int Cancel(CancellationTokenSource source)
    {
        source.Cancel();
        return 1;
    }

    private sealed class OutcomeComparer : IEqualityComparer<RebuildOutcome>
    {
        public bool Equals(RebuildOutcome? x, RebuildOutcome? y) =>
            x is RebuildOutcome.Switched one && y is RebuildOutcome.Switched other && one.Position == other.Position && one.Differences.SequenceEqual(other.Differences);

        public int GetHashCode(RebuildOutcome obj) => 0;
    }

    /// <summary>A tally that a projector keeps.</summary>
    private sealed class KeptTally : IAsyncDisposable
    {
        private readonly TestDatabase _database;
        private readonly CancellationTokenSource _stopping = new();
        private Task _running = Task.CompletedTask;

        private KeptTally(TestDatabase database, TestLog log, TallyProjection tally)
        {
            _database = database;
            (Log, Tally) = (log, tally);
            Projector = new Projector(log.Service, log.Store, tally, TimeProvider.System, null);
            Rebuild = new ProjectionRebuild(database.OwnerConnectionString, log.Store, TimeProvider.System, null);
        }

        public TestLog Log { get; }

        public TallyProjection Tally { get; }

        public Projector Projector { get; }

        public ProjectionRebuild Rebuild { get; }

        public static async Task<KeptTally> StartAsync(TestDatabase database)
        {
            var kept = new KeptTally(database, await TestLog.OpenAsync(database), await TallyProjection.CreateAsync(database.Owner));
            kept._running = kept.Projector.RunAsync(kept._stopping.Token);
            await kept.CaughtUpAsync();
            return kept;
        }

        public Task<RebuildOutcome> RebuildAsync(bool acceptDifferences = false) => Rebuild.RebuildAsync(Tally, acceptDifferences, _ => { }, CancellationToken.None);

        public Task<ProjectionVersions> VersionsAsync() => Rebuild.VersionsAsync(_database.Service, Tally, CancellationToken.None);

        /// <summary>Appends and waits until they are applied.</summary>
        public async Task AppendAsync(int count)
        {
            foreach (var chunk in Events.Many(count).Chunk(500))
            {
                (await Log.AppendAsync(ExpectedVersion.Any, chunk)).ShouldBeOfType<AppendResult.Appended>();
            }

            await CaughtUpAsync();
        }

        public async Task CaughtUpAsync() => (await Projector.WaitForAsync(await Log.Store.HeadAsync(CancellationToken.None), Patience, CancellationToken.None)).ShouldBeTrue();

        /// <summary>One event at a time until told to end; how many.</summary>
        public async Task<int> WriteAsync(CancellationToken ending)
        {
            var written = 0;
            while (!ending.IsCancellationRequested)
            {
                (await Log.AppendAsync(ExpectedVersion.Any, Events.One())).ShouldBeOfType<AppendResult.Appended>();
                written++;
            }

            return written;
        }

        /// <summary>Asks again and again, by one connection and statement or by any of the pool; each answer is whole, and none older than the one before.</summary>
        public async Task<int> ReadAsync(bool isPrepared, CancellationToken ending)
        {
            await using var connection = await _database.Service.OpenConnectionAsync(CancellationToken.None);
            await using var prepared = new NpgsqlCommand(Tally.Question, connection);
            if (isPrepared)
            {
                await prepared.PrepareAsync(CancellationToken.None);
            }

            var answers = 0;
            var last = 0L;
            while (!ending.IsCancellationRequested)
            {
                await using var any = _database.Service.CreateCommand(Tally.Question);
                var (seen, position, counted) = await AskAsync(isPrepared ? prepared : any);
                (seen, counted).ShouldBe((position, position));
                position.ShouldBeGreaterThanOrEqualTo(last);
                last = position;
                answers++;
            }

            return answers;
        }

        public async Task<(long Seen, long Position, long Counted)> AnswerAsync()
        {
            await using var command = _database.Service.CreateCommand(Tally.Question);
            return await AskAsync(command);
        }

        public (long Seen, long Position, long Counted) RightAnswer() => Projector.Position is { } position ? (position.Value, position.Value, position.Value) : default;

        /// <summary>Which tables are in use.</summary>
        public async Task<string> IdentityAsync() => (await ScalarAsync($"select '{Tally.Seen}'::regclass::oid::bigint")).ToString(System.Globalization.CultureInfo.InvariantCulture);

        public async Task<long> ScalarAsync(string sql)
        {
            await using var command = _database.Owner.CreateCommand(sql);
            return (long)(await command.ExecuteScalarAsync())!; // It asks for a number.
        }

        public async Task ExecuteAsync(string sql)
        {
            await using var command = _database.Owner.CreateCommand(sql);
            await command.ExecuteNonQueryAsync();
        }

        public int Execute(string sql)
        {
            using var command = _database.Owner.CreateCommand(sql);
            return command.ExecuteNonQuery();
        }

        public async ValueTask DisposeAsync()
        {
            await _stopping.CancelAsync();
            await _running;
            await Log.DisposeAsync();
            _stopping.Dispose();
        }

        private static async Task<(long, long, long)> AskAsync(NpgsqlCommand command)
        {
            await using var reader = await command.ExecuteReaderAsync();
            await reader.ReadAsync();
            return (reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2));
        }
    }
}
