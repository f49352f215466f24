using System.Text.Json;
using IncidentTimeline.Catalog;
using IncidentTimeline.Server.Events;
using Npgsql;
using NpgsqlTypes;

namespace IncidentTimeline.Server.Subscriptions;

/// <summary>A subscription as its deliveries need it.</summary>
/// <param name="Id">In the database.</param>
/// <param name="Owner">Who made it.</param>
/// <param name="Filter">What it is told of.</param>
/// <param name="Start">Where it was asked to begin.</param>
/// <param name="Revision">Of filter and start: who read the log by an earlier one begins again.</param>
/// <param name="ReadTo">What is up to this position was held against the filter.</param>
/// <param name="StartsAfter">The position after which it began, or was last set to.</param>
/// <param name="AttemptsMax">Attempts after which an event is parked.</param>
/// <param name="IsPaused">Whether it delivers nothing.</param>
internal sealed record Subscription(long Id, string Owner, SubscriptionFilter Filter, string Start, int Revision, long ReadTo, long StartsAfter, int AttemptsMax, bool IsPaused);

/// <summary>An event that was leased.</summary>
/// <param name="Position">Its place in the log.</param>
/// <param name="Attempt">How often it was delivered, this time counted.</param>
/// <param name="Until">From then on another worker may be given it.</param>
/// <param name="Id">What the log holds at this position.</param>
internal sealed record LeasedEvent(long Position, int Attempt, DateTimeOffset Until, Guid Id);

/// <summary>An event that passed a filter.</summary>
/// <param name="Position">Its place in the log.</param>
/// <param name="Bytes">Of its JSON.</param>
/// <param name="Keys">In whose order it is delivered.</param>
internal sealed record PassedEvent(long Position, int Bytes, IReadOnlyCollection<string> Keys);

/// <summary>Where a subscription stands, as its workers are told.</summary>
/// <param name="State">Whether it delivers.</param>
/// <param name="Position">All up to here is done, or did not pass the filter.</param>
/// <param name="Head">The end of the log.</param>
internal sealed record SubscriptionProgress(SubscriptionState State, long Position, long Head);

/// <summary>
/// The subscriptions in the database. Whoever changes one holds its row, so that workers of several processes get their turns one after the other; all times
/// are the database's, which they share.
/// </summary>
internal sealed class SubscriptionStore(NpgsqlDataSource database)
{
    /// <summary>Subscriptions of one log.</summary>
    public const int SubscriptionsMax = 1_000;

    /// <summary>Events that passed, and are neither done nor behind something parked: how far a quick incident runs ahead of a slow one.</summary>
    public const int WindowMax = 5_000;

    private const int ParkedShownMax = 100;

    private static readonly string CreateSql = Sql.Read("Subscriptions.create_subscription.sql");
    private static readonly string HoldSql = Sql.Read("Subscriptions.hold_subscription.sql");
    private static readonly string FindSql = Sql.Read("Subscriptions.find_subscription.sql");
    private static readonly string ChangeSql = Sql.Read("Subscriptions.change_subscription.sql");
    private static readonly string DeleteSql = Sql.Read("Subscriptions.delete_subscription.sql");
    private static readonly string PauseSql = Sql.Read("Subscriptions.pause_subscription.sql");
    private static readonly string ResetSql = Sql.Read("Subscriptions.reset_subscription.sql");
    private static readonly string ListSql = Sql.Read("Subscriptions.list_subscriptions.sql");
    private static readonly string ShowProgressSql = Sql.Read("Subscriptions.show_progress.sql");
    private static readonly string ListParkedSql = Sql.Read("Subscriptions.list_parked.sql");
    private static readonly string ExpireLeasesSql = Sql.Read("Subscriptions.expire_leases.sql");
    private static readonly string ReadWindowSql = Sql.Read("Subscriptions.read_window.sql");
    private static readonly string ReadHoldsSql = Sql.Read("Subscriptions.read_holds.sql");
    private static readonly string HoldEventsSql = Sql.Read("Subscriptions.hold_events.sql");
    private static readonly string LeaseEventsSql = Sql.Read("Subscriptions.lease_events.sql");
    private static readonly string FillWindowSql = Sql.Read("Subscriptions.fill_window.sql");
    private static readonly string FindGivenSql = Sql.Read("Subscriptions.find_given.sql");
    private static readonly string AcknowledgeSql = Sql.Read("Subscriptions.acknowledge.sql");
    private static readonly string FindOutcomesSql = Sql.Read("Subscriptions.find_outcomes.sql");
    private static readonly string ExtendLeaseSql = Sql.Read("Subscriptions.extend_lease.sql");
    private static readonly string ReleaseHoldsSql = Sql.Read("Subscriptions.release_holds.sql");
    private static readonly string FindEventsSql = Sql.Read("Subscriptions.find_events.sql");
    private static readonly string RedeliverEventsSql = Sql.Read("Subscriptions.redeliver_events.sql");
    private static readonly string SkipEventsSql = Sql.Read("Subscriptions.skip_events.sql");
    private static readonly string ListDeliveriesSql = Sql.Read("Subscriptions.list_deliveries.sql");
    private static readonly string ForgetDeliveriesSql = Sql.Read("Subscriptions.forget_deliveries.sql");
    private static readonly string MarkForgottenSql = Sql.Read("Subscriptions.mark_forgotten.sql");

