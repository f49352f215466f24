using IncidentTimeline.Desk;
using IncidentTimeline.Server.Facts;
using IncidentTimeline.Server.Recording;
using IncidentTimeline.Server.Statements;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace IncidentTimeline.Tests.Server.Checking;

/// <summary>
/// A small timeline as the service recorded it: 1 source, 2 document, 3 incident, 4 and 5 facts, 6 a recoding of 4, 7 a transcription
/// with a text of its own, 8 a fact on it. The service is gone; each test damages a copy.
/// </summary>
public sealed class RecordedTimeline : IAsyncLifetime
{
    private const string Transcript = "Power is back on the left bank.";

    private readonly TestService _service = new();

    public string Stream { get; private set; } = "";

    public string Source { get; private set; } = "";

    public string Document { get; private set; } = "";

    /// <summary>The document whose bytes are no text.</summary>
    public string Scan { get; private set; } = "";

    private string Database => new NpgsqlConnectionStringBuilder(_service.Database.OwnerConnectionString).Database!; // The fixture names one.

    public async Task InitializeAsync()
    {
        await _service.InitializeAsync();
        var scene = await Scene.SetAsync(_service.Admin);
        var fact = scene.Fact();
        await scene.RecordAsync(fact);
        await scene.RecordAsync(scene.Fact(quote: Scene.Cyrillic));
        await scene.DecideAsync(new CodingCorrected(fact.FactId, fact with { Note = "Read again." }, "A remark."));
        var scan = await _service.Admin.RecordAsync("/documents", new NewDocument(scene.Source, [0xff, 0xd8, 0xff], Transcript, "image/jpeg"));
        var head = await scene.RecordAsync(scene.Fact() with { Document = new(scan.Text("sha256")!), Quotations = [new("Power is back", 0, 13)] });
        (await _service.Services.GetRequiredService<FactSearchRunner>().WaitForAsync(new Position(head), CancellationToken.None)).ShouldBeTrue();
        (await _service.Services.GetRequiredService<StatementIndexRunner>().WaitForAsync(new Position(head), CancellationToken.None)).ShouldNotBeNull();
        head.ShouldBe(8);
        (Stream, Source, Document, Scan) = ($"incident-{scene.Incident}", scene.Source.Value, scene.Document.Value, scan.Text("sha256")!);
        await _service.StopAsync();

        // Nobody may be connected to what is copied.
        _service.Database.Service.Clear();
        _service.Database.Owner.Clear();
    }

    public Task DisposeAsync() => _service.DisposeAsync();

    /// <summary>A copy that a test may spoil; dropped with the answer.</summary>
    public Task<TimelineCopy> CopyAsync() => CreateAsync(Database);

    /// <summary>A database without anything in it.</summary>
    public Task<TimelineCopy> EmptyAsync() => CreateAsync("template0");

    private async Task<TimelineCopy> CreateAsync(string template)
    {
        var name = $"timeline_test_{Guid.NewGuid():n}";
        await (await TestServer.GetAsync()).CreateDatabaseAsync(name, template);
        return new TimelineCopy(name, new NpgsqlConnectionStringBuilder(_service.Database.OwnerConnectionString) { Database = name, Pooling = false }.ConnectionString);
    }
}

/// <summary>A database of one test.</summary>
public sealed class TimelineCopy(string name, string connectionString) : IAsyncDisposable
{
    public string ConnectionString { get; } = connectionString;

    public async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Keeps everybody else from a table until disposed of.</summary>
    public async Task<LockedTable> LockAsync(string table)
    {
        var connection = new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync();
        await connection.BeginTransactionAsync();
        await using var take = new NpgsqlCommand($"lock table {table} in access exclusive mode", connection);
        await take.ExecuteNonQueryAsync();
        return new LockedTable(connection);
    }

    public async ValueTask DisposeAsync() => await (await TestServer.GetAsync()).DropDatabaseAsync(name);
}

/// <summary>A table that nobody else gets at.</summary>
public sealed class LockedTable(NpgsqlConnection connection) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Returns when somebody waits for it.</summary>
    public async Task WaiterAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        await using var look = new NpgsqlCommand("select exists (select from pg_locks where not granted and database = (select oid from pg_database where datname = current_database()))", connection);
        while (await look.ExecuteScalarAsync(patience.Token) is false)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, patience.Token);
        }
    }

    public ValueTask DisposeAsync() => connection.DisposeAsync();
}
