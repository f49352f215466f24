using Npgsql;

namespace IncidentTimeline.EventLog;

/// <summary>A projection whose tables can be filled anew beside those in use, and take their place (<see cref="ProjectionRebuild"/>).</summary>
public interface IRebuildableProjection : IProjection
{
    /// <summary>
    /// All of its tables, in the log's schema. Foreign keys between them are carried over, views and triggers on them are not; a column
    /// that numbers rows is an identity, never a serial, whose sequence both copies would share.
    /// </summary>
    IReadOnlyList<ProjectionTable> Tables { get; }

    /// <summary>
    /// Fills empty tables with what <see cref="IProjection.ApplyAsync"/> would have written for the same events, in one pass: many rows
    /// at a time, by binary COPY where the rows are computed here. No transaction is held around it: who is cut short starts again on empty tables.
    /// </summary>
    /// <param name="batches">From the first event on, in log order, read ahead on another thread.</param>
    /// <param name="tables">Its search path leads to the empty tables first. As many connections as there are COPYs at a time may be taken from it.</param>
    /// <param name="cancellationToken">Heeded throughout.</param>
    Task FillAsync(IAsyncEnumerable<IReadOnlyList<RecordedEvent>> batches, NpgsqlDataSource tables, CancellationToken cancellationToken);
}

/// <summary>One table of a projection.</summary>
/// <param name="Name">Without a schema.</param>
/// <param name="LeftOut">Columns that two right copies may differ in, such as a number that only tells rows apart. They are not compared.</param>
public sealed record ProjectionTable(string Name, params IReadOnlyList<string> LeftOut);
