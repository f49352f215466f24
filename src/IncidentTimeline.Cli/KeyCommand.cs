using System.CommandLine;
using IncidentTimeline.Client;

namespace IncidentTimeline.Cli;

/// <summary><c>timeline key create|list|revoke</c>: who may come in.</summary>
internal static class KeyCommand
{
    /// <summary>Characters of a prefix; a longer text may be the key itself, which has no business on a command line.</summary>
    private const int PrefixLength = 8;

    public static Command Create(TimelineCommand timeline) =>
        new Command("key", "Makes, lists and revokes keys; takes the key of an admin.") { CreateCreate(timeline), CreateList(timeline), CreateRevoke(timeline) };

    private static Command CreateCreate(TimelineCommand timeline)
    {
        var name = new Option<string>("--name") { Description = "Stamped on everything recorded with the key.", HelpName = "NAME", Required = true };
        var roles = new Option<string[]>("--role") { Description = "reporter, analyst, subscriber, auditor or admin; more than one may be given.", HelpName = "ROLE", Required = true };
        var expires = Instants.Option("--expires", $"From when on it lets nobody in, such as {Instants.Example}. Default: no end.", "TIME");
        var requests = new Option<int?>("--requests-per-second") { Description = "Requests a second in the long run.", HelpName = "N" };
        var burst = new Option<int?>("--burst") { Description = "Requests at once after a pause.", HelpName = "N" };
        var concurrent = new Option<int?>("--concurrent") { Description = "Requests under way at once.", HelpName = "N" };
        var body = new Option<int?>("--body-bytes") { Description = "Bytes of one request's body.", HelpName = "N" };
        var command = new Command("create", "Makes a key and prints it, this once.") { name, roles, expires, requests, burst, concurrent, body };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var limits = new KeyLimits(parsed.GetValue(requests), parsed.GetValue(burst), parsed.GetValue(concurrent), parsed.GetValue(body));
            using var client = timeline.Connect(parsed);
            var created = await client.CreateKeyAsync(
                new NewKey(parsed.GetValue(name)!, parsed.GetValue(roles)!, parsed.GetValue(expires), limits == new KeyLimits() ? null : limits), // Both are required.
                cancellationToken);

            // The key alone on standard output, so that a script can put it where it belongs.
            await parsed.InvocationConfiguration.Error.WriteLineAsync($"Key {created.Key.Prefix} of {created.Key.Name}, shown this once:");
            await parsed.InvocationConfiguration.Output.WriteLineAsync(created.Secret);
            return TimelineCommand.Succeeded;
        });
        return command;
    }

    private static Command CreateList(TimelineCommand timeline)
    {
        var ended = new Option<bool>("--ended") { Description = "Revoked and expired ones, too.", Arity = ArgumentArity.Zero };
        var command = new Command("list", "Lists the keys: prefix, name, roles, made, expires, last used, revoked; tabs between.") { ended };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = timeline.Connect(parsed);
            await foreach (var key in client.ListKeysAsync(parsed.GetValue(ended), cancellationToken))
            {
                await parsed.InvocationConfiguration.Output.WriteLineAsync(string.Join('\t',
                    [key.Prefix, key.Name, string.Join(',', key.Roles), Text(key.CreatedAt), Text(key.ExpiresAt), Text(key.LastUsedAt), Text(key.RevokedAt)]));
            }

            return TimelineCommand.Succeeded;
        });
        return command;
    }

    private static Command CreateRevoke(TimelineCommand timeline)
    {
        var prefix = new Argument<string>("prefix") { Description = "The eight characters of the key after it_." };
        prefix.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && token.Value.Length != PrefixLength)
            {
                result.AddError("Give the eight characters of the key after it_, and never the key itself: other processes see arguments.");
            }
        });
        var command = new Command("revoke", "Revokes a key for good.") { prefix };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = timeline.Connect(parsed);
            var revoked = await client.RevokeKeyAsync(parsed.GetValue(prefix)!, cancellationToken); // Required.
            await parsed.InvocationConfiguration.Output.WriteLineAsync($"{revoked.Prefix} of {revoked.Name} revoked at {Text(revoked.RevokedAt)} by {revoked.RevokedBy}");
            return TimelineCommand.Succeeded;
        });
        return command;
    }

    private static string Text(DateTimeOffset? time) => time is { } instant ? Instants.Tell(instant) : "-";
}
