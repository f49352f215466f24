using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace IncidentTimeline.EventLog;

/// <summary>
/// Fills a projection anew beside the tables in use, compares both as they were at one position, and puts the new ones in place of the old
/// in one transaction. Readers, writers and the projector go on all the time; they wait for the switch alone, which takes milliseconds.
/// Whatever ends it early leaves the tables in use as they were, and it can be run again.
/// </summary>
/// <param name="ownerConnectionString">As migrations use it. Connected with only while a rebuild runs.</param>
/// <param name="store">The log.</param>
/// <param name="time">For rates and pauses.</param>
/// <param name="loggers">Null: silent.</param>
public sealed partial class ProjectionRebuild(string ownerConnectionString, EventStore store, TimeProvider time, ILoggerFactory? loggers)
{
    private readonly string _owner = LogConnection.ForOwner(ownerConnectionString);
    private readonly ILogger _logger = (loggers ?? NullLoggerFactory.Instance).CreateLogger<ProjectionRebuild>();

    /// <summary>Fills, compares and switches.</summary>
    /// <param name="projection">What to fill anew.</param>
    /// <param name="acceptDifferences">Whether to switch where the new tables say otherwise: after a rule was mended they should.</param>
    /// <param name="report">Called as it goes on, from any thread, one call at a time.</param>
    /// <param name="cancellationToken">Ends it before the switch; the switch itself is finished.</param>
    public async Task<RebuildOutcome> RebuildAsync(
        IRebuildableProjection projection, bool acceptDifferences, Action<RebuildProgress> report, CancellationToken cancellationToken)
    {
        var schemas = await ProjectionSchemas.TryOpenAsync(_owner, cancellationToken).ConfigureAwait(false);
        if (schemas is null)
        {
            return new RebuildOutcome.Busy();
        }

        await using (schemas.ConfigureAwait(false))
        {
            var copy = Rebuilt(schemas, projection);
            await FillAsync(schemas, copy, projection, report, cancellationToken).ConfigureAwait(false);
            var switching = new ProjectionSwitch(schemas, copy, projection, time, report);
            if (await switching.CompareAsync(cancellationToken).ConfigureAwait(false) is not var (position, differences))
            {
                return new RebuildOutcome.InUse();
            }

            if (differences.Count > 0)
            {
                LogDiffers(projection.Name, position, string.Join(", ", differences.Select(one => one.Table)));
                if (!acceptDifferences)
                {
                    return new RebuildOutcome.Differs(position, differences);
                }
            }

            var outcome = await switching.SwitchAsync(
                at => ("Rebuilding.plan_switch.sql", [Names(projection), schemas.InUse, schemas.Rebuilt, schemas.Previous, projection.Name, at.Value]), cancellationToken).ConfigureAwait(false);
            return outcome is RebuildOutcome.Switched switched ? Log(projection, switched with { Differences = differences }) : outcome;
        }
    }

    /// <summary>
    /// Puts the tables from before the last switch in use again, once what was recorded since is applied to them; those in use become the
    /// previous ones, so that it can be undone in the same way. Nothing is compared: whoever goes back has a reason.
    /// </summary>
    public async Task<RebuildOutcome> RevertAsync(IRebuildableProjection projection, Action<RebuildProgress> report, CancellationToken cancellationToken)
    {
        var schemas = await ProjectionSchemas.TryOpenAsync(_owner, cancellationToken).ConfigureAwait(false);
        if (schemas is null)
        {
            return new RebuildOutcome.Busy();
        }

        await using (schemas.ConfigureAwait(false))
        {
            var copy = new ProjectionCopy(schemas, schemas.Previous, schemas.TablesPrevious, projection, store, time);
            if (await copy.PositionAsync(cancellationToken).ConfigureAwait(false) is not { } from)
            {
                return new RebuildOutcome.NothingBefore();
            }

            // Asked before anything is applied: tables of another shape would refuse it.
            if (await OtherShapeAsync(copy, cancellationToken).ConfigureAwait(false) is { Count: > 0 } shape)
            {
                return new RebuildOutcome.OtherShape(shape);
            }

            report(new RebuildProgress(RebuildStep.Preparing, from, await CheckpointAsync(schemas, projection, cancellationToken).ConfigureAwait(false)));
            // The tables in use pass through the schema of rebuilt ones: what an unfinished rebuild left there goes.
            await Rebuilt(schemas, projection).DropAsync(cancellationToken).ConfigureAwait(false);
            var outcome = await new ProjectionSwitch(schemas, copy, projection, time, report).SwitchAsync(
                at => ("Rebuilding.plan_exchange.sql", [Names(projection), schemas.InUse, schemas.Previous, schemas.Rebuilt, projection.Name, at.Value]), cancellationToken).ConfigureAwait(false);
            return outcome is RebuildOutcome.Switched switched ? Log(projection, switched) : outcome;
        }
    }

