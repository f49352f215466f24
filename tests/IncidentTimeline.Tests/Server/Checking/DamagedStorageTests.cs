using IncidentTimeline.EventLog;
using IncidentTimeline.Server.Checking;
using IncidentTimeline.Server.Hosting;
using IncidentTimeline.Server.Hosting.Postgres;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using LogEvents = IncidentTimeline.Tests.EventLog.Events;

namespace IncidentTimeline.Tests.Server.Checking;

/// <summary>A disk that returns something else than was written. Has a cluster of its own, to damage its files: about 5 s each.</summary>
public sealed class DamagedStorageTests : IDisposable
{
    private readonly TestDirectory _directory = TestDirectory.Create();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("a flipped bit", "storage-damaged at the database")] // XX001
    [InlineData("a missing file", "storage-damaged at the database")] // 58P01
    [InlineData("a file cut short", "head-differs at table log_head", "stream-version-differs at stream a", "storage-damaged at the database")] // XX001, once an index leads beyond its end
    public async Task Storage_that_postgresql_cannot_read_is_a_finding_and_no_crash(string damage, params string[] expected)
    {
        string file;
        await using (var postgres = await StartAsync())
        {
            file = await FillAsync(postgres.ConnectionString);
        }

        await DamageAsync(damage, Path.Combine(_directory.Path, "postgres", file));
        await using var damaged = await StartAsync();
        var lines = await Checks.RunAsync(damaged.ConnectionString);

        lines.Findings().ShouldBe(expected);
        lines[^1].ShouldBeOfType<CheckLine.Verdict>().IsClean.ShouldBeFalse();
    }

    private static async Task<string> FillAsync(string connectionString)
    {
        await using var owner = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(LogConnection.ForOwner(connectionString)) { Pooling = false }.ConnectionString);
        await new Migrator(owner, null).MigrateAsync(ServiceHost.Migrations, CancellationToken.None);
        await using var store = new EventStore(owner, new EventStoreOptions(), TimeProvider.System, null);
        await store.AppendAsync("a", ExpectedVersion.Any, LogEvents.Many(10), CancellationToken.None);
        await using var path = owner.CreateCommand("select pg_relation_filepath('events')");
        return (string)(await path.ExecuteScalarAsync())!; // A table has a file.
    }

    private static async Task DamageAsync(string damage, string file)
    {
        switch (damage)
        {
            case "a flipped bit":
                await FlipAsync(file);
                break;
            case "a file cut short":
                await File.WriteAllBytesAsync(file, []);
                break;
            default:
                File.Delete(file);
                break;
        }
    }

    // In the middle of the rows, which stand at the end of a page; its checksum no longer fits.
    private static async Task FlipAsync(string file)
    {
        const int PageBytes = 8_192;
        var bytes = await File.ReadAllBytesAsync(file);
        bytes[PageBytes - 100] ^= 1;
        await using var damaged = new FileStream(file, FileMode.Open, FileAccess.Write);
        await damaged.WriteAsync(bytes);
    }

    private Task<EmbeddedPostgres> StartAsync() => EmbeddedPostgres.StartAsync(
        new EmbeddedPostgresOptions { DataDirectory = _directory.Path, Durable = false, BinDirectory = Environment.GetEnvironmentVariable("PG_BIN") },
        TimeProvider.System,
        NullLogger.Instance,
        CancellationToken.None);
}
