using Npgsql;

namespace IncidentTimeline.EventLog;

/// <summary>A read model that is kept by following the log.</summary>
public interface IProjection
{
    /// <summary>Names its checkpoint: 1 to <see cref="Limits.ProjectionNameLengthMax"/> characters. Another name starts from the first event.</summary>
    string Name { get; }

    /// <summary>
    /// Applies events, in log order, inside the transaction that also moves the checkpoint: they take effect together, once, or not at
    /// all. Write through this connection only, and neither commit nor roll back. An exception stops the projection, for a person to look at.
    /// </summary>
    Task ApplyAsync(
        IReadOnlyList<RecordedEvent> batch, NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken cancellationToken);
}