    /// <summary>Makes one. False where there is one of that name, or as many as may be.</summary>
    public async Task<bool> TryCreateAsync(string name, string owner, NewSubscription subscription, long startsAfter, CancellationToken cancellationToken)
    {
        await using var command = Command(database.CreateCommand(CreateSql),
            name, owner, subscription.Start, startsAfter, Json(subscription.Filter), subscription.AttemptsMax, subscription.RetentionDays, (long)SubscriptionsMax);
        return await command.ExecuteScalarAsync(cancellationToken) is not null;
    }

    public async Task<Subscription?> FindAsync(string name, CancellationToken cancellationToken)
    {
        await using var command = Command(database.CreateCommand(FindSql), name);
        return await ReadOneAsync(command, cancellationToken);
    }

    /// <summary>Changes filter and settings of one that has the same start.</summary>
    public Task ChangeAsync(string name, NewSubscription subscription, CancellationToken cancellationToken) => HoldAsync(name, async (held, connection) =>
    {
        await using var command = Command(new(ChangeSql, connection), held.Id, Json(subscription.Filter), subscription.AttemptsMax, subscription.RetentionDays);
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }, cancellationToken);

    public Task DeleteAsync(string name, CancellationToken cancellationToken) => HoldAsync(name, async (held, connection) =>
    {
        await using var command = Command(new(DeleteSql, connection), held.Id);
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }, cancellationToken);

    public Task PauseAsync(string name, bool isPaused, CancellationToken cancellationToken) => HoldAsync(name, async (held, connection) =>
    {
        await using var command = Command(new(PauseSql, connection), held.Id, isPaused);
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }, cancellationToken);

    public Task ResetAsync(string name, long after, CancellationToken cancellationToken) => HoldAsync(name, async (held, connection) =>
    {
        await using var command = Command(new(ResetSql, connection), held.Id, after);
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }, cancellationToken);

