using System.Text.RegularExpressions;

namespace IncidentTimeline.EventLog;

/// <summary>
/// What protects the tables, as the migrations make it: read from their own text, so that a new migration is checked without a
/// second list to keep. The text follows the house style (lower case, one thing a statement); a test holds what is read
/// here against a database that was migrated by it.
/// </summary>
internal sealed partial record ShippedSchema(
    IReadOnlySet<string> Constraints,
    IReadOnlySet<string> Indexes,
    IReadOnlyDictionary<string, ShippedTrigger> Triggers,
    IReadOnlyDictionary<string, IReadOnlySet<string>> Grants,
    IReadOnlySet<string> Functions,
    IReadOnlyList<string> Texts)
{
    public static ShippedSchema Of(IEnumerable<Migration> migrations)
    {
        string[] texts = [EmbeddedSql.Read("Migrations.create_migrations.sql"), .. migrations.Select(migration => migration.Sql)];
        var constraints = new HashSet<string>();
        var indexes = new HashSet<string>();
        var triggers = new Dictionary<string, ShippedTrigger>();
        var grants = new Dictionary<string, IReadOnlySet<string>>();
        var functions = new HashSet<string>();
        foreach (var text in texts.Select(text => Comment().Replace(text, "")))
        {
            constraints.UnionWith(Names(Constraint(), text));
            indexes.UnionWith(Names(Index(), text));
            functions.UnionWith(Names(Function(), text));
            foreach (Match match in Trigger().Matches(text))
            {
                triggers[match.Groups["name"].Value] = ShippedTrigger.Of(match, text);
            }

            foreach (Match match in Grant().Matches(text))
            {
                var table = match.Groups["table"].Value;
                grants[table] = new HashSet<string>([.. grants.GetValueOrDefault(table) ?? new HashSet<string>(), .. Words().Matches(match.Groups["what"].Value).Select(word => word.Groups[1].Value)]);
            }

            foreach (var name in DroppedForGood(text))
            {
                constraints.Remove(name);
                indexes.Remove(name);
                triggers.Remove(name);
                functions.Remove(name);
            }
        }

        return new ShippedSchema(constraints, indexes, triggers, grants, functions, texts);
    }

    private static IEnumerable<string> Names(Regex pattern, string text) => pattern.Matches(text).Select(match => match.Groups["name"].Value);

    // What a migration drops and makes anew is there after it.
    private static IEnumerable<string> DroppedForGood(string text) =>
        from Match dropped in Dropped().Matches(text)
        let name = dropped.Groups["name"].Value
        where !((Regex[])[Constraint(), Index(), Function(), Trigger()]).Any(created => created.Matches(text).Any(match => match.Groups["name"].Value == name && match.Index > dropped.Index))
        select name;

    [GeneratedRegex("--.*$", RegexOptions.Multiline)]
    private static partial Regex Comment();

    [GeneratedRegex(@"\bconstraint (?<name>\w+) (?:primary key|unique|check|foreign key|references|exclude)")]
    private static partial Regex Constraint();

    // A primary key or a unique constraint is an index of the same name.
    [GeneratedRegex(@"\bcreate (?:unique )?index (?<name>\w+)|\bconstraint (?<name>\w+) (?:primary key|unique)")]
    private static partial Regex Index();

    [GeneratedRegex(@"\bcreate (?:or replace )?function (?<name>\w+)")]
    private static partial Regex Function();

    [GeneratedRegex(@"\bcreate trigger (?<name>\w+)\s+(?<when>before|after) (?<events>[\w ]+?) on (?<table>\w+)\s+for each (?<level>row|statement) execute function (?<function>\w+)\(\)")]
    private static partial Regex Trigger();

    [GeneratedRegex(@"\bgrant (?<what>(?:select|insert|update|delete|truncate)[^;]*?) on (?<table>\w+) to " + LogConnection.ServiceRole)]
    private static partial Regex Grant();

    // Without the columns that a right may be limited to.
    [GeneratedRegex(@"\b(select|insert|update|delete|truncate)\b(?![^()]*\))")]
    private static partial Regex Words();

    [GeneratedRegex(@"\bdrop (?:constraint|index|trigger|function) (?:if exists )?(?<name>\w+)")]
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
