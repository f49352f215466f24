using System.Diagnostics;
using IncidentTimeline.Server.Hosting.Postgres;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace IncidentTimeline.Tests.Server.Hosting.Postgres;

public sealed class EmbeddedPostgresTests : IDisposable
{
    private readonly TestDirectory _directory = TestDirectory.Create();

    private string Data => Path.Combine(_directory.Path, "data");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task A_second_start_finds_the_data_of_the_first()
    {
        await using (var first = await StartAsync())
        {
            await ExecuteAsync(first, "create table kept as select 7 as value");
        }

        await using var second = await StartAsync();

        (await ExecuteAsync(second, "select value from kept")).ShouldBe(7);
    }

    [Fact]
    public async Task What_was_committed_before_the_server_was_killed_is_there_afterwards()
    {
        await using (var killed = await StartAsync(durable: true))
        {
            await ExecuteAsync(killed, "create table kept as select 7 as value");
            await KillAsync(killed.ProcessId);
            await killed.Exited;
        }

        await using var next = await StartAsync(durable: true);

        (await ExecuteAsync(next, "select value from kept")).ShouldBe(7);
    }

    [Fact]
    public async Task A_server_that_ends_by_itself_is_started_again_where_it_was()
    {
        await using var postgres = await StartAsync(durable: true);
        using var stopping = new CancellationTokenSource();
        var keeping = postgres.KeepRunningAsync(stopping.Token);
        await ExecuteAsync(postgres, "create table kept as select 7 as value");
        var (before, connectionString) = (postgres.ProcessId, postgres.ConnectionString);

        await KillAsync(before);

        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (postgres.ProcessId == before)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, patience.Token);
        }

        (await ExecuteAsync(postgres, "select value from kept")).ShouldBe(7);
        postgres.ConnectionString.ShouldBe(connectionString);
        await stopping.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => keeping);
    }

    [Fact]
    public async Task A_server_that_a_killed_launcher_left_is_replaced()
    {
        await (await StartAsync()).DisposeAsync();
        using var left = await StartWithoutLauncherAsync();

        await using var next = await StartAsync();

        next.ProcessId.ShouldNotBe(left.Id);
        left.HasExited.ShouldBeTrue();
    }

    [Fact]
    public async Task A_lock_file_that_names_the_process_of_a_stranger_is_passed_over()
    {
        await (await StartAsync()).DisposeAsync();
        var cluster = Path.Combine(Data, "postgres");
        await File.WriteAllLinesAsync(Path.Combine(cluster, "postmaster.pid"), [$"{Environment.ProcessId}", cluster, "1", "5432", Path.Combine(Data, "socket"), "", "1 1", "ready"]);

        await using var next = await StartAsync();

        (await ExecuteAsync(next, "select 7")).ShouldBe(7);
    }

    [Fact]
    public async Task A_start_that_was_cut_short_is_begun_again()
    {
        Directory.CreateDirectory(Path.Combine(Data, "postgres.new", "base"));

        await using var next = await StartAsync();

        (await ExecuteAsync(next, "select 7")).ShouldBe(7);
    }

    [Fact]
    public async Task A_second_launcher_on_the_same_directory_is_told_who_has_it()
    {
        await using var first = await StartAsync();

        var refusal = await Should.ThrowAsync<EmbeddedPostgresException>(() => StartAsync());

        refusal.Message.ShouldContain($"(process {Environment.ProcessId})");
        (await ExecuteAsync(first, "select 7")).ShouldBe(7);
    }

    [Fact]
    public async Task A_cluster_of_another_major_version_is_refused_with_the_way_out()
    {
        await (await StartAsync()).DisposeAsync();
        await File.WriteAllTextAsync(Path.Combine(Data, "postgres", "PG_VERSION"), "14\n");

        var refusal = await Should.ThrowAsync<EmbeddedPostgresException>(() => StartAsync());

        refusal.Message.ShouldContain("was made by PostgreSQL 14");
        refusal.Message.ShouldContain("pg_upgrade");
    }

    [Fact]
    public async Task A_lost_password_file_is_refused_with_the_way_out()
    {
        await (await StartAsync()).DisposeAsync();
        File.Delete(Path.Combine(Data, "postgres-password"));

        var refusal = await Should.ThrowAsync<EmbeddedPostgresException>(() => StartAsync());

        refusal.Message.ShouldContain("postgres --single");
    }

    [Fact]
    public async Task Missing_server_programs_are_explained()
    {
        var refusal = await Should.ThrowAsync<EmbeddedPostgresException>(() => StartAsync(binDirectory: "/nowhere"));

        refusal.Message.ShouldContain("PG_BIN is /nowhere");
        refusal.Message.ShouldContain("ops/setup");
    }

    [Fact]
    public async Task The_password_file_is_for_its_owner_only()
    {
        await using var postgres = await StartAsync();

        File.GetUnixFileMode(Path.Combine(Data, "postgres-password")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Fact]
    public async Task A_wrong_password_does_not_get_in()
    {
        await using var postgres = await StartAsync();
        var wrong = new NpgsqlConnectionStringBuilder(postgres.ConnectionString) { Password = "wrong", Pooling = false };

        var refusal = await Should.ThrowAsync<PostgresException>(async () =>
        {
            await using var connection = new NpgsqlConnection(wrong.ConnectionString);
            await connection.OpenAsync();
        });

        refusal.SqlState.ShouldBe(PostgresErrorCodes.InvalidPassword);
    }

    [Fact]
    public async Task The_server_never_runs_as_root()
    {
        await using var postgres = await StartAsync();

        var owner = (await RunAsync("stat", "-c", "%U", $"/proc/{postgres.ProcessId}")).Trim();

        owner.ShouldBe(Environment.IsPrivilegedProcess ? "nobody" : Environment.UserName);
    }

    [Theory]
    [InlineData("with a space, a comma and an ü")]
    [InlineData("so-long-that-a-socket-in-it-would-not-fit-its-hundred-and-seven-bytes-however-short-the-name-of-the-socket")]
    public async Task A_path_that_no_socket_can_have_still_holds_the_data(string name)
    {
        await using var postgres = await StartAsync(Path.Combine(_directory.Path, name));

        (await ExecuteAsync(postgres, "select 7")).ShouldBe(7);
    }

    [Theory]
    [InlineData(true, "on on on")]
    [InlineData(false, "off off off")]
    public async Task Durability_is_full_unless_given_up(bool durable, string expected)
    {
        await using var postgres = await StartAsync(durable: durable);

        var settings = await ExecuteAsync(postgres, "select concat_ws(' ', current_setting('fsync'), current_setting('synchronous_commit'), current_setting('full_page_writes'))");

        settings.ShouldBe(expected);
    }

    [Fact]
    public async Task Text_sorts_by_code_point_and_Cyrillic_has_its_case()
    {
        await using var postgres = await StartAsync();

        var text = await ExecuteAsync(postgres, "select string_agg(word, ' ' order by word) || ' ' || lower('КАЛУГА') from unnest(array['б', 'a', 'Б', 'B']) word");

        text.ShouldBe("B a Б б калуга");
    }

    private Task<EmbeddedPostgres> StartAsync(string? data = null, bool durable = false, string? binDirectory = null) =>
        EmbeddedPostgres.StartAsync(
            new EmbeddedPostgresOptions { DataDirectory = data ?? Data, Durable = durable, BinDirectory = binDirectory ?? Environment.GetEnvironmentVariable("PG_BIN") },
            TimeProvider.System,
            NullLogger.Instance,
            CancellationToken.None);

    /// <summary>A server on the data that no launcher knows of, as one whose launcher and watchdog were killed.</summary>
    private async Task<Process> StartWithoutLauncherAsync()
    {
        using var directory = await DataDirectory.OpenAsync(Data, CancellationToken.None);
        var binaries = await PostgresBinaries.FindAsync(Environment.GetEnvironmentVariable("PG_BIN"), directory, CancellationToken.None);
        var socketDirectory = await directory.PrepareSocketDirectoryAsync(CancellationToken.None);
        var start = directory.Account.StartInfo(binaries.Postgres, ["-D", directory.Cluster, "-c", "listen_addresses=", "-k", socketDirectory]);
        start.RedirectStandardError = true;
        var process = Process.Start(start).ShouldNotBeNull();
        var line = "";
        while (line is not null && !line.Contains("ready to accept connections", StringComparison.Ordinal))
        {
            line = await process.StandardError.ReadLineAsync();
        }

        return process;
    }

    private static async Task KillAsync(int processId)
    {
        using var process = Process.GetProcessById(processId);
        process.Kill();
        await process.WaitForExitAsync();
    }

    private static async Task<object?> ExecuteAsync(EmbeddedPostgres postgres, string sql)
    {
        await using var connection = new NpgsqlConnection(postgres.ConnectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }

    private static async Task<string> RunAsync(string program, params string[] arguments) =>
        (await new ServerAccount((string?)null).RunAsync(program, arguments, CancellationToken.None)).Output;
}
