using Npgsql;

namespace IncidentTimeline.EventLog;

/// <summary>Tells "the database is away, wait" from "the program is wrong, stop", by SQLSTATE and exception type.</summary>
public static class Outage
{
    /// <summary>Whether the same call can be expected to succeed later without anyone changing anything.</summary>
    public static bool IsOutage(this Exception exception) => exception switch
    {
        NpgsqlOperationInProgressException => false,
        PostgresException postgres => IsOutageState(postgres.SqlState),
        // Without a SQLSTATE it came from the way to the server: socket, TLS, timeout, exhausted pool.
        NpgsqlException => true,
        // The driver throws these two bare: a host name that does not resolve, and the time for connecting used up.
        System.Net.Sockets.SocketException or TimeoutException => true,
        _ => false,
    };

    private static bool IsOutageState(string sqlState) =>
        sqlState is PostgresErrorCodes.SerializationFailure
            or PostgresErrorCodes.DeadlockDetected
            or PostgresErrorCodes.LockNotAvailable
            or PostgresErrorCodes.QueryCanceled
            or PostgresErrorCodes.ReadOnlySqlTransaction // a standby answered: a failover is under way
        || sqlState.StartsWith("08", StringComparison.Ordinal) // connection
        || sqlState.StartsWith("53", StringComparison.Ordinal) // insufficient resources
        || sqlState.StartsWith("57P", StringComparison.Ordinal) // shut down, crashed, not yet up
        || sqlState.StartsWith("58", StringComparison.Ordinal); // the system under the server
}
