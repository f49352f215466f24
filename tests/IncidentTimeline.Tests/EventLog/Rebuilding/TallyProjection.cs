using IncidentTimeline.EventLog;
using Npgsql;
using NpgsqlTypes;

namespace IncidentTimeline.Tests.EventLog.Rebuilding;

/// <summary>Two tables of one projection: every event, numbered by the database, and how many there are of each type, which points at the last.</summary>
internal sealed class TallyProjection : IRebuildableProjection
{
    private readonly string _seen;
    private readonly string _counts;

    private TallyProjection(string name)
    {
        Name = name;
        (_seen, _counts) = ($"\"{name} seen\"", $"\"{name} counts\"");
        Tables = [new($"{name} seen", "id"), new($"{name} counts")];
    }

    public string Name { get; }

    public IReadOnlyList<ProjectionTable> Tables { get; }

    /// <summary>The rule that a program may change: what a type counts as.</summary>
    public Func<string, string> Kind { get; set; } = type => type;

    public Func<Task> BeforeFill { get; set; } = () => Task.CompletedTask;

    /// <summary>With its tables, in the first schema of the search path.</summary>
    public static async Task<TallyProjection> CreateAsync(NpgsqlDataSource owner)
    {
        var tally = new TallyProjection($"tally {Guid.NewGuid():n}"[..12]);
        await using var create = owner.CreateCommand(
            $"""
            create table {tally._seen} (id bigint generated always as identity, position bigint not null, kind text not null default 'other' check (kind <> ''),
              constraint "{tally.Name} position" primary key (position));
            create index "{tally.Name} kind" on {tally._seen} (lower(kind), position desc) where kind <> 'none';
            create table {tally._counts} (kind text not null, events bigint not null, last bigint not null,
              constraint "{tally.Name} kinds" unique (kind),
              constraint "{tally.Name} last" foreign key (last) references {tally._seen} (position) deferrable initially deferred) with (fillfactor = 70);
            grant select, insert on {tally._seen} to timeline_service;
            grant select, insert, update (events, last) on {tally._counts} to timeline_service;
            """);
        await create.ExecuteNonQueryAsync();
        return tally;
    }

    public async Task ApplyAsync(IReadOnlyList<RecordedEvent> batch, NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        await using var insert = new NpgsqlCommand($"insert into {_seen} (position, kind) select * from unnest($1, $2)", connection)
        {
            Parameters = { new() { Value = batch.Select(one => one.Position.Value).ToArray() }, new() { Value = batch.Select(one => Kind(one.Type)).ToArray() } },
        };
        await insert.ExecuteNonQueryAsync(cancellationToken);
        foreach (var group in batch.GroupBy(one => Kind(one.Type)))
        {
            await using var count = new NpgsqlCommand(
                $"insert into {_counts} as c (kind, events, last) values ($1, $2, $3) on conflict (kind) do update set events = c.events + excluded.events, last = excluded.last", connection)
            {
                Parameters = { new() { Value = group.Key }, new() { Value = group.LongCount() }, new() { Value = group.Max(one => one.Position.Value) } },
            };
            await count.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    public async Task FillAsync(IAsyncEnumerable<IReadOnlyList<RecordedEvent>> batches, NpgsqlDataSource tables, CancellationToken cancellationToken)
    {
        await BeforeFill();
        var counts = new Dictionary<string, (long Events, long Last)>();
        await using var connection = await tables.OpenConnectionAsync(cancellationToken);
        await using (var seen = await connection.BeginBinaryImportAsync($"copy {_seen} (position, kind) from stdin (format binary)", cancellationToken))
        {
            await foreach (var batch in batches)
            {
                foreach (var recorded in batch)
                {
                    var kind = Kind(recorded.Type);
                    counts[kind] = (counts.GetValueOrDefault(kind).Events + 1, recorded.Position.Value);
                    await seen.StartRowAsync(cancellationToken);
                    await seen.WriteAsync(recorded.Position.Value, NpgsqlDbType.Bigint, cancellationToken);
                    await seen.WriteAsync(kind, NpgsqlDbType.Text, cancellationToken);
                }
            }

            await seen.CompleteAsync(cancellationToken);
        }

        await using var copy = await connection.BeginBinaryImportAsync($"copy {_counts} (kind, events, last) from stdin (format binary)", cancellationToken);
        foreach (var (kind, (events, last)) in counts)
        {
            await copy.StartRowAsync(cancellationToken);
            await copy.WriteAsync(kind, NpgsqlDbType.Text, cancellationToken);
            await copy.WriteAsync(events, NpgsqlDbType.Bigint, cancellationToken);
            await copy.WriteAsync(last, NpgsqlDbType.Bigint, cancellationToken);
        }

        await copy.CompleteAsync(cancellationToken);
    }

    /// <summary>What it says, as one statement sees it: how many events, the last position, and how many the counts add up to.</summary>
    public string Question => $"select (select count(*) from {_seen}), (select coalesce(max(position), 0) from {_seen}), (select coalesce(sum(events), 0)::bigint from {_counts})";

    public string Seen => _seen;
}
