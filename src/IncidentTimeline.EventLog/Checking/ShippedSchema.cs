using System.Text.RegularExpressions;

namespace IncidentTimeline.EventLog;

/// <summary>
/// What protects the tables, as the migrations make it: triggers, grants and functions read from their own text, which follows the house
/// style (lower case, one thing a statement); constraints and indexes from definitions.txt beside them, because PostgreSQL words those
/// anew. A test holds both against a database that was migrated by it.
/// </summary>
internal sealed partial record ShippedSchema(
    IReadOnlyDictionary<string, string> Constraints,
    IReadOnlyDictionary<string, string> Indexes,
    IReadOnlyDictionary<string, ShippedTrigger> Triggers,
    IReadOnlyDictionary<string, IReadOnlySet<string>> Grants,
    IReadOnlyDictionary<string, ShippedFunction> Functions)
{
    public static ShippedSchema Of(IReadOnlyList<Migration> migrations)
    {
        string[] texts = [EmbeddedSql.Read("Migrations.create_migrations.sql"), .. migrations.Select(migration => migration.Sql)];
        var triggers = new Dictionary<string, ShippedTrigger>();
        var grants = new Dictionary<string, IReadOnlySet<string>>();
        var functions = new Dictionary<string, ShippedFunction>();
        foreach (var (whole, text) in texts.Select(text => (text, Comment().Replace(text, ""))))
        {
            foreach (Match match in Function().Matches(whole))
            {
                functions[match.Groups["name"].Value] = ShippedFunction.Of(match);
            }

            foreach (Match match in Trigger().Matches(text))
            {
                triggers[match.Groups["name"].Value] = ShippedTrigger.Of(match, text);
            }

            foreach (Match match in Grant().Matches(text))
            {
                var table = match.Groups["table"].Value;
                grants[table] = new HashSet<string>([.. grants.GetValueOrDefault(table) ?? new HashSet<string>(), .. Rights(match.Groups["what"].Value)]);
            }

            foreach (var name in DroppedForGood(text))
            {
                triggers.Remove(name);
                functions.Remove(name);
            }
        }

        return new ShippedSchema(Definitions(migrations, "constraint"), Definitions(migrations, "index"), triggers, grants, functions);
    }

    private static Dictionary<string, string> Definitions(IReadOnlyList<Migration> migrations, string sort) =>
        migrations.Select(migration => migration.Definitions).Distinct()
            .SelectMany(text => Definition().Matches(text))
            .Where(match => match.Groups["sort"].Value == sort)
            .ToDictionary(match => match.Groups["name"].Value, match => match.Groups["whole"].Value);

    // "update (a, b)" is a right to each of two columns.
    private static IEnumerable<string> Rights(string what) =>
        from Match right in Right().Matches(what)
        let columns = right.Groups["columns"]
        from text in columns.Success ? columns.Value.Split(',', StringSplitOptions.TrimEntries).Select(column => $"{right.Groups["verb"].Value} ({column})") : [right.Groups["verb"].Value]
        select text;

    // What a migration drops and makes anew is there after it.
    private static IEnumerable<string> DroppedForGood(string text) =>
        from Match dropped in Dropped().Matches(text)
        let name = dropped.Groups["name"].Value
        where !((Regex[])[Function(), Trigger()]).Any(created => created.Matches(text).Any(match => match.Groups["name"].Value == name && match.Index > dropped.Index))
        select name;

    [GeneratedRegex("--.*$", RegexOptions.Multiline)]
    private static partial Regex Comment();

    [GeneratedRegex(@"^(?<whole>(?<sort>constraint|index) (?<name>\w+)\b.*?)\r?$", RegexOptions.Multiline)]
    private static partial Regex Definition();

    // At the beginning of a line, so in no comment. The text is kept as it is, comments and all, for so does PostgreSQL.
    [GeneratedRegex(@"^create (?:or replace )?function (?<name>\w+)(?<head>.*?) as \$\$(?<text>.*?)\$\$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Function();

    [GeneratedRegex(@"\bcreate trigger (?<name>\w+)\s+(?<when>before|after) (?<events>[\w ]+?) on (?<table>\w+)\s+for each (?<level>row|statement) execute function (?<function>\w+)\(\)")]
    private static partial Regex Trigger();

    [GeneratedRegex(@"\bgrant (?<what>(?:select|insert|update|delete|truncate)[^;]*?) on (?<table>\w+) to " + LogConnection.ServiceRole)]
    private static partial Regex Grant();

    [GeneratedRegex(@"\b(?<verb>select|insert|update|delete|truncate)\b(?: ?\((?<columns>[^()]*)\))?")]
    private static partial Regex Right();

    [GeneratedRegex(@"\bdrop (?:trigger|function) (?:if exists )?(?<name>\w+)")]
    private static partial Regex Dropped();
}

/// <summary>A trigger as shipped, in the terms of pg_trigger.</summary>
/// <param name="Table">Its table.</param>
/// <param name="Type">Bits of tgtype: 1 row, 2 before, 4 insert, 8 delete, 16 update, 32 truncate.</param>
/// <param name="Enabled">A: always; O: unless session_replication_role says otherwise.</param>
/// <param name="Function">What it calls.</param>
internal sealed record ShippedTrigger(string Table, int Type, string Enabled, string Function)
{
    public static ShippedTrigger Of(Match created, string text)
    {
        var type = (created.Groups["level"].Value == "row" ? 1 : 0) + (created.Groups["when"].Value == "before" ? 2 : 0);
        foreach (var (word, bit) in ((string, int)[])[("insert", 4), ("delete", 8), ("update", 16), ("truncate", 32)])
        {
            type += created.Groups["events"].Value.Split(' ').Contains(word) ? bit : 0;
        }

        var isAlways = text.Contains($"enable always trigger {created.Groups["name"].Value};", StringComparison.Ordinal);
        return new ShippedTrigger(created.Groups["table"].Value, type, isAlways ? "A" : "O", created.Groups["function"].Value);
    }
}

/// <summary>A function as shipped, in the terms of pg_proc.</summary>
/// <param name="Text">Its body, with line ends as on Unix: a checkout on Windows is the same text.</param>
/// <param name="Language">plpgsql, sql.</param>
/// <param name="Volatility">v: volatile; s: stable; i: immutable.</param>
/// <param name="IsOfOwner">Whether it runs with the rights of its owner.</param>
/// <param name="Settings">In force while it runs, as <c>enable_seqscan=off</c>.</param>
internal sealed partial record ShippedFunction(string Text, string Language, string Volatility, bool IsOfOwner, string Settings)
{
    public static ShippedFunction Of(Match created)
    {
        var head = created.Groups["head"].Value;
        return new ShippedFunction(
            Unix(created.Groups["text"].Value),
            InLanguage().Match(head).Groups[1].Value,
            StableOrImmutable().Match(head) is { Success: true } word ? word.Value[..1] : "v",
            head.Contains(" security definer", StringComparison.Ordinal),
            string.Join(' ', Setting().Matches(head).Select(setting => $"{setting.Groups[1].Value}={setting.Groups[2].Value}")));
    }

    public static string Unix(string text) => text.Replace("\r\n", "\n", StringComparison.Ordinal);

    [GeneratedRegex(@"\blanguage (\w+)")]
    private static partial Regex InLanguage();

    [GeneratedRegex(@"(?<=\blanguage \w+[^(]*)\b(?:stable|immutable)\b")]
    private static partial Regex StableOrImmutable();

    [GeneratedRegex(@"\bset (\w+) (?:=|to) (\w+)")]
    private static partial Regex Setting();
}
