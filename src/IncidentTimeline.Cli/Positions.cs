using System.CommandLine;
using System.Globalization;

namespace IncidentTimeline.Cli;

/// <summary>Options that take a position of the log.</summary>
internal static class Positions
{
    public static Option<long?> Option(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "POSITION",
        CustomParser = result =>
        {
            if (TryRead(result.Tokens.Single().Value, out var position))
            {
                return position;
            }

            result.AddError($"{name} must be a position, 0 or more, not \"{result.Tokens.Single().Value}\".");
            return null;
        },
    };

    public static bool TryRead(string text, out long position) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out position);
}