    /// <summary>A page by name: one, one owner's or everybody's.</summary>
    public async Task<IReadOnlyList<SubscriptionView>> ListAsync(string? name, string? owner, string after, int limit, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(ListSql);
        command.Parameters.Add(new() { Value = (object?)name ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        command.Parameters.Add(new() { Value = (object?)owner ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        Command(command, after, limit);
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        var views = new List<SubscriptionView>();
        while (await rows.ReadAsync(cancellationToken))
        {
            views.Add(ReadView(rows));
        }

        return views;
    }

    /// <summary>Where one stands, for much less than it costs to list it.</summary>
    public async Task<SubscriptionProgress?> ProgressAsync(string name, CancellationToken cancellationToken)
    {
        await using var command = Command(database.CreateCommand(ShowProgressSql), name);
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        return await row.ReadAsync(cancellationToken) ? new SubscriptionProgress(State(row.GetBoolean(0)), row.GetInt64(1), row.GetInt64(2)) : null;
    }

    /// <summary>The first events of a subscription that wait for a person.</summary>
    public async Task<IReadOnlyList<ParkedEvent>> ParkedAsync(string name, CancellationToken cancellationToken)
    {
        await using var command = Command(database.CreateCommand(ListParkedSql), name, ParkedShownMax);
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        var parked = new List<ParkedEvent>();
        while (await rows.ReadAsync(cancellationToken))
        {
            parked.Add(new ParkedEvent(rows.GetInt64(0), rows.GetInt32(1), Text(rows, 2), rows.GetFieldValue<string[]>(3)));
        }

        return parked;
    }

    /// <summary>Leases the events whose turn it is.</summary>
    /// <returns>The subscription as it is, what was leased, and how many more events it may take in; null where there is none.</returns>
    public Task<(Subscription Subscription, IReadOnlyList<LeasedEvent> Leased, int Room)?> LeaseAsync(
        string name, Guid lease, int countMax, int leaseSeconds, string? worker, CancellationToken cancellationToken) =>
        HoldAsync<(Subscription, IReadOnlyList<LeasedEvent>, int)?>(name, async (held, connection) =>
        {
            if (held.IsPaused)
            {
                return (held, [], 0);
            }

            await using (var expire = Command(new(ExpireLeasesSql, connection), held.Id, held.AttemptsMax))
            {
                await expire.ExecuteNonQueryAsync(cancellationToken);
            }

            List<OpenEvent> open;
            Turn turn;
            do
            {
                // Once more where all that was seen waits behind something parked: there may be others behind it.
                open = await ReadWindowAsync(connection, held.Id, cancellationToken);
                turn = DeliveryWindow.Next(open, await ReadHoldsAsync(connection, held.Id, cancellationToken), countMax);
                if (turn.Held.Count > 0)
                {
                    await using var hold = Command(new(HoldEventsSql, connection), held.Id, turn.Held);
                    await hold.ExecuteNonQueryAsync(cancellationToken);
                }
            }
            while (turn.Positions.Count == 0 && turn.Held.Count > 0);

            var room = open.Count == WindowMax ? 0 : WindowMax - (open.Count - turn.Held.Count);
            return (held, turn.Positions.Count == 0 ? [] : await LeaseAsync(connection, held.Id, turn.Positions, lease, leaseSeconds, worker, cancellationToken), room);
        }, cancellationToken);

    /// <summary>Takes in what passed the filter up to an event. Does nothing where somebody else read the log meanwhile, or it is to be read otherwise.</summary>
    /// <returns>False where the log does not hold that event, so that nothing was taken in: it is another than was read.</returns>
    public async Task<bool> TryFillAsync(Subscription read, FeedEvent last, IReadOnlyList<PassedEvent> passed, CancellationToken cancellationToken)
    {
        await using var command = Command(database.CreateCommand(FillWindowSql), read.Id, read.Revision, read.ReadTo,
            passed.Select(one => one.Position).ToArray(), passed.Select(one => one.Bytes).ToArray(), Keys(passed), last.Position, last.Id, last.RecordedAt);
        return await command.ExecuteScalarAsync(cancellationToken) is true;
    }

    /// <summary>Takes what a worker says.</summary>
    /// <returns>Null where there never was such a lease.</returns>
    public Task<Acknowledged?> AcknowledgeAsync(string name, Acknowledgement said, CancellationToken cancellationToken) => HoldAsync<Acknowledged?>(name, async (held, connection) =>
    {
        var earlier = await ReadOutcomesAsync(connection, held.Id, said.Lease, cancellationToken);
        if (earlier.Count == 0)
        {
            return null;
        }

        var given = await ReadGivenAsync(connection, held.Id, said.Lease, cancellationToken);
        var outcomes = (said.Outcomes ?? given.Where(one => one.IsTheirs).Select(one => new EventOutcome(one.Position))).ToDictionary(one => one.Position.Value);
        var settled = LeaseOrder.Settle(given, outcomes);
        await AcknowledgeAsync(connection, held, said.Lease, settled, cancellationToken);
        var taken = new SortedSet<long>(settled.Where(one => outcomes.GetValueOrDefault(one.Position)?.Outcome == one.Outcome).Select(one => one.Position.Value));

        // What was said before and is said again is taken, for its answer may have been lost on the way.
        var repeated = (said.Outcomes ?? [.. earlier.Where(one => one.Value == "done").Select(one => new EventOutcome(one.Key))])
            .Where(one => !taken.Contains(one.Position) && earlier.GetValueOrDefault(one.Position) == Text(one.Outcome)).Select(one => one.Position.Value);
        taken.UnionWith(repeated);
        var until = said.LeaseSeconds is { } seconds ? await ExtendAsync(connection, held.Id, said.Lease, seconds, cancellationToken) : null;
        var named = said.Outcomes?.Select(one => one.Position.Value) ?? earlier.Where(one => one.Value is null or "expired" or "reset").Select(one => one.Key);
        return new Acknowledged([.. taken], [.. named.Where(position => !taken.Contains(position)).Distinct().Order()], until);
    }, cancellationToken);

    /// <summary>How those of these events stand that are in the window.</summary>
    public Task<Dictionary<long, string>> StatesAsync(long subscription, IReadOnlyList<long> positions, CancellationToken cancellationToken) =>
        ReadStatesAsync(database.CreateCommand(FindEventsSql), subscription, positions, cancellationToken);

    /// <summary>Delivers events once more; those that a worker has are left with it.</summary>
    public Task RedeliverAsync(string name, IReadOnlyList<PassedEvent> events, CancellationToken cancellationToken) => HoldAsync(name, async (held, connection) =>
    {
        var positions = events.Select(one => one.Position).ToArray();
        var areHolding = (await ReadStatesAsync(new(FindEventsSql, connection), held.Id, positions, cancellationToken)).Values.Any(state => state is "parked" or "held");
        await using var command = Command(new(RedeliverEventsSql, connection), held.Id, positions, events.Select(one => one.Bytes).ToArray(), Keys(events));
        await command.ExecuteNonQueryAsync(cancellationToken);
        return areHolding ? await ReleaseAsync(connection, held.Id, cancellationToken) : 0;
    }, cancellationToken);

    /// <summary>Gives parked events up.</summary>
    public Task SkipAsync(string name, IReadOnlyList<long> positions, string by, CancellationToken cancellationToken) => HoldAsync(name, async (held, connection) =>
    {
        await using var command = Command(new(SkipEventsSql, connection), held.Id, positions, by);
        await command.ExecuteNonQueryAsync(cancellationToken);
        return await ReleaseAsync(connection, held.Id, cancellationToken);
    }, cancellationToken);

    /// <summary>What had been told by an instant, from a delivery on.</summary>
    public async Task<IReadOnlyList<Delivery>> DeliveriesAsync(long subscription, DateTimeOffset knownAt, long after, int limit, CancellationToken cancellationToken)
    {
        await using var command = Command(database.CreateCommand(ListDeliveriesSql), subscription, knownAt.ToUniversalTime(), after, limit);
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        var deliveries = new List<Delivery>();
        while (await rows.ReadAsync(cancellationToken))
        {
            deliveries.Add(new Delivery(
                rows.GetInt64(0), rows.GetInt64(1), Optional<Guid>(rows, 2), Text(rows, 3), rows.GetInt32(4), rows.GetFieldValue<DateTimeOffset>(5), Optional<Guid>(rows, 6), Text(rows, 7), Text(rows, 8), Optional<DateTimeOffset>(rows, 9), Text(rows, 10)));
        }

        return deliveries;
    }

    /// <summary>Drops deliveries that are kept no longer.</summary>
    /// <returns>How many; as many as asked for where there may be more.</returns>
    public async Task<int> ForgetAsync(int countMax, CancellationToken cancellationToken)
    {
        // Said first: it may be said too early that something is gone, never too late.
        await using var mark = database.CreateCommand(MarkForgottenSql);
        await mark.ExecuteNonQueryAsync(cancellationToken);
        await using var forget = Command(database.CreateCommand(ForgetDeliveriesSql), countMax);
        return await forget.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>The outcome as it is kept, and said on the wire.</summary>
    private static string Text(WorkersOutcome outcome) => outcome.ToString().ToLowerInvariant();

    /// <summary>Does something with a subscription that nobody else changes meanwhile.</summary>
    /// <returns>The default where there is none of that name.</returns>
    private async Task<T?> HoldAsync<T>(string name, Func<Subscription, NpgsqlConnection, Task<T>> change, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var hold = Command(new(HoldSql, connection), name);
        if (await ReadOneAsync(hold, cancellationToken) is not { } held)
        {
            return default;
        }

        var result = await change(held, connection);
        await transaction.CommitAsync(cancellationToken);
        return result;
    }

    private static async Task<Subscription?> ReadOneAsync(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        return await row.ReadAsync(cancellationToken)
            ? new Subscription(row.GetInt64(0), row.GetString(1), Filter(row.GetString(2)), row.GetString(3), row.GetInt32(4), row.GetInt64(5), row.GetInt64(6), row.GetInt32(7), row.GetBoolean(8))
            : null;
    }

    private static async Task<List<OpenEvent>> ReadWindowAsync(NpgsqlConnection connection, long subscription, CancellationToken cancellationToken)
    {
        await using var command = Command(new(ReadWindowSql, connection), subscription, WindowMax);
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        var open = new List<OpenEvent>();
        while (await rows.ReadAsync(cancellationToken))
        {
            open.Add(new OpenEvent(rows.GetInt64(0), rows.GetBoolean(1), rows.GetBoolean(2), rows.GetBoolean(3), rows.GetInt32(4), rows.GetFieldValue<string[]>(5)));
        }

        return open;
    }

    private static async Task<Dictionary<string, long>> ReadHoldsAsync(NpgsqlConnection connection, long subscription, CancellationToken cancellationToken)
    {
        await using var command = Command(new(ReadHoldsSql, connection), subscription);
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        var holds = new Dictionary<string, long>();
        while (await rows.ReadAsync(cancellationToken))
        {
            holds[rows.GetString(0)] = rows.GetInt64(1);
        }

        return holds;
    }

    private static async Task<List<LeasedEvent>> LeaseAsync(
        NpgsqlConnection connection, long subscription, IReadOnlyList<long> positions, Guid lease, int seconds, string? worker, CancellationToken cancellationToken)
    {
        await using var command = Command(new(LeaseEventsSql, connection), subscription, positions, lease, seconds);
        command.Parameters.Add(new() { Value = (object?)worker ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        var leased = new List<LeasedEvent>();
        while (await rows.ReadAsync(cancellationToken))
        {
            leased.Add(new LeasedEvent(rows.GetInt64(0), rows.GetInt32(1), rows.GetFieldValue<DateTimeOffset>(2), rows.GetGuid(3)));
        }

        return leased;
    }

    private static async Task<List<GivenEvent>> ReadGivenAsync(NpgsqlConnection connection, long subscription, Guid lease, CancellationToken cancellationToken)
    {
        await using var command = Command(new(FindGivenSql, connection), subscription, lease);
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        var given = new List<GivenEvent>();
        while (await rows.ReadAsync(cancellationToken))
        {
            given.Add(new GivenEvent(rows.GetInt64(0), rows.GetBoolean(1), rows.GetFieldValue<string[]>(2)));
        }

        return given;
    }

    private static async Task<Dictionary<long, string?>> ReadOutcomesAsync(NpgsqlConnection connection, long subscription, Guid lease, CancellationToken cancellationToken)
    {
        await using var command = Command(new(FindOutcomesSql, connection), subscription, lease);
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        var outcomes = new Dictionary<long, string?>();
        while (await rows.ReadAsync(cancellationToken))
        {
            outcomes[rows.GetInt64(0)] = Text(rows, 1);
        }

        return outcomes;
    }

    private static async Task AcknowledgeAsync(
        NpgsqlConnection connection, Subscription held, Guid lease, IReadOnlyList<EventOutcome> settled, CancellationToken cancellationToken)
    {
        var wasHolding = false;
        await using (var command = Command(new(AcknowledgeSql, connection), held.Id, lease, settled.Select(one => one.Position.Value).ToArray(), settled.Select(one => Text(one.Outcome)).ToArray()))
        {
            command.Parameters.Add(new() { Value = settled.Select(one => one.Error).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
            Command(command, held.AttemptsMax);
            await using var rows = await command.ExecuteReaderAsync(cancellationToken);
            while (await rows.ReadAsync(cancellationToken))
            {
                wasHolding |= rows.GetBoolean(0);
            }
        }

        if (wasHolding)
        {
            await ReleaseAsync(connection, held.Id, cancellationToken);
        }
    }

    private static async Task<DateTimeOffset?> ExtendAsync(NpgsqlConnection connection, long subscription, Guid lease, int seconds, CancellationToken cancellationToken)
    {
        await using var command = Command(new(ExtendLeaseSql, connection), subscription, lease, seconds);
        return await command.ExecuteScalarAsync(cancellationToken) is DateTime until ? new DateTimeOffset(until) : null;
    }

    private static async Task<Dictionary<long, string>> ReadStatesAsync(NpgsqlCommand find, long subscription, IReadOnlyList<long> positions, CancellationToken cancellationToken)
    {
        await using var command = Command(find, subscription, positions);
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        var states = new Dictionary<long, string>();
        while (await rows.ReadAsync(cancellationToken))
        {
            states[rows.GetInt64(0)] = rows.GetString(1);
        }

        return states;
    }

    private static async Task<int> ReleaseAsync(NpgsqlConnection connection, long subscription, CancellationToken cancellationToken)
    {
        await using var command = Command(new(ReleaseHoldsSql, connection), subscription);
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static SubscriptionView ReadView(NpgsqlDataReader row)
    {
        var (position, head) = (row.GetInt64(9), row.GetInt64(11));
        return new SubscriptionView(
            row.GetString(0), row.GetString(1), State(row.GetBoolean(7)), Filter(row.GetString(2)), row.GetString(3), row.GetInt64(4),
            position, row.GetInt64(10), head, head - position, row.GetInt64(12), row.GetInt64(13), row.GetInt64(14), row.GetInt64(15), row.GetInt32(5), row.GetInt32(6),
            row.GetFieldValue<DateTimeOffset>(8), Optional<DateTimeOffset>(row, 16),
            row.IsDBNull(17) ? null : new DeliveryError(row.GetInt64(18), row.GetString(17), row.GetFieldValue<DateTimeOffset>(19)),
            row.GetFieldValue<DateTimeOffset>(20));
    }

    private static NpgsqlCommand Command(NpgsqlCommand command, params object[] values)
    {
        foreach (var value in values)
        {
            command.Parameters.Add(value is JsonText json ? new() { Value = json.Value, NpgsqlDbType = NpgsqlDbType.Json } : new() { Value = value });
        }

        return command;
    }

    private static string[] Keys(IEnumerable<PassedEvent> events) => [.. events.Select(one => string.Join(',', one.Keys))];

    private static JsonText Json(SubscriptionFilter? filter) => new(JsonSerializer.Serialize(filter ?? new SubscriptionFilter(), Wire.Options));

    private static SubscriptionFilter Filter(string json) => JsonSerializer.Deserialize<SubscriptionFilter>(json, Wire.Options)!; // Never null.

    private static SubscriptionState State(bool isPaused) => isPaused ? SubscriptionState.Paused : SubscriptionState.Active;

    private static string? Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private static T? Optional<T>(NpgsqlDataReader row, int column) where T : struct => row.IsDBNull(column) ? null : row.GetFieldValue<T>(column);

    private sealed record JsonText(string Value);
}
