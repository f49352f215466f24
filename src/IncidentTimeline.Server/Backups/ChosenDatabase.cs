using IncidentTimeline.Server.Hosting;
using IncidentTimeline.Server.Hosting.Postgres;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace IncidentTimeline.Server.Backups;

/// <summary>
/// The database that a verb works on: the one of --connection; else the embedded one of the data directory, as it runs there, or
/// started for as long as the verb needs it.
/// </summary>
internal sealed class ChosenDatabase : IAsyncDisposable
{
    private readonly EmbeddedPostgres? _started;

    private ChosenDatabase(string connectionString, EmbeddedPostgres? started)
    {
        ConnectionString = connectionString;
        _started = started;
    }

    /// <summary>Connects as the owner.</summary>
    public string ConnectionString { get; }

    /// <summary>One that is there, whether a service runs on it or not.</summary>
    public static async Task<ChosenDatabase> OpenAsync(ServerOptions options, CancellationToken cancellationToken)
    {
        if (options.ConnectionString is { } connectionString)
        {
            return new ChosenDatabase(connectionString, null);
        }

        if (!DataDirectory.HoldsCluster(options.DataDirectory))
        {
            throw new InvalidDataException($"{options.DataDirectory} holds no PostgreSQL cluster. Name the data directory of the service with --data, or its database with --connection.");
        }

        return DataDirectory.RunningConnection(options.DataDirectory) is { } running
            ? new ChosenDatabase(running, null)
            : await StartAsync(options, cancellationToken);
    }

    /// <summary>One that nobody uses yet; an embedded one is made where there is none.</summary>
    public static async Task<ChosenDatabase> PrepareAsync(ServerOptions options, CancellationToken cancellationToken) =>
        options.ConnectionString is { } connectionString ? new ChosenDatabase(connectionString, null) : await StartAsync(options, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (_started is not null)
        {
            // Else the pool's connections are cut off by the server, which it would log as trouble.
            NpgsqlConnection.ClearAllPools();
            await _started.DisposeAsync();
        }
    }

    private static async Task<ChosenDatabase> StartAsync(ServerOptions options, CancellationToken cancellationToken)
    {
        var started = await EmbeddedPostgres.StartAsync(
            new EmbeddedPostgresOptions { DataDirectory = options.DataDirectory, BinDirectory = options.PostgresBinDirectory }, TimeProvider.System, NullLogger.Instance, cancellationToken);
        return new ChosenDatabase(started.ConnectionString, started);
    }
}
