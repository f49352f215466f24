using System.CommandLine;
using IncidentTimeline.Catalog;
using IncidentTimeline.EventLog;
using IncidentTimeline.Server.Backups;
using IncidentTimeline.Server.Hosting;
using Npgsql;

namespace IncidentTimeline.Server.Access.Keys;

/// <summary><c>key create</c>, beside the service on its database: the way back in where the admin's key is lost.</summary>
internal static class KeyVerb
{
    private const int Succeeded = 0;
    private const int Failed = 1;

    public static Command Create(CommandLine commandLine)
    {
        var name = new Option<string>("--name") { Description = "Stamped on everything recorded with the key.", HelpName = "NAME", Required = true };
        var roles = new Option<string[]>("--role") { Description = "reporter, analyst, subscriber, auditor or admin; more than one may be given.", HelpName = "ROLE", Required = true };
        roles.Validators.Add(result =>
        {
            foreach (var token in result.Tokens.Where(token => !RoleNames.TryParse(token.Value, out _)))
            {
                result.AddError($"--role must be reporter, analyst, subscriber, auditor or admin, not \"{token.Value}\".");
            }
        });
        var verb = new Command("create", "Makes a key on the database itself and prints it, this once. Where a service runs on it, beside that.") { name, roles };
        verb.Validators.Add(result =>
        {
            // What is missing, and a role that is none, is named by their own rules.
            if (result.GetValue(name) is { } text && result.GetValue(roles) is { Length: > 0 } words && words.All(word => RoleNames.TryParse(word, out _)))
            {
                foreach (var problem in Shape.Check(Read(text, words)))
                {
                    result.AddError($"{problem.Pointer.TrimStart('/')}: {problem.Detail}");
                }
            }
        });
        verb.SetAction(async (parsed, cancellationToken) =>
        {
            await using var chosen = await ChosenDatabase.OpenAsync(commandLine.Read(parsed), cancellationToken);
            return await RunAsync(chosen.ConnectionString, Read(parsed.GetValue(name)!, parsed.GetValue(roles)!), parsed.InvocationConfiguration, cancellationToken); // Both are required.
        });
        return new Command("key", "Keys, where nobody has one that would let them ask the service.") { verb };
    }

    // Whoever can do this could do everything with the log anyway, and needs no key to be let in.
    private static async Task<int> RunAsync(string ownerConnectionString, NewKey key, InvocationConfiguration console, CancellationToken cancellationToken)
    {
        await using var owner = NpgsqlDataSource.Create(LogConnection.ForOwner(ownerConnectionString));
        var migrator = new Migrator(owner, null);
        var missing = await migrator.FindMissingAsync(ServiceHost.Migrations, cancellationToken);
        if (missing is null)
        {
            await migrator.MigrateAsync(ServiceHost.Migrations, cancellationToken);
        }
        else if (missing is [var first, ..])
        {
            // Migrated under an older program that serves it, the database would be one that this program does not know.
            await console.Error.WriteLineAsync($"The database lacks migration {first.Name} of {first.Set}, so an older program may be serving it, and nothing was changed: make the key with that program, or upgrade the service first.");
            return Failed;
        }

        await using var service = NpgsqlDataSource.Create(LogConnection.ForService(ownerConnectionString));
        if (await new KeyStore(service).CreateAsync(key, NewKey.Operator, cancellationToken) is not var (text, created))
        {
            await console.Error.WriteLineAsync($"{KeyStore.LiveMax} keys live already. Revoke some first.");
            return Failed;
        }

        await console.Error.WriteLineAsync($"Key of {created.Name}, shown this once and kept nowhere; a service that runs on this database takes it within {KeyRing.RefreshInterval.TotalSeconds} seconds:");
        await console.Output.WriteLineAsync(text.Reveal());
        return Succeeded;
    }

    private static NewKey Read(string name, string[] roles) =>
        new(name, [.. roles.Select(text => RoleNames.TryParse(text, out var role) ? role : throw new ArgumentException($"No role {text}."))]);
}
