using IncidentTimeline.Client;
using Npgsql;

namespace IncidentTimeline.Tests.Client.Following;

public sealed class TransactionCheckpointTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private const int Events = 200;

    private readonly string _consumer = $"consumer-{Guid.NewGuid():n}";

    private TransactionCheckpoint Checkpoint => new(_consumer);

    public async Task InitializeAsync()
    {
        await using var connection = await database.Owner.OpenConnectionAsync();
        await TransactionCheckpoint.CreateTableAsync(connection, CancellationToken.None);
        await ExecuteAsync("create table if not exists effects (consumer text not null, position bigint not null)");
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task It_takes_effect_together_with_what_the_consumer_writes_or_not_at_all()
    {
        await using var connection = await database.Owner.OpenConnectionAsync();
        (await Checkpoint.ReadAsync(connection, CancellationToken.None)).ShouldBe(0);

        (await TakeAsync(connection, 5, commits: false)).ShouldBeTrue();
        (await Checkpoint.ReadAsync(connection, CancellationToken.None)).ShouldBe(0);

        (await TakeAsync(connection, 5)).ShouldBeTrue();
        (await Checkpoint.ReadAsync(connection, CancellationToken.None)).ShouldBe(5);
        (await EffectsAsync()).ShouldBe([5]);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public async Task It_never_goes_back_and_says_so(long position)
    {
        await using var connection = await database.Owner.OpenConnectionAsync();
        await TakeAsync(connection, 5);

        (await TakeAsync(connection, position)).ShouldBeFalse();

        (await Checkpoint.ReadAsync(connection, CancellationToken.None)).ShouldBe(5);
        (await EffectsAsync()).ShouldBe([5]);
    }

    [Fact]
    public async Task Consumers_of_other_names_have_places_of_their_own()
    {
        await using var connection = await database.Owner.OpenConnectionAsync();
        await TakeAsync(connection, 5);

        (await new TransactionCheckpoint(_consumer + "-other").ReadAsync(connection, CancellationToken.None)).ShouldBe(0);
    }

    [Fact]
    public async Task Of_several_processes_of_a_consumer_each_event_is_taken_by_one()
    {
        var won = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(ConsumeAsync)));

        (await EffectsAsync()).ShouldBe(Enumerable.Range(1, Events).Select(position => (long)position));
        won.Sum().ShouldBe(Events);
    }

    [Fact]
    public async Task What_a_process_had_not_committed_when_it_died_another_takes()
    {
        await using var dying = await database.Owner.OpenConnectionAsync();
        await using var other = await database.Owner.OpenConnectionAsync();
        await using var begun = await dying.BeginTransactionAsync();
        (await Checkpoint.MoveAsync(begun, 1, CancellationToken.None)).ShouldBeTrue();
        var waiting = TakeAsync(other, 1);
        await WaitForLockAsync(other.ProcessID);

        await ExecuteAsync($"select pg_terminate_backend({dying.ProcessID})");

        (await waiting).ShouldBeTrue();
        (await EffectsAsync()).ShouldBe([1]);
    }

    [Fact]
    public async Task A_transaction_that_is_over_moves_nothing()
    {
        await using var connection = await database.Owner.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await transaction.RollbackAsync();

        await Should.ThrowAsync<Exception>(() => Checkpoint.MoveAsync(transaction, 1, CancellationToken.None));

        (await Checkpoint.ReadAsync(connection, CancellationToken.None)).ShouldBe(0);
    }

    [Fact]
    public async Task Many_make_the_table_at_once()
    {
        for (var round = 0; round < 10; round++)
        {
            var schema = $"consumer_{Guid.NewGuid():n}";
            await ExecuteAsync($"create schema {schema}");
            await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(database.OwnerConnectionString) { SearchPath = schema }.ConnectionString);

            await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
            {
                await using var connection = await source.OpenConnectionAsync();
                await TransactionCheckpoint.CreateTableAsync(connection, CancellationToken.None);
                (await Checkpoint.ReadAsync(connection, CancellationToken.None)).ShouldBe(0);
            }));
        }
    }

    [Fact]
    public async Task Who_finds_the_table_needs_no_right_to_make_one()
    {
        await using var connection = await database.Owner.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var command = new NpgsqlCommand("grant select on timeline_checkpoints to timeline_service; set local role timeline_service", connection, transaction);
        await command.ExecuteNonQueryAsync();

        await TransactionCheckpoint.CreateTableAsync(connection, CancellationToken.None);

        (await Checkpoint.ReadAsync(connection, CancellationToken.None)).ShouldBe(0);
    }

    /// <summary>A process that takes events from the checkpoint on, and reads that again where it lost.</summary>
    private async Task<int> ConsumeAsync()
    {
        await using var connection = await database.Owner.OpenConnectionAsync();
        var won = 0;
        var position = 0L;
        while (position < Events)
        {
            if (await TakeAsync(connection, position + 1))
            {
                (won, position) = (won + 1, position + 1);
            }
            else
            {
                position = await Checkpoint.ReadAsync(connection, CancellationToken.None);
            }
        }

        return won;
    }

    private async Task<bool> TakeAsync(NpgsqlConnection connection, long position, bool commits = true)
    {
        await using var transaction = await connection.BeginTransactionAsync();
        await using var effect = new NpgsqlCommand("insert into effects values ($1, $2)", connection, transaction) { Parameters = { new() { Value = _consumer }, new() { Value = position } } };
        await effect.ExecuteNonQueryAsync();
        var isMoved = await Checkpoint.MoveAsync(transaction, position, CancellationToken.None);
        if (isMoved && commits)
        {
            await transaction.CommitAsync();
        }

        return isMoved;
    }

    private async Task<List<long>> EffectsAsync()
    {
        await using var command = database.Owner.CreateCommand("select position from effects where consumer = $1 order by position");
        command.Parameters.Add(new() { Value = _consumer });
        await using var reader = await command.ExecuteReaderAsync();
        var positions = new List<long>();
        while (await reader.ReadAsync())
        {
            positions.Add(reader.GetInt64(0));
        }

        return positions;
    }

    private async Task WaitForLockAsync(int process)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await using var command = database.Owner.CreateCommand($"select wait_event_type = 'Lock' from pg_stat_activity where pid = {process}");
        while (await command.ExecuteScalarAsync(patience.Token) is not true)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, patience.Token);
        }
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var command = database.Owner.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
