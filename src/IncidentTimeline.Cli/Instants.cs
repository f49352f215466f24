using System.CommandLine;
using System.Globalization;

namespace IncidentTimeline.Cli;

/// <summary>Options that take an instant.</summary>
internal static class Instants
{
    public const string Example = "2027-01-01T00:00:00Z";

    public static Option<DateTimeOffset?> Option(string name, string description, string helpName) => new(name)
    {
        Description = description,
        HelpName = helpName,
        CustomParser = result =>
        {
            if (TryRead(result.Tokens.Single().Value, out var instant))
            {
                return instant;
            }

            result.AddError($"{name} must be a time with an offset, such as {Example}, not \"{result.Tokens.Single().Value}\".");
            return null;
        },
    };

    // A time without an offset would be read in this machine's zone.
    public static bool TryRead(string text, out DateTimeOffset instant)
    {
        instant = default;
        return text.Length > 19 && (text[^1] == 'Z' || text[^6] is '+' or '-') && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out instant);
    }

    /// <summary>To the second, in UTC.</summary>
    public static string Tell(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
