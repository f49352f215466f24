using System.Globalization;
using IncidentTimeline.Client;

namespace IncidentTimeline.Samples.AirportAlarm;

/// <summary>Says a line for each airport of which something else is said than before: closed, open again, or taken back.</summary>
internal sealed class AirportWatch(TimelineClient client, AirportChanges changes, FileCheckpoint checkpoint, TimeProvider time, TextWriter alarms, TextWriter log)
{
    /// <summary>Closings and reopenings. All that becomes of those passes, too, whatever its own type is.</summary>
    private static readonly EventFilter Filter = new() { Types = ["AirportClosed", "AirportReopened"] };

    /// <summary>Between two questions about one event, where the service is away.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <param name="isFromStart">Whether the first start of this alarm tells what was recorded before it.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task RunAsync(bool isFromStart, CancellationToken cancellationToken)
    {
        client.FollowInterrupted += (_, one) => log.WriteLine($"Waiting at position {one.Position}: {one.Reason}");
        if (!isFromStart && await checkpoint.ReadAsync(cancellationToken) == 0)
        {
            await checkpoint.MoveAsync((await client.ReadinessAsync(cancellationToken)).Head ?? 0, cancellationToken);
        }

        await log.WriteLineAsync($"Following after position {await checkpoint.ReadAsync(cancellationToken)}");
        await foreach (var recorded in client.FollowAsync(Filter, checkpoint, cancellationToken))
        {
            foreach (var change in await ChangesByAsync(recorded, cancellationToken))
            {
                await alarms.WriteLineAsync(Tell(recorded, change));
            }

            // Said before the checkpoint moves: after a crash a line may come twice, and never not at all.
            await alarms.FlushAsync(cancellationToken);
        }
    }

    private async Task<IReadOnlyList<AirportChange>> ChangesByAsync(TimelineEvent recorded, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await changes.ReadAsync(recorded, cancellationToken);
            }
            catch (Exception away) when (away is HttpRequestException or TimelineProblemException { IsPassing: true } || (away is OperationCanceledException && !cancellationToken.IsCancellationRequested))
            {
                await log.WriteLineAsync($"Waiting at position {recorded.Position}: {away.Message}");
                await Task.Delay(Pause, time, cancellationToken);
            }
        }
    }

    private static string Tell(TimelineEvent recorded, AirportChange change) => string.Create(
        CultureInfo.InvariantCulture,
        $"{recorded.Time.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'} #{recorded.Position} {change.Region} {change.Airport} {Headline(change)} — {change.Incident}: {change.Cause}");

    // What was said before is told where it no longer is: whoever acted on the alarm has to hear that it was taken back.
    private static string Headline(AirportChange change) => change switch
    {
        { Kind: "withdrawn" } => $"TAKEN BACK: its source no longer says that it is {change.From}; {Now(change)}",
        { Kind: "struck" } => $"STRUCK: the desk had coded wrongly that it is {change.From}; {Now(change)}",
        { Kind: "no-longer-stated" } => $"NO LONGER SAID: that it is {change.From}; {Now(change)}",
        { Kind: "contested" } => $"CONTESTED: {Now(change)}",
        { To: "open", From: "closed" } => "OPEN AGAIN",
        { To: { } to } => to.ToUpperInvariant(),
        _ => Now(change),
    };

    private static string Now(AirportChange change) =>
        change.Rivals.Count > 0 ? $"some say {string.Join(", others ", change.Rivals)}" : change.To is null ? "nothing is said of it in that incident now" : $"said now: {change.To}";
}
