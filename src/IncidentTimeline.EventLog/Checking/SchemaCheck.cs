using Npgsql;

namespace IncidentTimeline.EventLog;

/// <summary>Whether the database still is what the migrations made it: what refuses a change of the past is there and in force.</summary>
internal sealed class SchemaCheck(LogSnapshot snapshot, IReadOnlyList<Migration> migrations, FindingLog findings)
{
    private readonly ShippedSchema _shipped = ShippedSchema.Of(migrations);

    /// <returns>Whether every shipped migration was applied, so that the tables can be relied on to be there.</returns>
    public async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        if (!await CheckMigrationsAsync(cancellationToken).ConfigureAwait(false))
        {
            // What an older or newer program made is not for this one to judge.
            return false;
        }

        await CheckDefinitionsAsync(LogFindings.ConstraintMissing, "constraint", _shipped.Constraints, "Checking.read_constraints.sql", cancellationToken).ConfigureAwait(false);
        await CheckDefinitionsAsync(LogFindings.IndexMissing, "index", _shipped.Indexes, "Checking.read_indexes.sql", cancellationToken).ConfigureAwait(false);
        await CheckTriggersAsync(cancellationToken).ConfigureAwait(false);
        await CheckFunctionsAsync(cancellationToken).ConfigureAwait(false);
        await CheckGrantsAsync(cancellationToken).ConfigureAwait(false);
        return true;
    }

    private async Task<bool> CheckMigrationsAsync(CancellationToken cancellationToken)
    {
        var applied = await snapshot.ReadAsync(
            EmbeddedSql.Read("Migrations.read_migrations.sql"),
            [],
            row => (Set: row.GetString(0), Number: row.GetInt32(1), Name: row.GetString(2), Checksum: row.GetString(3)),
            cancellationToken).ConfigureAwait(false);
        var missing = migrations.Where(one => !applied.Any(row => row.Set == one.Set && row.Number == one.Number)).ToList();
        foreach (var migration in missing)
        {
            findings.Add(LogFindings.MigrationMissing, $"migration {migration.Name} of {migration.Set}", "It was not applied.");
        }

        var unknown = applied.Where(row => migrations.Any(one => one.Set == row.Set) && !migrations.Any(one => one.Set == row.Set && one.Number == row.Number)).ToList();
        foreach (var row in unknown)
        {
            findings.Add(LogFindings.MigrationUnknown, $"migration {row.Name} of {row.Set}", "It was applied, and this program does not have it.");
        }

        foreach (var (row, shipped) in applied.Join(migrations, row => (row.Set, row.Number), one => (one.Set, one.Number), (row, one) => (row, one)).Where(pair => pair.row.Checksum != pair.one.Checksum))
        {
            findings.Add(LogFindings.MigrationDiffers, $"migration {row.Name} of {row.Set}", $"It was applied with SHA-256 {row.Checksum}; shipped is {shipped.Checksum}.");
        }

        return missing.Count == 0 && unknown.Count == 0;
    }

    private async Task CheckDefinitionsAsync(FindingKind kind, string sort, IReadOnlyDictionary<string, string> shipped, string file, CancellationToken cancellationToken)
    {
        var there = await snapshot.ReadAsync(EmbeddedSql.Read(file), [], row => (Name: row.GetString(0), Definition: row.GetString(1)), cancellationToken).ConfigureAwait(false);
        foreach (var (name, definition) in shipped.Where(one => !there.Contains((one.Key, one.Value))).OrderBy(one => one.Key, StringComparer.Ordinal))
        {
            var found = there.Find(one => one.Name == name).Definition;
            findings.Add(kind, $"{sort} {name}", found is null ? "It is not there, or not in force for every row." : $"It is \"{found}\", and shipped is \"{definition}\".");
        }
    }

    private async Task CheckTriggersAsync(CancellationToken cancellationToken)
    {
        var there = await snapshot.ReadAsync(
            EmbeddedSql.Read("Checking.read_triggers.sql"),
            [],
            row => (Name: row.GetString(0), Trigger: new ShippedTrigger(row.GetString(1), row.GetInt32(2), row.GetString(3), row.GetString(4))),
            cancellationToken).ConfigureAwait(false);
        foreach (var (name, shipped) in _shipped.Triggers)
        {
            var found = there.Find(one => one.Name == name && one.Trigger.Table == shipped.Table).Trigger;
            if (found != shipped)
            {
                findings.Add(LogFindings.TriggerMissing, $"trigger {name} of table {shipped.Table}", found is null ? "It is not there." : found.Enabled != shipped.Enabled ? "It is disabled, or not enabled always." : "It fires at other times, or calls another function, than shipped.");
            }
        }

        foreach (var (name, trigger) in there.Where(one => !_shipped.Triggers.ContainsKey(one.Name)))
        {
            findings.Add(LogFindings.TriggerUnknown, $"trigger {name} of table {trigger.Table}", $"It calls {trigger.Function} and is not shipped.");
        }
    }

    private async Task CheckFunctionsAsync(CancellationToken cancellationToken)
    {
        var there = await snapshot.ReadAsync(
            EmbeddedSql.Read("Checking.read_functions.sql"), [], row => (Name: row.GetString(0), Function: ReadFunction(row)), cancellationToken).ConfigureAwait(false);
        foreach (var (name, shipped) in _shipped.Functions.OrderBy(one => one.Key, StringComparer.Ordinal))
        {
            // Another of the same name would be called in its place, depending on the arguments.
            var found = there.Where(one => one.Name == name).Select(one => one.Function).ToList();
            if (found is not [var only] || only != shipped)
            {
                findings.Add(LogFindings.FunctionDiffers, $"function {name}", found switch
                {
                    [] => "It is not there.",
                    [var other] => other.Text != shipped.Text ? "Its text is not the shipped one." : "Its language, volatility, rights or settings are not the shipped ones.",
                    _ => "There is more than one of this name.",
                });
            }
        }
    }

    private async Task CheckGrantsAsync(CancellationToken cancellationToken)
    {
        var there = await snapshot.ReadAsync(
            EmbeddedSql.Read("Checking.read_grants.sql"),
            [LogConnection.ServiceRole],
            row => (Table: row.GetString(0), Rights: row.GetFieldValue<string[]>(1)),
            cancellationToken).ConfigureAwait(false);
        if (there.Count == 0)
        {
            findings.Add(LogFindings.GrantWrong, $"role {LogConnection.ServiceRole}", "There is no such role.");
        }

        foreach (var (table, shipped) in _shipped.Grants)
        {
            foreach (var rights in there.Where(row => row.Table == table).Select(row => row.Rights))
            {
                AddDifference("may", rights.Except(shipped), table);
                AddDifference("may not", shipped.Except(rights).Where(right => !rights.Contains(right.Split(' ')[0])), table);
            }
        }
    }

    private void AddDifference(string verb, IEnumerable<string> rights, string table)
    {
        if (rights.ToList() is { Count: > 0 } some)
        {
            findings.Add(LogFindings.GrantWrong, $"table {table}", $"{LogConnection.ServiceRole} {verb} {string.Join(", ", some)} there.");
        }
    }

    internal static ShippedFunction ReadFunction(NpgsqlDataReader row) =>
        new(ShippedFunction.Unix(row.GetString(1)), row.GetString(2), row.GetString(3), row.GetBoolean(4), row.IsDBNull(5) ? "" : row.GetString(5));
}
