using System.ComponentModel.DataAnnotations;
using System.Text.RegularExpressions;
using IncidentTimeline.Server.Access.Limits;
using IncidentTimeline.Server.Demo;

namespace IncidentTimeline.Server.Access.Keys;

/// <summary>A key to be made.</summary>
/// <param name="Name">Who comes in by it: 1 to 64 of a–z, 0–9, dot, hyphen and underscore, beginning and ending with a letter or digit. Several keys may bear one name, as when one replaces another.</param>
/// <param name="Roles">What it may do.</param>
/// <param name="ExpiresAt">From when on it lets nobody in. Default: no end.</param>
/// <param name="Limits">Limits of its own.</param>
public sealed partial record NewKey(
    [Length(1, 64)] string Name,
    [Length(1, 5)] IReadOnlyList<Role> Roles,
    DateTimeOffset? ExpiresAt = null,
    CallerLimits? Limits = null) : IValidatableObject
{
    /// <summary>Who made a key that no caller made.</summary>
    public const string Operator = "operator";

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        // Nothing that a token's name holds, which is a URL: whoever reads a name in the log knows which kind it is.
        if (!Form().IsMatch(Name))
        {
            yield return new ValidationResult("Use a–z, 0–9, dot, hyphen and underscore, with a letter or digit at both ends.", ["name"]);
        }

        // The service itself records under these.
        if (Name is DemoLoader.Actor or Operator)
        {
            yield return new ValidationResult($"{Name} is a name that the service keeps for itself. Choose another.", ["name"]);
        }

        if (Roles.Distinct().Count() != Roles.Count)
        {
            yield return new ValidationResult("Name each role once.", ["roles"]);
        }
    }

    [GeneratedRegex(@"\A[a-z0-9]([a-z0-9._-]*[a-z0-9])?\z")]
    private static partial Regex Form();
}
