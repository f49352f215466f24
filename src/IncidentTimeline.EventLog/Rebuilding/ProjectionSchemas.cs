using System.Text;
using Npgsql;

namespace IncidentTimeline.EventLog;

/// <summary>
/// The owner's way to a projection's tables in use, to rebuilt and to previous ones, for as long as one rebuild runs: a copy is a schema
/// that the search path names before the log's own. Holds the lock that lets one rebuild at a time at a log.
/// </summary>
internal sealed class ProjectionSchemas : IAsyncDisposable
{
    /// <summary>What follows the log's schema in the names of the others.</summary>
    private const string RebuiltSuffix = "_next";
    private const string PreviousSuffix = "_previous";

    /// <summary>Bytes of a name in PostgreSQL; it cuts longer ones without a word, and a cut name would be that of another schema.</summary>
    private const int NameBytesMax = 63;

    /// <summary>Longest that one statement may take: an hour, for whole tables are filled, indexed and compared. A hung disk must still end.</summary>
    private static readonly TimeSpan StatementTimeout = TimeSpan.FromHours(1);

    private readonly NpgsqlConnection _lock;

    private ProjectionSchemas(string ownerConnectionString, NpgsqlDataSource inUse, NpgsqlConnection held)
    {
        _lock = held;
        var schema = LogConnection.SchemaOf(ownerConnectionString);
        (InUse, Rebuilt, Previous) = Names(schema);
        TablesInUse = inUse;
        TablesRebuilt = Connect(LogConnection.WithSchemaFirst(ownerConnectionString, Rebuilt));
        TablesPrevious = Connect(LogConnection.WithSchemaFirst(ownerConnectionString, Previous));
    }

    /// <summary>Names of the schemas.</summary>
    public string InUse { get; }

    public string Rebuilt { get; }

    public string Previous { get; }

    public NpgsqlDataSource TablesInUse { get; }

    public NpgsqlDataSource TablesRebuilt { get; }

    public NpgsqlDataSource TablesPrevious { get; }

    public static (string InUse, string Rebuilt, string Previous) Names(string schema) => (schema, schema + RebuiltSuffix, schema + PreviousSuffix);

    /// <summary>Null where another rebuild holds the log's lock.</summary>
    public static async Task<ProjectionSchemas?> TryOpenAsync(string ownerConnectionString, CancellationToken cancellationToken)
    {
        var (_, rebuilt, previous) = Names(LogConnection.SchemaOf(ownerConnectionString));
        if (Encoding.UTF8.GetByteCount(previous) > NameBytesMax)
        {
            throw new InvalidOperationException($"The log's schema has so long a name that {previous} is none that PostgreSQL can tell from it.");
        }

        var inUse = Connect(ownerConnectionString);
        var held = await inUse.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        if (!await IsAsync(held, "Rebuilding.try_lock_rebuild.sql", [], cancellationToken).ConfigureAwait(false))
        {
            await held.DisposeAsync().ConfigureAwait(false);
            await inUse.DisposeAsync().ConfigureAwait(false);
            return null;
        }

        var schemas = new ProjectionSchemas(ownerConnectionString, inUse, held);
        try
        {
            await schemas.EnsureAsync([rebuilt, previous], cancellationToken).ConfigureAwait(false);
            return schemas;
        }
        catch
        {
            await schemas.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await TablesRebuilt.DisposeAsync().ConfigureAwait(false);
        await TablesPrevious.DisposeAsync().ConfigureAwait(false);
        try
        {
            // PostgreSQL notices that a session ended only after it was closed here: whoever rebuilds again at once would find the lock still held.
            await IsAsync(_lock, "Rebuilding.unlock_rebuild.sql", [], CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is NpgsqlException or InvalidOperationException)
        {
            // The session is gone, and the lock with it.
        }

        await _lock.DisposeAsync().ConfigureAwait(false);
        await TablesInUse.DisposeAsync().ConfigureAwait(false);
    }

    private async Task EnsureAsync(string[] copies, CancellationToken cancellationToken)
    {
        if (await IsAsync(_lock, "Rebuilding.holds_log.sql", [copies], cancellationToken).ConfigureAwait(false))
        {
            throw new InvalidOperationException($"One of the schemas {string.Join(" and ", copies)} holds a log of its own. Copies of this log's tables would be mixed up with it.");
        }

        await PlannedStatements.ExecuteAsync("Rebuilding.plan_schemas.sql", [copies], _lock, _lock, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<bool> IsAsync(NpgsqlConnection connection, string file, object[] parameters, CancellationToken cancellationToken)
    {
        var command = PlannedStatements.Command(connection, EmbeddedSql.Read(file), parameters);
        await using (command.ConfigureAwait(false))
        {
            return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is true;
        }
    }

    // Not pooled beyond the rebuild: the data sources end with it. Only the session that holds the lock must not be handed to anybody else.
    private static NpgsqlDataSource Connect(string connectionString) =>
        NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString) { CommandTimeout = (int)StatementTimeout.TotalSeconds }.ConnectionString);
}
