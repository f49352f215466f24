using IncidentTimeline.Client;
using Npgsql;

namespace IncidentTimeline.Samples.PowerCuts;

/// <summary>
/// Follows what is said about electricity and keeps the table <c>power_cuts</c>. What an event leads to and the checkpoint are one transaction, so that
/// every event takes effect exactly once, wherever this process is killed, and however many of it run.
/// </summary>
internal sealed class PowerCutConsumer(TimelineClient client, PowerPictures pictures, NpgsqlDataSource database, TimeProvider time, TextWriter log)
{
    /// <summary>Cuts and their ends. All that becomes of those passes, too, whatever its own type is.</summary>
    private static readonly EventFilter Filter = new() { Types = ["PowerOutage", "PowerRestored"] };

    /// <summary>Between two beginnings, where our database or the picture is away, or another process takes the events. Following has pauses of its own.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    // Another filter would be another consumer: what this one has passed over stays passed over.
    private readonly TransactionCheckpoint _checkpoint = new("power-cuts");

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        client.FollowInterrupted += (_, one) => log.WriteLine($"Waiting at position {one.Position}: {one.Reason}");
        while (true)
        {
            try
            {
                await FollowAsync(cancellationToken);
                await log.WriteLineAsync("Beginning again: another process took the event");
            }
            catch (Exception trouble) when (IsPassing(trouble, cancellationToken))
            {
                await log.WriteLineAsync($"Beginning again: {trouble.Message}");
            }

            // Nothing was committed, so it begins again where the checkpoint is; the pause lets another process go ahead.
            await Task.Delay(Pause, time, cancellationToken);
        }
    }

    /// <summary>Takes events from the checkpoint on, until another process of this consumer is found ahead.</summary>
    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var table = new PowerCutTable(connection);
        await table.CreateAsync(cancellationToken);
        await TransactionCheckpoint.CreateTableAsync(connection, cancellationToken);
        var after = await _checkpoint.ReadAsync(connection, cancellationToken);
        var epoch = await _checkpoint.ReadEpochAsync(connection, cancellationToken);
        await log.WriteLineAsync($"Following after position {after}");
        await foreach (var step in client.FollowStepsAsync(Filter, after, epoch, cancellationToken))
        {
            if (step.Event is null)
            {
                await PassAsync(connection, step, cancellationToken);
            }
            else if (!await TakeAsync(connection, table, step.Event, step.Epoch, cancellationToken))
            {
                return;
            }
        }
    }

    private async Task<bool> TakeAsync(NpgsqlConnection connection, PowerCutTable table, TimelineEvent recorded, string? epoch, CancellationToken cancellationToken)
    {
        // Asked for before the transaction, which would hold its locks as long as the answer takes. What was known at a position never changes.
        var answers = new List<(string Region, IReadOnlyList<PowerAnswer> Answers)>();
        foreach (var region in await RegionsOfAsync(table, recorded, cancellationToken))
        {
            answers.Add((region, await pictures.ReadAsync(region, recorded, cancellationToken)));
        }

        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (!await _checkpoint.MoveAsync(transaction, recorded.Position, epoch, cancellationToken))
        {
            return false;
        }

        await table.KeepEventAsync(recorded, cancellationToken);
        foreach (var (region, answered) in answers)
        {
            await table.ReplaceAsync(region, answered, recorded.Position, cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    /// <summary>Moves on over what the filter left out, so that a restart does not begin far behind.</summary>
    private async Task PassAsync(NpgsqlConnection connection, FollowStep step, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await _checkpoint.MoveAsync(transaction, step.Position, step.Epoch, cancellationToken); // It may be there already: a heartbeat says where we are.
        await transaction.CommitAsync(cancellationToken);
    }

    // An event names what it bears on. One that is open may bear on anything, so everything that we keep or could keep is looked at.
    private async Task<IReadOnlyCollection<string>> RegionsOfAsync(PowerCutTable table, TimelineEvent recorded, CancellationToken cancellationToken)
    {
        if (!recorded.Open)
        {
            return recorded.Regions;
        }

        var regions = new SortedSet<string>(recorded.Regions, StringComparer.Ordinal);
        regions.UnionWith(await table.RegionsAsync(cancellationToken));
        regions.UnionWith(await pictures.RegionsAsync(recorded, cancellationToken));
        return regions;
    }

    private static bool IsPassing(Exception trouble, CancellationToken cancellationToken) => trouble switch
    {
        TimelineProblemException refused => refused.IsPassing,
        PostgresException refused => refused.IsTransient || refused.SqlState is PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow,
        OperationCanceledException => !cancellationToken.IsCancellationRequested,
        _ => trouble is NpgsqlException or HttpRequestException or IOException,
    };
}
