using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using IncidentTimeline.Client;

namespace IncidentTimeline.Cli;

/// <summary><c>timeline subscriptions …</c>: what other services are told, how far they are, and what to do about what failed.</summary>
internal static class SubscriptionsCommand
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    public static Command Create(TimelineCommand timeline) =>
        new Command("subscriptions", "Makes, lists, pauses, moves and ends durable subscriptions; takes the key of their owner or of an admin.")
        {
            CreateList(timeline),
            CreateShow(timeline),
            CreatePut(timeline),
            Creating(timeline, "pause", "Delivers nothing until it is resumed.", (client, name, cancellation) => client.PauseAsync(name, cancellation)),
            Creating(timeline, "resume", "Delivers again.", (client, name, cancellation) => client.ResumeAsync(name, cancellation)),
            CreateReset(timeline),
            CreateForEvents(timeline, "redeliver", "Delivers events once more: parked, failed or done ones.", (client, name, positions, cancellation) => client.RedeliverAsync(name, positions, cancellation)),
            CreateForEvents(timeline, "skip", "Gives parked events up, so that what waits behind them goes on.", (client, name, positions, cancellation) => client.SkipAsync(name, positions, cancellation)),
            CreateReceived(timeline),
            CreateDelete(timeline),
        };

    private static Command CreateList(TimelineCommand timeline)
    {
        var command = new Command("list", "Lists the subscriptions: name, owner, state, lag, waiting, leased, held, parked, last delivered; tabs between.");
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = timeline.Connect(parsed);
            await WriteTitlesAsync(parsed, ["name", "owner", "state", "lag", "waiting", "leased", "held", "parked", "last delivered"]);
            await foreach (var one in client.Subscriptions.ListAsync(cancellationToken))
            {
                await parsed.InvocationConfiguration.Output.WriteLineAsync(string.Join('\t',
                    [one.Name, one.Owner, one.State, Text(one.Lag), Text(one.Waiting), Text(one.Leased), Text(one.Held), Text(one.Parked), Text(one.LastDeliveredAt)]));
            }

            return TimelineCommand.Succeeded;
        });
        return command;
    }

    private static Command CreateShow(TimelineCommand timeline) =>
        Creating(timeline, "show", "Shows one subscription, as JSON: filter, lag, last error, parked events.", (client, name, cancellation) => client.ShowAsync(name, cancellation));

    private static Command CreatePut(TimelineCommand timeline)
    {
        var name = Name();
        var start = new Option<string>("--start") { Description = "Where it begins: beginning, now, or a position after which it does.", HelpName = "START", Required = true };
        var filter = new FilterOptions();
        var attempts = new Option<int>("--attempts") { Description = "Deliveries that fail or run out before an event is parked.", HelpName = "N", DefaultValueFactory = _ => 10 };
        var retention = new Option<int>("--retention-days") { Description = "For how long it is on record what was told.", HelpName = "DAYS", DefaultValueFactory = _ => 30 };
        var command = new Command("put", "Makes a subscription, or gives it another filter or other settings.") { name, start, attempts, retention };
        filter.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = timeline.Connect(parsed);
            var wanted = new NewSubscription(parsed.GetValue(start)!) { Filter = filter.Read(parsed), AttemptsMax = parsed.GetValue(attempts), RetentionDays = parsed.GetValue(retention) }; // Required.
            return await ShowAsync(parsed, await client.Subscriptions.PutAsync(parsed.GetValue(name)!, wanted, cancellationToken)); // As above.
        });
        return command;
    }

    private static Command CreateReset(TimelineCommand timeline)
    {
        var name = Name();
        var start = new Argument<string>("start") { Description = "beginning, now, or a position after which it goes on." };
        var command = new Command("reset", "Begins again after a position; what is under way is forgotten.") { name, start };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = timeline.Connect(parsed);
            return await ShowAsync(parsed, await client.Subscriptions.ResetAsync(parsed.GetValue(name)!, parsed.GetValue(start)!, cancellationToken)); // Both are required.
        });
        return command;
    }

    private static Command CreateForEvents(
        TimelineCommand timeline, string verb, string description, Func<TimelineSubscriptions, string, IReadOnlyList<long>, CancellationToken, Task<Subscription>> act)
    {
        var name = Name();
        var positions = new Argument<long[]>("positions") { Description = "Of the events, as show and received give them.", Arity = ArgumentArity.OneOrMore };
        var command = new Command(verb, description) { name, positions };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = timeline.Connect(parsed);
            return await ShowAsync(parsed, await act(client.Subscriptions, parsed.GetValue(name)!, parsed.GetValue(positions)!, cancellationToken)); // Both are required.
        });
        return command;
    }

    private static Command CreateReceived(TimelineCommand timeline)
    {
        var name = Name();
        var knownAt = new Option<string?>("--known-at") { Description = "What it had been told by a position or an instant, such as 2026-11-22T14:00:00Z. Default: now.", HelpName = "MOMENT" };
        var command = new Command("received", "Lists what it was told: position, event, type, attempt, delivered, worker, outcome, when; tabs between.") { name, knownAt };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = timeline.Connect(parsed);
            var since = (await client.Subscriptions.ShowAsync(parsed.GetValue(name)!, cancellationToken)).DeliveriesSince; // Required.
            await parsed.InvocationConfiguration.Error.WriteLineAsync($"The record is whole from {Text(since)} on; what was told before is not kept.");
            await WriteTitlesAsync(parsed, ["position", "event", "type", "attempt", "delivered", "worker", "outcome", "when"]);
            await foreach (var one in client.Subscriptions.ReceivedAsync(parsed.GetValue(name)!, parsed.GetValue(knownAt), cancellationToken)) // As above.
            {
                await parsed.InvocationConfiguration.Output.WriteLineAsync(string.Join('\t',
                    [Text(one.Position), one.Event?.ToString() ?? "-", one.Type ?? "-", Text(one.Attempt), Text(one.DeliveredAt), TerminalText.Of(one.Worker ?? "-"), one.Outcome ?? "-", Text(one.OutcomeAt)]));
            }

            return TimelineCommand.Succeeded;
        });
        return command;
    }

    private static Command CreateDelete(TimelineCommand timeline)
    {
        var name = Name();
        var command = new Command("delete", "Ends a subscription for good, with the record of what it was told.") { name };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = timeline.Connect(parsed);
            await client.Subscriptions.DeleteAsync(parsed.GetValue(name)!, cancellationToken); // Required.
            return TimelineCommand.Succeeded;
        });
        return command;
    }

    private static Command Creating(TimelineCommand timeline, string verb, string description, Func<TimelineSubscriptions, string, CancellationToken, Task<Subscription>> act)
    {
        var name = Name();
        var command = new Command(verb, description) { name };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = timeline.Connect(parsed);
            return await ShowAsync(parsed, await act(client.Subscriptions, parsed.GetValue(name)!, cancellationToken)); // Required.
        });
        return command;
    }

    // JSON with every character escaped that a terminal could act on: an error is in a worker's words.
    private static async Task<int> ShowAsync(ParseResult parsed, Subscription subscription)
    {
        await parsed.InvocationConfiguration.Output.WriteLineAsync(JsonSerializer.Serialize(subscription, Json));
        return TimelineCommand.Succeeded;
    }

    // For people only: a program that cuts the lines at their tabs is not to meet a line of another kind.
    private static Task WriteTitlesAsync(ParseResult parsed, IEnumerable<string> titles) =>
        OutputForm.IsTerminal(parsed.InvocationConfiguration.Output) ? parsed.InvocationConfiguration.Output.WriteLineAsync(string.Join('\t', titles)) : Task.CompletedTask;

    private static Argument<string> Name() => new("name") { Description = "Of the subscription." };

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Text(DateTimeOffset? time) => time?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? "-";
}
