using IncidentTimeline.Server.Hosting.Postgres;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace IncidentTimeline.Tests.Faults;

/// <summary>
/// A primary and its streaming standby, made by pg_basebackup, and an address that leads to one of the two: services connect to that,
/// as they would to a name that is moved in a failover. Both clusters keep what they acknowledged.
/// </summary>
internal sealed class StandbyPostgres : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TestDirectory _directory;

    private StandbyPostgres(TestDirectory directory, EmbeddedPostgres primary, EmbeddedPostgres standby) =>
        (_directory, Primary, Standby) = (directory, primary, standby);

    public EmbeddedPostgres Primary { get; }

    public EmbeddedPostgres Standby { get; }

    /// <summary>The owner's way to wherever the address leads.</summary>
    public string Connection => To(Primary, AddressIn(_directory));

    /// <summary>The owner's way to the standby itself.</summary>
    public string StandbyConnection => To(Standby, null);

    /// <param name="prepare">What the primary is to hold before the standby is made of it; gets its connection string.</param>
    public static async Task<StandbyPostgres> StartAsync(Func<string, Task> prepare)
    {
        var directory = TestDirectory.Create();
        var primary = await StartAsync(Path.Combine(directory.Path, "primary"));
        await prepare(To(primary, null));
        var account = await ServerAccount.ForAsync(Path.Combine(directory.Path, "primary", "postgres"), CancellationToken.None);
        await CopyAsync(primary, account, Path.Combine(directory.Path, "standby"));
        var standby = await StartAsync(Path.Combine(directory.Path, "standby"));
        var both = new StandbyPostgres(directory, primary, standby);
        both.Lead(primary);
        return both;
    }

    /// <summary>Returns when the standby holds what the primary holds now.</summary>
    public async Task CaughtUpAsync()
    {
        var written = await AskAsync<string>(To(Primary, null), "select pg_current_wal_flush_lsn()::text");
        await UntilAsync(StandbyConnection, $"select pg_last_wal_replay_lsn() >= '{written}'::pg_lsn");
    }

    /// <summary>Cuts the standby off: what the primary takes from now on, it does not get.</summary>
    public async Task CutOffAsync()
    {
        await ExecuteAsync(StandbyConnection, "alter system set primary_conninfo = ''");
        await ExecuteAsync(StandbyConnection, "select pg_reload_conf()");
        await UntilAsync(StandbyConnection, "select not exists (select from pg_stat_wal_receiver)");
    }

    /// <summary>The primary dies, the standby takes its place, and the address leads there.</summary>
    public async Task FailOverAsync()
    {
        ProcessSignals.Send(Primary.ProcessId, Signal.Quit).ShouldBeTrue();
        await Primary.Exited.WaitAsync(Patience);
        (await AskAsync<bool>(StandbyConnection, "select pg_promote(true, 60)")).ShouldBeTrue();
        Lead(Standby);
    }

    public async ValueTask DisposeAsync()
    {
        await Standby.DisposeAsync();
        await Primary.DisposeAsync();
        _directory.Dispose();
    }

    // A socket's directory is the host; a link to it can be turned under those who use it.
    private void Lead(EmbeddedPostgres to)
    {
        var link = AddressIn(_directory);
        File.Delete(link);
        File.CreateSymbolicLink(link, new NpgsqlConnectionStringBuilder(to.ConnectionString).Host!); // It has one.
    }

    private static string AddressIn(TestDirectory directory) => Path.Combine(directory.Path, "address");

    private static string To(EmbeddedPostgres postgres, string? host)
    {
        var connection = new NpgsqlConnectionStringBuilder(postgres.ConnectionString);
        return new NpgsqlConnectionStringBuilder(connection.ConnectionString) { Host = host ?? connection.Host, SearchPath = "timeline" }.ConnectionString;
    }

    private static Task<EmbeddedPostgres> StartAsync(string directory) => EmbeddedPostgres.StartAsync(
        new EmbeddedPostgresOptions { DataDirectory = directory, BinDirectory = Environment.GetEnvironmentVariable("PG_BIN") }, TimeProvider.System, NullLogger.Instance, CancellationToken.None);

    /// <summary>A base backup that starts as a standby (-R), in the layout of an embedded server.</summary>
    private static async Task CopyAsync(EmbeddedPostgres primary, ServerAccount account, string target)
    {
        Directory.CreateDirectory(target);
        File.SetUnixFileMode(target, File.GetUnixFileMode(target) | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        var cluster = Path.Combine(target, "postgres");
        await account.CreateDirectoryAsync(cluster, CancellationToken.None);
        var connection = new NpgsqlConnectionStringBuilder(primary.ConnectionString);
        var program = PostgresBinaries.Candidates(Environment.GetEnvironmentVariable("PG_BIN")).Select(bin => Path.Combine(bin, "pg_basebackup")).FirstOrDefault(File.Exists)
            ?? throw new InvalidOperationException("There is no pg_basebackup beside PostgreSQL's server programs. ops/setup installs it.");
        var start = account.StartInfo(program, ["-h", connection.Host!, "-p", $"{connection.Port}", "-U", connection.Username!, "-D", cluster, "-R", "-X", "stream", "-c", "fast"]); // It has both.
        start.Environment["PGPASSWORD"] = connection.Password;
        var (exitCode, output, error) = await ServerAccount.RunAsync(start, CancellationToken.None);
        exitCode.ShouldBe(0, output + error);
        var password = Directory.GetFiles(Path.Combine(Path.GetDirectoryName(target)!, "primary"), "postgres-password").Single(); // It is a full path.
        File.Copy(password, Path.Combine(target, "postgres-password"));
    }

    private static async Task UntilAsync(string connection, string isSo)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!await AskAsync<bool>(connection, isSo))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, patience.Token);
        }
    }

    private static async Task<T> AskAsync<T>(string connection, string sql)
    {
        await using var asked = new NpgsqlConnection(connection);
        await asked.OpenAsync();
        await using var ask = new NpgsqlCommand(sql, asked) { CommandTimeout = (int)Patience.TotalSeconds };
        return (T)(await ask.ExecuteScalarAsync())!; // Each asks for a value.
    }

    private static async Task ExecuteAsync(string connection, string sql)
    {
        await using var asked = new NpgsqlConnection(connection);
        await asked.OpenAsync();
        await using var command = new NpgsqlCommand(sql, asked);
        await command.ExecuteNonQueryAsync();
    }
}
