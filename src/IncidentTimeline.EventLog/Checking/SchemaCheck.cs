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

        await CheckNamesAsync(LogFindings.ConstraintMissing, "constraint", _shipped.Constraints, "Checking.read_constraints.sql", cancellationToken).ConfigureAwait(false);
        await CheckNamesAsync(LogFindings.IndexMissing, "index", _shipped.Indexes, "Checking.read_indexes.sql", cancellationToken).ConfigureAwait(false);
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

    private async Task CheckNamesAsync(FindingKind kind, string sort, IReadOnlySet<string> shipped, string file, CancellationToken cancellationToken)
    {
        var there = await snapshot.ReadAsync(EmbeddedSql.Read(file), [], row => row.GetString(0), cancellationToken).ConfigureAwait(false);
        foreach (var name in shipped.Except(there).Order(StringComparer.Ordinal))
        {
            findings.Add(kind, $"{sort} {name}", "It is not there, or not in force for every row.");
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
            EmbeddedSql.Read("Checking.read_functions.sql"), [], row => (Name: row.GetString(0), Text: row.GetString(1)), cancellationToken).ConfigureAwait(false);
        foreach (var name in _shipped.Functions.Order(StringComparer.Ordinal))
        {
            var texts = there.Where(function => function.Name == name).Select(function => function.Text).ToList();
            if (texts.Count == 0 || texts.Exists(text => !_shipped.Texts.Any(shipped => Unix(shipped).Contains(Unix(text), StringComparison.Ordinal))))
            {
                findings.Add(LogFindings.FunctionDiffers, $"function {name}", texts.Count == 0 ? "It is not there." : "Its text is not the shipped one.");
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
                AddDifference("may not", shipped.Except(rights), table);
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

    // A checkout on Windows is the same text.
    private static string Unix(string text) => text.Replace("\r\n", "\n", StringComparison.Ordinal);
}
