using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using IncidentTimeline.Server.Access.Keys;
using IncidentTimeline.Server.Access.Tokens;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace IncidentTimeline.Server.Hosting.Logging;

/// <summary>How the log looks: lines for a person at a terminal, JSON lines for a program. Both on standard error, with times in UTC and the trace that a problem document names.</summary>
internal static class LogLines
{
    /// <summary>UTC, as both forms write it.</summary>
    internal const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    public static ILoggingBuilder AddLogLines(this ILoggingBuilder logging, LogFormat format) => logging
        .ClearProviders()
        .AddConsole(console =>
        {
            console.LogToStandardErrorThreshold = LogLevel.Trace;
            console.FormatterName = format == LogFormat.Json ? JsonLogFormatter.Name : TextLogFormatter.Name;
        })
        .AddConsoleFormatter<JsonLogFormatter, ConsoleFormatterOptions>()
        .AddConsoleFormatter<TextLogFormatter, ConsoleFormatterOptions>()
        .AddFilter("Microsoft", LogLevel.Warning)
        // ProblemPages says it, with the trace id.
        .AddFilter("Microsoft.AspNetCore.Diagnostics.ExceptionHandlerMiddleware", LogLevel.None)
        // The framework notes under their names, at each request, that somebody showed no key: /metrics counts those.
        .AddFilter(typeof(KeyAuthentication).FullName, LogLevel.Warning)
        .AddFilter(typeof(TokenAuthentication).FullName, LogLevel.Warning)
        .AddFilter("Npgsql", LogLevel.Warning);

    internal static string Now() => TimeProvider.System.GetUtcNow().ToString(TimeFormat, CultureInfo.InvariantCulture);

    internal static string LevelOf(LogLevel level) => level switch
    {
        LogLevel.Critical => "critical",
        LogLevel.Error => "error",
        LogLevel.Warning => "warning",
        LogLevel.Information => "information",
        _ => "debug",
    };
}

/// <summary>A line, and below it, set in, the exception where there is one.</summary>
/// <remarks>
/// What callers send may stand in either. It forges no line and moves no cursor: what acts instead of being seen is shown by its name, as
/// <c>⟨U+001B⟩</c>, and only the lines of an exception begin with spaces.
/// </remarks>
internal sealed class TextLogFormatter() : ConsoleFormatter(Name)
{
    public new const string Name = "timeline-text";

    private const string Inset = "    ";

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var trace = Activity.Current is { } activity ? $" (trace {activity.TraceId})" : "";
        var message = Seen(logEntry.Formatter(logEntry.State, logEntry.Exception));
        textWriter.WriteLine($"{LogLines.Now()} {LogLines.LevelOf(logEntry.LogLevel)} {logEntry.Category}[{logEntry.EventId.Id}] {message}{trace}");
        foreach (var line in logEntry.Exception?.ToString().ReplaceLineEndings("\n").Split('\n') ?? [])
        {
            textWriter.WriteLine(Inset + Seen(line));
        }
    }

    private static string Seen(string text) => text.EnumerateRunes().All(IsSeen) ? text : string.Concat(text.EnumerateRunes().Select(rune => IsSeen(rune) ? rune.ToString() : $"⟨U+{rune.Value:X4}⟩"));

    // Format characters turn the direction of what follows, or hide in it.
    private static bool IsSeen(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}

/// <summary>One JSON object a line.</summary>
internal sealed class JsonLogFormatter() : ConsoleFormatter(Name)
{
    public new const string Name = "timeline-json";

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        using var line = new MemoryStream();
        using (var json = new Utf8JsonWriter(line))
        {
            json.WriteStartObject();
            json.WriteString("time", LogLines.Now());
            json.WriteString("level", LogLines.LevelOf(logEntry.LogLevel));
            json.WriteNumber("event", logEntry.EventId.Id);
            json.WriteString("category", logEntry.Category);
            json.WriteString("message", logEntry.Formatter(logEntry.State, logEntry.Exception));
            if (Activity.Current is { } activity)
            {
                json.WriteString("trace", activity.TraceId.ToString());
                json.WriteString("span", activity.SpanId.ToString());
            }

            WriteFields(json, logEntry.State);
            if (logEntry.Exception is { } exception)
            {
                json.WriteString("exception", exception.ToString());
            }

            json.WriteEndObject();
        }

        textWriter.WriteLine(Encoding.UTF8.GetString(line.GetBuffer(), 0, (int)line.Length));
    }

    // The parts of the message, so that they need not be read out of its words.
    private static void WriteFields<TState>(Utf8JsonWriter json, TState state)
    {
        if (state is not IReadOnlyList<KeyValuePair<string, object?>> parts || parts.All(part => part.Key == "{OriginalFormat}"))
        {
            return;
        }

        json.WriteStartObject("fields");
        foreach (var part in parts.Where(part => part.Key != "{OriginalFormat}"))
        {
            json.WriteString(part.Key, Convert.ToString(part.Value, CultureInfo.InvariantCulture));
        }

        json.WriteEndObject();
    }
}

/// <summary>The two forms of the log.</summary>
public enum LogFormat
{
    Text,
    Json,
}
