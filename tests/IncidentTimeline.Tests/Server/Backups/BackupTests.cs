using IncidentTimeline.Server.Backups;
using IncidentTimeline.Server.Hosting;
using IncidentTimeline.Tests.Server.Checking;
using Npgsql;

namespace IncidentTimeline.Tests.Server.Backups;

/// <summary>What is written, what is refused, and that what comes back is what was there, row by row.</summary>
public sealed class BackupTests(RecordedTimeline timeline) : IClassFixture<RecordedTimeline>, IDisposable
{
    private static readonly string[] Tables = ["api_keys", "checkpoints", "documents", "events", "fact_search", "log_head", "migrations", "streams"];

    private readonly TestDirectory _directory = TestDirectory.Create();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task What_comes_back_is_what_was_there()
    {
        await using var original = await timeline.CopyAsync();
        await using var restored = await timeline.EmptyAsync();
        var file = await BackUpAsync(original, _directory.Path);

        (await RestoreAsync(restored, file.Path)).ShouldBe(8);

        foreach (var table in Tables)
        {
            (await RowsAsync(restored, table)).ShouldBe(await RowsAsync(original, table), table);
        }
    }

    [Fact]
    public async Task A_file_in_a_directory_is_named_for_its_moment_and_its_log_and_is_for_its_owner_only()
    {
        await using var original = await timeline.CopyAsync();

        var file = await BackUpAsync(original, _directory.Path);

        Path.GetFileName(file.Path).ShouldMatch(@"^incident-timeline-\d{8}T\d{6}Z-8\.dump$");
        (file.Head, file.Bytes).ShouldBe((8, new FileInfo(file.Path).Length));
        File.GetUnixFileMode(file.Path).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        (await File.ReadAllTextAsync(file.Path + ".sha256")).ShouldBe($"{file.Sha256}  {Path.GetFileName(file.Path)}\n");
        Directory.GetFiles(_directory.Path).Length.ShouldBe(2);
    }

    [Fact]
    public async Task A_backup_is_never_written_over_another()
    {
        await using var original = await timeline.CopyAsync();
        var path = Path.Combine(_directory.Path, "kept.dump");
        await File.WriteAllTextAsync(path, "kept");

        var refusal = await Should.ThrowAsync<InvalidDataException>(() => BackUpAsync(original, path));

        refusal.Message.ShouldContain("never written over another");
        (await File.ReadAllTextAsync(path)).ShouldBe("kept");
    }

