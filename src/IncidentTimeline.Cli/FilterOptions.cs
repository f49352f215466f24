using System.CommandLine;
using IncidentTimeline.Client;

namespace IncidentTimeline.Cli;

/// <summary>Options on which events are told.</summary>
internal sealed class FilterOptions
{
    private readonly Option<string[]> _types = Many("--type", "TYPE", "Only events that bear on this type, such as AirportClosed.");
    private readonly Option<string[]> _families = Many("--family", "FAMILY", "Only events that bear on a type of this family, such as Transport.");
    private readonly Option<string[]> _regions = Many("--region", "CODE", "Only events that bear on this region or one inside it.");
    private readonly Option<string[]> _incidents = Many("--incident", "ID", "Only events that bear on this incident.");
    private readonly Option<string[]> _sources = Many("--source", "ID", "Only events that bear on this source, publishing or speaking.");

    public void AddTo(Command command)
    {
        foreach (var option in (Option<string[]>[])[_types, _families, _regions, _incidents, _sources])
        {
            command.Add(option);
        }
    }

    /// <summary>As it was given; nothing given lets every event through.</summary>
    public EventFilter Read(ParseResult parsed) => new()
    {
        Types = parsed.GetValue(_types) ?? [],
        Families = parsed.GetValue(_families) ?? [],
        Regions = parsed.GetValue(_regions) ?? [],
        Incidents = parsed.GetValue(_incidents) ?? [],
        Sources = parsed.GetValue(_sources) ?? [],
    };

    private static Option<string[]> Many(string name, string helpName, string description) => new(name) { Description = $"{description} May be given more than once.", HelpName = helpName };
}
