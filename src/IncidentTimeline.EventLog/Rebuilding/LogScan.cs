using System.Runtime.CompilerServices;
using Npgsql;

namespace IncidentTimeline.EventLog;

/// <summary>Reads a long stretch of the log by one statement, on a connection of its own: no page is asked for, so no answer is waited for.</summary>
internal sealed class LogScan(NpgsqlDataSource dataSource)
{
    /// <summary>Events and bytes of one batch: what the stages of a rebuild hand on to each other, a few at a time.</summary>
    private const int BatchEventsMax = 1_000;
    private const int BatchBytesMax = 4 * 1024 * 1024;

    private static readonly string ScanLogSql = EmbeddedSql.Read("Rebuilding.scan_log.sql");
    private static readonly string KeepOrderSql = EmbeddedSql.Read("Rebuilding.keep_order.sql");

    /// <summary>The events from the first up to and including a position, in order and without a gap.</summary>
    public async IAsyncEnumerable<IReadOnlyList<RecordedEvent>> ReadAsync(LogPosition upTo, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var connection = await dataSource.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            var prepare = new NpgsqlCommand(KeepOrderSql, connection);
            await using (prepare.ConfigureAwait(false))
            {
                await prepare.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
            }

            var command = new NpgsqlCommand(ScanLogSql, connection) { Parameters = { new() { Value = upTo.Value } } };
            await using (command.ConfigureAwait(false))
            {
                var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
                await using (reader.ConfigureAwait(false))
                {
                    var after = LogPosition.Start;
                    while (await ReadBatchAsync(reader, cancellationToken).ConfigureAwait(false) is { Count: > 0 } batch)
                    {
                        after = LogReader.RequireNoGap(after, batch);
                        yield return batch;
                    }
                }
            }
        }
    }

    private static async Task<List<RecordedEvent>> ReadBatchAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        var batch = new List<RecordedEvent>(BatchEventsMax);
        var bytes = 0;
        while (batch.Count < BatchEventsMax && bytes < BatchBytesMax && await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            var recorded = LogReader.ReadEvent(reader);
            batch.Add(recorded);
            bytes += recorded.Data.Length + recorded.Metadata.Length;
        }

        return batch;
    }
}
