using System.CommandLine;
using IncidentTimeline.Catalog;
using IncidentTimeline.Server.Access;
using IncidentTimeline.Server.Access.Keys;

namespace IncidentTimeline.Server.Hosting;

/// <summary><c>key create</c>, beside the service on its database: the way back in where the admin's key is lost.</summary>
internal static class KeyVerb
{
    /// <param name="create">Makes the key.</param>
    public static Command Create(Func<ParseResult, NewKey, CancellationToken, Task<int>> create)
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
        var verb = new Command("create", "Makes a key on the database itself and prints it, this once. With an embedded PostgreSQL, stop the service first.") { name, roles };
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
        verb.SetAction((parsed, stopping) => create(parsed, Read(parsed.GetValue(name)!, parsed.GetValue(roles)!), stopping)); // Both are required.
        return new Command("key", "Keys, where nobody has one that would let them ask the service.") { verb };
    }

    private static NewKey Read(string name, string[] roles) =>
        new(name, [.. roles.Select(text => RoleNames.TryParse(text, out var role) ? role : throw new ArgumentException($"No role {text}."))]);
}
