using IncidentTimeline.EventLog;
using Npgsql;

namespace IncidentTimeline.Server.Hosting;

/// <summary>How many connections the service may hold of a PostgreSQL that it shares with others.</summary>
internal static class ConnectionPool
{
    /// <summary>As many as the driver opens by itself.</summary>
    private const int SizeMax = 100;

    /// <summary>With fewer, requests would wait for the service's own followers. Where the server has no more, its administrator has to know.</summary>
    private const int SizeMin = 10;

    /// <summary>Left to others: a rebuild, a check, a backup, a person who looks.</summary>
    private const int OthersMax = 10;

    private static readonly string FindRoomSql = Sql.Read("Hosting.find_room.sql");

    /// <summary>The connection string with a pool that the server has room for: a request then waits its turn, where it was refused. One that states its size is left as it is.</summary>
    public static async Task<string> FitAsync(string connectionString, CancellationToken cancellationToken)
    {
        var builder = new NpgsqlConnectionStringBuilder(connectionString);
        if (builder.ShouldSerialize("Maximum Pool Size"))
        {
            return connectionString;
        }

        try
        {
            await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
            await connection.OpenAsync(cancellationToken);
            await using var find = new NpgsqlCommand(FindRoomSql, connection);
            builder.MaxPoolSize = SizeFor((int)(await find.ExecuteScalarAsync(cancellationToken))!); // It is never null.
            return builder.ConnectionString;
        }
        catch (Exception e) when (e is NpgsqlException || e.IsOutage())
        {
            return connectionString; // What goes on from here waits for the database, or says what is wrong.
        }
    }

    /// <param name="room">Connections that the server has left.</param>
    internal static int SizeFor(int room) => Math.Clamp(room - OthersMax, SizeMin, SizeMax);
}
