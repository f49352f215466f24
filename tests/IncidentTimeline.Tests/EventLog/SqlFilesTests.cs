using System.Reflection;
using IncidentTimeline.EventLog;
using Npgsql;

namespace IncidentTimeline.Tests.EventLog;

/// <summary>Every statement that the log embeds is one that the migrated database understands.</summary>
public sealed class SqlFilesTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static readonly Assembly Log = typeof(EventStore).Assembly;

    public static TheoryData<string> Files =>
        [.. Log.GetManifestResourceNames().Where(name => name.EndsWith(".sql", StringComparison.Ordinal) && !IsMigration(name)).Order()];

    [Theory]
    [MemberData(nameof(Files))]
    public async Task The_database_can_prepare_it(string file)
    {
        await using var connection = await database.Owner.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync(); // Some are understood inside of one only.

        // PREPARE takes queries only; a statement of another kind is understood if it runs.
        var sql = EmbeddedSql.Read(file);
        var isQuery = sql.Split('\n').First(line => !line.StartsWith("--", StringComparison.Ordinal)).Split(' ')[0] is "select" or "insert" or "update";
        await using var command = new NpgsqlCommand(isQuery ? $"prepare checked as {sql}" : sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Its_first_line_says_what_it_promises_and_it_is_one_statement(string file)
    {
        var sql = EmbeddedSql.Read(file);

        sql.ShouldStartWith("-- ");
        sql.Split('\n').Count(line => line.TrimEnd().EndsWith(';')).ShouldBe(1);
    }

    private static bool IsMigration(string name) => EventLogMigrations.All.Any(migration => name == $"Migrations.{migration.Name}");
}
