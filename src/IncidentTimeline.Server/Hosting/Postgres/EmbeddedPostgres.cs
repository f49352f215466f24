using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace IncidentTimeline.Server.Hosting.Postgres;

/// <summary>
/// A PostgreSQL server of our own: found, initialised, started as a child process and stopped with us.
/// It listens on a Unix socket only, and never outlives its launcher for long: a watchdog stops it when we are killed.
/// One launcher owns a data directory at a time.
/// </summary>
public sealed partial class EmbeddedPostgres : IAsyncDisposable
{
    /// <summary>Name of the database, and of the role that owns it and everything else in the cluster.</summary>
    public const string DatabaseName = "timeline";

    private readonly DataDirectory _directory;
    private readonly Postmaster _postmaster;
    private readonly EmbeddedPostgresOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private bool _disposed;

    private EmbeddedPostgres(DataDirectory directory, Postmaster postmaster, string connectionString, EmbeddedPostgresOptions options, TimeProvider time, ILogger logger)
    {
        _directory = directory;
        _postmaster = postmaster;
        _options = options;
        _time = time;
        _logger = logger;
        ConnectionString = connectionString;
    }

    /// <summary>Connects as the owner (a superuser) to the database <see cref="DatabaseName"/>. Holds the password.</summary>
    public string ConnectionString { get; }

    /// <summary>Process id of the postmaster.</summary>
    public int ProcessId => _postmaster.ProcessId;

    /// <summary>Completes when the server has ended, whoever ended it; the host watches it, as we do not restart.</summary>
    public Task Exited => _postmaster.Exited;

    /// <summary>Starts the server on its data directory, creating both at first, and returns when it answers.</summary>
    /// <exception cref="EmbeddedPostgresException">It cannot start; the message says why and what to do next.</exception>
    public static async Task<EmbeddedPostgres> StartAsync(EmbeddedPostgresOptions options, TimeProvider time, ILogger logger, CancellationToken cancellationToken)
    {
        var directory = await DataDirectory.OpenAsync(options.DataDirectory, cancellationToken);
        try
        {
            await LeftoverPostmaster.StopAsync(directory, options.StopTimeout, time, logger, cancellationToken);
            var binaries = await PostgresBinaries.FindAsync(options.BinDirectory, directory, cancellationToken);
            var password = await directory.CreateClusterAsync(binaries, options.Durable, cancellationToken);
            var socketDirectory = await directory.PrepareSocketDirectoryAsync(cancellationToken);

            var connection = new NpgsqlConnectionStringBuilder
            {
                Host = socketDirectory,
                Port = Postmaster.SocketPort,
                Username = DatabaseName,
                Password = password,
                Database = DatabaseName,
            };
            var postmaster = await StartPostmasterAsync(directory, binaries, connection, options, time, cancellationToken);
            LogStarted(logger, binaries.Version, directory.Root, postmaster.ProcessId);
            return new EmbeddedPostgres(directory, postmaster, connection.ConnectionString, options, time, logger);
        }
        catch
        {
            directory.Dispose();
            throw;
        }
    }

    /// <summary>Stops the server (open transactions are rolled back, the data is flushed) and gives the directory free.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        var wasRunning = !Exited.IsCompleted;
        await _postmaster.StopAsync(_options.StopTimeout, _time, _logger);
        _directory.Dispose();
        if (wasRunning)
        {
            LogStopped(_logger, _directory.Root);
        }
    }

    private static async Task<Postmaster> StartPostmasterAsync(
        DataDirectory directory, PostgresBinaries binaries, NpgsqlConnectionStringBuilder connection, EmbeddedPostgresOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        var postmaster = Postmaster.Start(directory, binaries, connection.Host!, options.Durable);
        try
        {
            await postmaster.AnswersAsync(connection, options.StartTimeout, time, cancellationToken);
            await CreateDatabaseAsync(connection, cancellationToken);
            return postmaster;
        }
        catch
        {
            await postmaster.StopAsync(options.StopTimeout, time, NullLogger.Instance);
            throw;
        }
    }

    private static async Task CreateDatabaseAsync(NpgsqlConnectionStringBuilder connection, CancellationToken cancellationToken)
    {
        await using var maintenance = new NpgsqlConnection(Postmaster.ForMaintenance(connection));
        await maintenance.OpenAsync(cancellationToken);
        await using var exists = new NpgsqlCommand("select exists (select from pg_database where datname = $1)", maintenance)
        {
            Parameters = { new() { Value = DatabaseName } },
        };
        if (await exists.ExecuteScalarAsync(cancellationToken) is true)
        {
            return;
        }

        await using var create = new NpgsqlCommand($"create database {DatabaseName}", maintenance);
        await create.ExecuteNonQueryAsync(cancellationToken);
    }

    [LoggerMessage(EventId = 650, Level = LogLevel.Information, Message = "PostgreSQL {Version} started on {DataDirectory}, process {ProcessId}")]
    private static partial void LogStarted(ILogger logger, string version, string dataDirectory, int processId);

    [LoggerMessage(EventId = 651, Level = LogLevel.Information, Message = "PostgreSQL stopped on {DataDirectory}")]
    private static partial void LogStopped(ILogger logger, string dataDirectory);
}