    [Fact]
    public async Task A_backup_that_cannot_be_finished_leaves_nothing_that_looks_like_one()
    {
        await using var original = await timeline.CopyAsync();
        using var patience = new CancellationTokenSource();
        var blocked = await original.LockAsync("documents");

        var backingUp = BackUpAsync(original, _directory.Path, patience.Token);
        await blocked.WaiterAsync();
        await patience.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => backingUp);
        await blocked.DisposeAsync();
        Directory.GetFiles(_directory.Path).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_block_that_cannot_be_read_back_is_found_and_nothing_is_kept()
    {
        await using var original = await timeline.CopyAsync();
        // Near the end, where the last table's rows are; the list of contents stands at the beginning.
        var programs = await MeddleAsync("""printf 'damaged!' | dd of="$file" bs=1 seek=$(($(stat -c %s "$file") - 40)) conv=notrunc""");

        var refusal = await Should.ThrowAsync<InvalidDataException>(() => BackUpAsync(original, _directory.Path, programs));

        refusal.Message.ShouldContain("cannot be read back. Nothing was kept");
        Directory.GetFiles(_directory.Path).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_name_that_was_taken_meanwhile_is_left_to_whoever_took_it()
    {
        await using var original = await timeline.CopyAsync();
        var path = Path.Combine(_directory.Path, "taken.dump");
        var programs = await MeddleAsync("""printf other >"${file%.*.unfinished}" """);

        var refusal = await Should.ThrowAsync<InvalidDataException>(() => BackUpAsync(original, path, programs));

        refusal.Message.ShouldContain("cannot be named");
        Directory.GetFiles(_directory.Path).ShouldBe([path]);
        (await File.ReadAllTextAsync(path)).ShouldBe("other");
    }

    [Fact]
    public async Task A_schema_that_is_there_and_holds_no_log_is_restored_into()
    {
        await using var original = await timeline.CopyAsync();
        await using var restored = await timeline.EmptyAsync();
        await restored.ExecuteAsync("create schema timeline; comment on schema timeline is 'ours'; create table timeline.notes (n int)");
        var file = await BackUpAsync(original, _directory.Path);

        (await RestoreAsync(restored, file.Path)).ShouldBe(8);
    }

    [Fact]
    public async Task A_file_that_is_not_what_was_written_is_refused()
    {
        await using var original = await timeline.CopyAsync();
        await using var restored = await timeline.EmptyAsync();
        var file = await BackUpAsync(original, _directory.Path);
        var bytes = await File.ReadAllBytesAsync(file.Path);
        bytes[bytes.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(file.Path, bytes);

        var refusal = await Should.ThrowAsync<InvalidDataException>(() => RestoreAsync(restored, file.Path));

        refusal.Message.ShouldContain("is not what was written");
        (await RowsAsync(restored, null)).ShouldBe("0");
    }

    [Fact]
    public async Task A_file_without_its_checksum_is_refused_with_the_way_out()
    {
        await using var original = await timeline.CopyAsync();
        await using var restored = await timeline.EmptyAsync();
        var file = await BackUpAsync(original, _directory.Path);
        File.Delete(file.Path + ".sha256");

        (await Should.ThrowAsync<InvalidDataException>(() => RestoreAsync(restored, file.Path))).Message.ShouldContain("sha256sum");
    }

    [Fact]
    public async Task A_database_that_holds_a_log_is_never_overwritten()
    {
        await using var original = await timeline.CopyAsync();
        await using var other = await timeline.CopyAsync();
        var file = await BackUpAsync(original, _directory.Path);
        await other.ExecuteAsync("insert into checkpoints (projection) values ('of the other')");

        (await Should.ThrowAsync<InvalidDataException>(() => RestoreAsync(other, file.Path))).Message.ShouldContain("nothing recorded is ever overwritten");

        (await RowsAsync(other, "checkpoints")).ShouldContain("of the other");
    }

    [Fact]
    public async Task What_was_backed_up_damaged_comes_back_and_is_said_to_be()
    {
        await using var original = await timeline.CopyAsync();
        await using var restored = await timeline.EmptyAsync();
        await original.ExecuteAsync("update log_head set position = 9");
        var file = await BackUpAsync(original, _directory.Path);
        using var output = new StringWriter { NewLine = "\n" };

        var exitCode = await new Restore(new ServerOptions { ConnectionString = restored.ConnectionString }).RunAsync(
            file.Path, connectionString => IncidentTimeline.Server.Checking.CheckVerb.RunAsync(connectionString, output, CancellationToken.None), CancellationToken.None);

        exitCode.ShouldBe(1);
        output.ToString().ShouldEndWith("not clean: 8 of 8 events read, the last at position 8, head-differs 1\n");
    }

    private static Task<BackupFile> BackUpAsync(TimelineCopy copy, string target, string programs) =>
        new Backup(new ServerOptions { ConnectionString = copy.ConnectionString, PostgresBinDirectory = programs }).WriteAsync(target, TimeProvider.System, CancellationToken.None);

    private static Task<BackupFile> BackUpAsync(TimelineCopy copy, string target, CancellationToken cancellationToken = default) =>
        new Backup(new ServerOptions { ConnectionString = copy.ConnectionString }).WriteAsync(target, TimeProvider.System, cancellationToken);

    private static async Task<long> RestoreAsync(TimelineCopy copy, string path)
    {
        var last = 0L;
        await new Restore(new ServerOptions { ConnectionString = copy.ConnectionString }).RunAsync(
            path,
            async connectionString =>
            {
                last = await Checks.ShouldBeSoundAsync(connectionString);
                return 0;
            },
            CancellationToken.None);
        return last;
    }

    // A directory whose pg_dump is the real one and then does something to the file that it wrote.
    private async Task<string> MeddleAsync(string something)
    {
        var dump = await PostgresTool.FindDumpAsync(15, new ServerOptions { PostgresBinDirectory = Environment.GetEnvironmentVariable("PG_BIN") }, CancellationToken.None);
        var programs = Directory.CreateDirectory(Path.Combine(_directory.Path, "programs")).FullName;
        var program = Path.Combine(programs, "pg_dump");
        await File.WriteAllTextAsync(program, $$"""
            #!/bin/sh
            set -e
            {{dump.Program}} "$@"
            for argument; do
              case $argument in
              --file=*)
                file=${argument#--file=}
                {{something}}
                ;;
              esac
            done
            """);
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return programs;
    }

    // Each row as text; of no table, how many tables there are.
    private static async Task<string> RowsAsync(TimelineCopy copy, string? table)
    {
        await using var connection = new NpgsqlConnection(copy.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(
            table is null
                ? "select count(*)::text from pg_tables where schemaname = 'timeline'"
                : $"select string_agg(one::text, chr(10) order by one::text) from timeline.{table} as one", connection);
        return (string)(await command.ExecuteScalarAsync())!; // Every table of a recorded timeline has a row.
    }
}
