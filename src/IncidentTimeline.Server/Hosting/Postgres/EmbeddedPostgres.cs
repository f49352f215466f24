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

    /// <summary>Pauses between attempts to start it again, the first being none: short enough for an accident, long enough to read the log of what does not heal.</summary>
    private static readonly TimeSpan RestartPauseMin = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RestartPauseMax = TimeSpan.FromSeconds(30);

    /// <summary>A server that lived as long as this ended by accident; one that did not is part of the same trouble.</summary>
    private static readonly TimeSpan CalmAfter = TimeSpan.FromMinutes(1);

    private readonly DataDirectory _directory;
    private readonly PostgresBinaries _binaries;
    private readonly NpgsqlConnectionStringBuilder _connection;
    private readonly EmbeddedPostgresOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private volatile Postmaster _postmaster;
    private bool _disposed;

    private EmbeddedPostgres(
        DataDirectory directory, PostgresBinaries binaries, NpgsqlConnectionStringBuilder connection, Postmaster postmaster, EmbeddedPostgresOptions options, TimeProvider time, ILogger logger)
    {
        _directory = directory;
        _binaries = binaries;
        _connection = connection;
        _postmaster = postmaster;
        _options = options;
        _time = time;
        _logger = logger;
    }

    /// <summary>Connects as the owner (a superuser) to the database <see cref="DatabaseName"/>. Holds the password. The same after a restart.</summary>
    public string ConnectionString => _connection.ConnectionString;

    /// <summary>Process id of the postmaster; another after a restart.</summary>
    public int ProcessId => _postmaster.ProcessId;

    /// <summary>Completes when the server that runs now has ended, whoever ended it.</summary>
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

            var connection = new NpgsqlConnectionStringBuilder(ConnectionTo(socketDirectory, password));
            var postmaster = await StartPostmasterAsync(directory, binaries, connection, options, time, cancellationToken);
            LogStarted(logger, binaries.Version, directory.Root, postmaster.ProcessId);
            return new EmbeddedPostgres(directory, binaries, connection, postmaster, options, time, logger);
        }
        catch
        {
            directory.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Starts the server again whenever it ends by itself, until cancelled, with a line for the operator each time. It never gives up, as the
    /// service goes on reading from memory meanwhile, and a full disk may have room again at any moment. Await it before disposal.
    /// </summary>
    public async Task KeepRunningAsync(CancellationToken cancellationToken)
    {
        var pause = TimeSpan.Zero;
        while (true)
        {
            var begun = _time.GetTimestamp();
            await Exited.WaitAsync(cancellationToken);
            LogEnded(_logger, _directory.Log, _directory.LogTail());
            pause = _time.GetElapsedTime(begun) > CalmAfter ? TimeSpan.Zero : pause;
            do
            {
                await Task.Delay(pause, _time, cancellationToken);
                pause = pause == TimeSpan.Zero ? RestartPauseMin : pause * 2 < RestartPauseMax ? pause * 2 : RestartPauseMax;
            }
            while (!await TryRestartAsync(cancellationToken));
        }
    }

    /// <summary>How the owner connects to a server by its socket.</summary>
    internal static string ConnectionTo(string socketDirectory, string password) => new NpgsqlConnectionStringBuilder
    {
        Host = socketDirectory,
        Port = Postmaster.SocketPort,
        Username = DatabaseName,
        Password = password,
        Database = DatabaseName,
    }.ConnectionString;

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

    private async Task<bool> TryRestartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _postmaster.StopAsync(_options.StopTimeout, _time, _logger);
            await LeftoverPostmaster.StopAsync(_directory, _options.StopTimeout, _time, _logger, cancellationToken);
            DataDirectory.RemoveDeadSockets(_connection.Host!); // Set at the start.
            _postmaster = await StartPostmasterAsync(_directory, _binaries, _connection, _options, _time, cancellationToken);
            LogRestarted(_logger, _binaries.Version, _directory.Root, ProcessId);
            return true;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            LogNotRestarted(_logger, exception.Message);
            return false;
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

    [LoggerMessage(EventId = 652, Level = LogLevel.Error, Message = "PostgreSQL has ended by itself and is started again; see why in {LogDirectory}. Its log ends: {LogTail}")]
    private static partial void LogEnded(ILogger logger, string logDirectory, string logTail);

    [LoggerMessage(EventId = 653, Level = LogLevel.Error, Message = "PostgreSQL cannot be started again yet; nothing is recorded until it can: {Reason}")]
    private static partial void LogNotRestarted(ILogger logger, string reason);

    [LoggerMessage(EventId = 654, Level = LogLevel.Warning, Message = "PostgreSQL {Version} runs again on {DataDirectory}, process {ProcessId}")]
    private static partial void LogRestarted(ILogger logger, string version, string dataDirectory, int processId);

    [LoggerMessage(EventId = 651, Level = LogLevel.Information, Message = "PostgreSQL stopped on {DataDirectory}")]
    private static partial void LogStopped(ILogger logger, string dataDirectory);
}
