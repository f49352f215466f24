using Npgsql;

namespace IncidentTimeline.EventLog;

/// <summary>How connection strings choose the log (a schema, by search path) and the rights (a role).</summary>
public static class LogConnection
{
    /// <summary>The schema of a log whose connection string names no search path.</summary>
    public const string DefaultSchema = "timeline";

    /// <summary>The role that serves: it may insert and select events, and move heads and checkpoints. It cannot log in.</summary>
    public const string ServiceRole = "timeline_service";

    /// <summary>How long a call may wait for a connection, of the pool or of the network, where the connection string does not say: as long as a caller's patience, not the driver's 15 s.</summary>
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);

    /// <summary>For migrations: the connection string as it is, with the default schema if it names none.</summary>
    public static string ForOwner(string connectionString) => WithSchema(connectionString).ConnectionString;

    /// <summary>For everything else: with the service role's rights only. The login must be a member of that role, or a superuser.</summary>
    public static string ForService(string connectionString)
    {
        var builder = WithSchema(connectionString);
        if (!builder.ShouldSerialize("Timeout"))
        {
            builder.Timeout = (int)ConnectTimeout.TotalSeconds;
        }

        builder.Options = string.Join(' ', new[] { builder.Options, $"-c role={ServiceRole}" }.Where(option => !string.IsNullOrEmpty(option)));
        return builder.ConnectionString;
    }

    /// <summary>The schema that a connection string chooses: the first of its search path, which may be quoted.</summary>
    internal static string SchemaOf(string connectionString)
    {
        var path = WithSchema(connectionString).SearchPath!.Trim(); // WithSchema filled it.
        if (path[0] != '"')
        {
            return path.Split(',')[0].Trim();
        }

        // A quote inside quotes is doubled: the closing one is the first that stands alone.
        var end = 1;
        while (end < path.Length && (path[end] != '"' || (end + 1 < path.Length && path[end + 1] == '"')))
        {
            end += path[end] == '"' ? 2 : 1;
        }

        return path[1..Math.Min(end, path.Length)].Replace("\"\"", "\"", StringComparison.Ordinal);
    }

    /// <summary>The connection string with one more schema before all others of its search path.</summary>
    internal static string WithSchemaFirst(string connectionString, string schema)
    {
        var builder = WithSchema(connectionString);
        builder.SearchPath = $"{QuoteIdentifier(schema)}, {builder.SearchPath}";
        return builder.ConnectionString;
    }

    /// <summary>The one place that turns a name into SQL text.</summary>
    internal static string QuoteIdentifier(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static NpgsqlConnectionStringBuilder WithSchema(string connectionString)
    {
        var builder = new NpgsqlConnectionStringBuilder(connectionString);
        if (string.IsNullOrWhiteSpace(builder.SearchPath))
        {
            builder.SearchPath = DefaultSchema;
        }

        return builder;
    }
}