    /// <summary>Which copies there are. The service's rights are enough for the data source.</summary>
    public async Task<ProjectionVersions> VersionsAsync(NpgsqlDataSource service, IRebuildableProjection projection, CancellationToken cancellationToken)
    {
        var (_, rebuilt, previous) = ProjectionSchemas.Names(LogConnection.SchemaOf(_owner));
        var command = service.CreateCommand(EmbeddedSql.Read("Rebuilding.read_versions.sql"));
        await using (command.ConfigureAwait(false))
        {
            command.Parameters.Add(new() { Value = new[] { rebuilt, previous } });
            command.Parameters.Add(new() { Value = Names(projection) });
            var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                var there = new HashSet<string>();
                while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                {
                    if (reader.GetBoolean(1))
                    {
                        there.Add(reader.GetString(0));
                    }
                }

                return new ProjectionVersions(there.Contains(previous), there.Contains(rebuilt));
            }
        }
    }

    // Up to where the tables in use are and no further: a projection that stopped at an event is compared with one that did not get there either.
    private async Task FillAsync(
        ProjectionSchemas schemas, ProjectionCopy copy, IRebuildableProjection projection, Action<RebuildProgress> report, CancellationToken cancellationToken)
    {
        var upTo = await CheckpointAsync(schemas, projection, cancellationToken).ConfigureAwait(false);
        LogBegan(projection.Name, upTo);
        report(new RebuildProgress(RebuildStep.Preparing, LogPosition.Start, upTo));
        await copy.CreateAsync(cancellationToken).ConfigureAwait(false);
        report(new RebuildProgress(RebuildStep.Filling, LogPosition.Start, upTo));
        await copy.FillAsync(upTo, report, cancellationToken).ConfigureAwait(false);
        report(new RebuildProgress(RebuildStep.Indexing, upTo, upTo));
        await copy.IndexAsync(cancellationToken).ConfigureAwait(false);
    }

    // Of the tables in use; a projection that never ran gets its row, for it is what a switch holds on to.
    private async Task<LogPosition> CheckpointAsync(ProjectionSchemas schemas, IRebuildableProjection projection, CancellationToken cancellationToken) =>
        await new Projector(schemas.TablesInUse, store, projection, time, null).EnsureCheckpointAsync(cancellationToken).ConfigureAwait(false);

    private static async Task<IReadOnlyList<string>> OtherShapeAsync(ProjectionCopy copy, CancellationToken cancellationToken)
    {
        var connection = await copy.Tables.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            return await copy.OtherShapeAsync(connection, cancellationToken).ConfigureAwait(false);
        }
    }

    private ProjectionCopy Rebuilt(ProjectionSchemas schemas, IRebuildableProjection projection) =>
        new(schemas, schemas.Rebuilt, schemas.TablesRebuilt, projection, store, time);

    private RebuildOutcome.Switched Log(IRebuildableProjection projection, RebuildOutcome.Switched switched)
    {
        LogSwitched(projection.Name, switched.Position);
        return switched;
    }

    private static string[] Names(IRebuildableProjection projection) => [.. projection.Tables.Select(table => table.Name)];

    [LoggerMessage(EventId = 410, Level = LogLevel.Information, Message = "Projection {Projection} is filled anew up to position {Position}, beside the tables in use")]
    private partial void LogBegan(string projection, LogPosition position);

    [LoggerMessage(EventId = 411, Level = LogLevel.Warning, Message = "Projection {Projection}, filled anew, differs from the one in use at position {Position}, in {Tables}")]
    private partial void LogDiffers(string projection, LogPosition position, string tables);

    [LoggerMessage(EventId = 412, Level = LogLevel.Information, Message = "Projection {Projection} uses other tables from position {Position} on; those that it used stay as the way back")]
    private partial void LogSwitched(string projection, LogPosition position);
}
