using System.CommandLine;
using System.Text.Json;
using IncidentTimeline.Client;

namespace IncidentTimeline.Cli.Exporting;

/// <summary><c>timeline export</c>: the whole log, to be imported elsewhere, or facts for another program.</summary>
internal static class ExportCommand
{
    /// <summary>The whole log, one event a line.</summary>
    private const string Log = "log";

    private static readonly Dictionary<string, string> MediaTypes = new()
    {
        ["ndjson"] = "application/x-ndjson",
        ["csv"] = "text/csv",
        ["geojson"] = "application/geo+json",
    };

    // Options that are parameters of GET /facts, and what each narrows to.
    private static readonly (string Option, string Parameter, string Value, string Description)[] Filters =
    [
        ("--source", "source", "ID", "Facts that this source published or speaks in."),
        ("--voice", "voice", "KEY", "Facts that this voice says."),
        ("--type", "type", "TYPE", "Facts of this type."),
        ("--region", "region", "CODE", "Facts of this region and all inside it."),
        ("--incident", "incident", "ID", "Facts recorded under this incident."),
        ("--text", "text", "WORDS", "Facts with these words."),
        ("--after", "after", "POSITION", "Facts recorded after this position."),
        ("--known-at", "knownAt", "WHEN", "As it was known at a position or an RFC 3339 instant."),
        ("--published-by", "publishedBy", "INSTANT", "As it was published by an RFC 3339 instant."),
    ];

    public static Command Create(TimelineCommand timeline)
    {
        var format = new Option<string>("--format") { Description = "log: the whole log with its documents, to be imported elsewhere. ndjson: facts, nothing lost. csv: for spreadsheets. geojson: for maps.", HelpName = "log|ndjson|csv|geojson", DefaultValueFactory = _ => Log };
        format.AcceptOnlyFromAmong([Log, .. MediaTypes.Keys]);
        var output = new Option<FileInfo?>("--output") { Description = "Where to; it gets its name when it is whole. Default: standard output.", HelpName = "FILE" };
        var filters = Filters.Select(filter => (filter.Parameter, Option: new Option<string?>(filter.Option) { Description = filter.Description, HelpName = filter.Value })).ToList();
        var command = new Command("export", "Writes the whole log, or facts in another form.") { format, output };
        filters.ForEach(filter => command.Add(filter.Option));
        command.SetAction(async (parsed, cancellationToken) =>
        {
            if (parsed.GetValue(format) == Log && filters.Find(filter => parsed.GetValue(filter.Option) is not null).Option is { } narrowing)
            {
                await parsed.InvocationConfiguration.Error.WriteLineAsync($"{narrowing.Name} narrows facts, and the log is exported whole: give --format ndjson, csv or geojson.");
                return TimelineCommand.Misused;
            }

            using var client = timeline.Connect(parsed);
            var query = filters.Select(filter => KeyValuePair.Create(filter.Parameter, parsed.GetValue(filter.Option))).Where(one => one.Value is not null).Select(one => KeyValuePair.Create(one.Key, one.Value!)); // Filtered just now.
            await WriteAsync(
                parsed.GetValue(output),
                stream => parsed.GetValue(format) is { } chosen && MediaTypes.TryGetValue(chosen, out var type) ? client.ExportFactsAsync(type, query, stream, cancellationToken) : WriteLogAsync(client, stream, cancellationToken));
            return TimelineCommand.Succeeded;
        });
        return command;
    }

    private static async Task WriteLogAsync(TimelineClient client, Stream output, CancellationToken cancellationToken)
    {
        await foreach (var one in client.ExportLogAsync(0, cancellationToken))
        {
            await JsonSerializer.SerializeAsync(output, one, LogLine.Options, cancellationToken);
            await output.WriteAsync("\n"u8.ToArray(), cancellationToken);
        }
    }

    // Half a file looks like a whole one.
    private static async Task WriteAsync(FileInfo? file, Func<Stream, Task> write)
    {
        if (file is null)
        {
            await using var output = Console.OpenStandardOutput();
            await write(output);
            return;
        }

        var unfinished = file.FullName + ".unfinished";
        try
        {
            await using (var output = new FileStream(unfinished, FileMode.Create, FileAccess.Write))
            {
                await write(output);
            }

            File.Move(unfinished, file.FullName, overwrite: true);
        }
        finally
        {
            File.Delete(unfinished);
        }
    }
}
