using System.Diagnostics;
using System.Reflection;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using IncidentTimeline.EventLog;
using IncidentTimeline.Server.Hosting;
using IncidentTimeline.Server.Hosting.Logging;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace IncidentTimeline.Tests.Server.Hosting.Logging;

public partial class LogLinesTests
{
    [Fact]
    public void A_json_line_holds_the_entry_and_its_exception_in_one_line()
    {
        var line = Write(new JsonLogFormatter(), new InvalidOperationException("first\nsecond"));

        line.Count(character => character == '\n').ShouldBe(1);
        var entry = JsonNode.Parse(line)!;
        entry.Text("time").ShouldNotBeNull().ShouldMatch(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$");
        (entry.Text("level"), entry["event"]!.GetValue<int>(), entry.Text("category")).ShouldBe(("warning", 7, "A.Category"));
        entry.Text("message").ShouldBe("Waited for \"it\"\nand 3 more");
        entry["fields"]!.Text("Count").ShouldBe("3");
        entry.Text("exception").ShouldNotBeNull().ShouldContain("first\nsecond");
        entry["trace"].ShouldBeNull();
    }

    [Fact]
    public void Both_forms_name_the_trace_that_a_problem_document_names()
    {
        using var activity = new Activity("a request").Start();

        JsonNode.Parse(Write(new JsonLogFormatter(), null))!.Text("trace").ShouldBe(activity.TraceId.ToString());
        Write(new TextLogFormatter(), null).ShouldContain($"(trace {activity.TraceId})");
    }

    [Fact]
    public void A_text_line_is_for_a_person() =>
        Write(new TextLogFormatter(), null).ShouldMatch("""^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z warning A\.Category\[7\] Waited for "it"⟨U\+000A⟩and 3 more\n$""");

    // What a caller put into a path, say: an end of line and an entry of its own, escapes of a terminal, and the turning of what follows.
    [Theory]
    [InlineData("a\n2026-01-01T00:00:00.000Z error Forged[1] b", "a⟨U+000A⟩2026-01-01T00:00:00.000Z error Forged[1] b")]
    [InlineData("a\r\nb", "a⟨U+000D⟩⟨U+000A⟩b")]
    [InlineData("\u001b[2J\u001b]0;title\u0007\u009b31m", "⟨U+001B⟩[2J⟨U+001B⟩]0;title⟨U+0007⟩⟨U+009B⟩31m")]
    [InlineData("a\u2028b\u2029c\u0085d\u202ee\u2066f", "a⟨U+2028⟩b⟨U+2029⟩c⟨U+0085⟩d⟨U+202E⟩e⟨U+2066⟩f")]
    [InlineData("Калуга \U0001F6A8", "Калуга \U0001F6A8")]
    public void A_text_line_shows_what_acts_on_a_terminal_by_its_name(string sent, string shown)
    {
        var lines = Write(new TextLogFormatter(), new InvalidOperationException(sent), sent).Split('\n');

        lines[0].ShouldEndWith($"[7] {shown}");
        lines[1..^1].ShouldAllBe(line => line.StartsWith("    ", StringComparison.Ordinal)); // Nothing but its own beginning tells an entry.
        lines[1..^1].ShouldAllBe(line => line.EnumerateRunes().All(rune => !Rune.IsControl(rune) && rune.Value != 0x2028 && rune.Value != 0x202E));
        lines[^1].ShouldBeEmpty();
    }

    [Fact]
    public void An_exception_stands_set_in_below_its_line() =>
        Write(new TextLogFormatter(), new InvalidOperationException("first\nsecond")).Split('\n')[1..].ShouldBe(["    System.InvalidOperationException: first", "    second", ""]);

    [Fact]
    public void The_reference_lists_every_event_of_the_log()
    {
        var given = Messages().Select(message => $"{message.EventId} {message.Level.ToString().ToLowerInvariant()}").ToList();

        given.ShouldBeUnique();
        EventRow().Matches(File.ReadAllText(Path.Combine(Repository.Root, "docs/reference/telemetry.md")))
            .Select(row => $"{row.Groups[1].Value} {row.Groups[2].Value}").ShouldBe(given, ignoreOrder: true);
    }

    [Fact]
    public void Whatever_is_logged_is_declared_with_its_id() =>
        Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.cs", SearchOption.AllDirectories)
            .Where(path => LoggedByHand().IsMatch(File.ReadAllText(path))).ShouldBeEmpty();

    private static IEnumerable<LoggerMessageAttribute> Messages() =>
        ((Assembly[])[typeof(EventStore).Assembly, typeof(ServiceHost).Assembly]).SelectMany(assembly => assembly.GetTypes())
            .SelectMany(type => type.GetMethods(BindingFlags.Static | BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public | BindingFlags.DeclaredOnly))
            .Select(method => method.GetCustomAttribute<LoggerMessageAttribute>()).OfType<LoggerMessageAttribute>();

    private static string Write(ConsoleFormatter formatter, Exception? exception, string message = "Waited for \"it\"\nand 3 more")
    {
        KeyValuePair<string, object?>[] state = [new("What", "it"), new("Count", 3), new("{OriginalFormat}", "Waited for \"{What}\"\nand {Count} more")];
        using var written = new StringWriter { NewLine = "\n" };
        formatter.Write(new LogEntry<KeyValuePair<string, object?>[]>(LogLevel.Warning, "A.Category", new EventId(7), state, exception, (_, _) => message), null, written);
        return written.ToString();
    }

    [GeneratedRegex(@"^\| (\d{3}) \| (\w+) \|", RegexOptions.Multiline)]
    private static partial Regex EventRow();

    [GeneratedRegex(@"\.Log(?:Trace|Debug|Information|Warning|Error|Critical)?\(\s*(?:LogLevel|\$?""|e\b|exception)")]
    private static partial Regex LoggedByHand();
}
