using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace IncidentTimeline.Cli.Importing;

/// <summary>A text with columns in braces: <c>Alerts in {region}</c>, <c>air-raid-{region|oblasts|lower}</c>. A pipe leads through a table or one of a few fixed steps.</summary>
internal sealed class Template
{
    private static readonly Dictionary<string, Func<string, string?>> FixedSteps = new(StringComparer.Ordinal)
    {
        ["lower"] = text => text.ToLowerInvariant(),
        ["upper"] = text => text.ToUpperInvariant(),
        ["trim"] = text => text.Trim(),
        ["slug"] = Slug,
        ["first-word"] = text => text.Split(' ', 2)[0],
        ["rest"] = text => text.Split(' ', 2) is [_, var rest] ? rest : null,
        ["number"] = text => decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out _) ? text : null,
    };

    private readonly List<(string? Literal, Reference? Reference)> _parts = [];

    private Template(string text) => Source = text;

    public string Source { get; }

    /// <summary>The one column that the whole text is, or null.</summary>
    public Reference? Alone => _parts is [(null, { } only)] ? only : null;

    /// <summary>Whether a table or step may not be called so.</summary>
    public static bool IsStep(string name) => FixedSteps.ContainsKey(name);

    /// <exception cref="MappingException">It is no template, or names what is not there.</exception>
    public static Template Compile(string text, Names names)
    {
        var template = new Template(text);
        var literal = new StringBuilder();
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] is '{' or '}' && at + 1 < text.Length && text[at + 1] == text[at])
            {
                literal.Append(text[at++]);
            }
            else if (text[at] == '{' && text.IndexOf('}', at) is > 0 and var end)
            {
                template.AddLiteral(literal);
                template._parts.Add((null, Compile(text[(at + 1)..end].Split('|'), names, text)));
                at = end;
            }
            else if (text[at] is '{' or '}')
            {
                throw new MappingException($"In \"{text}\" a brace is left alone; one that is meant is written twice.");
            }
            else
            {
                literal.Append(text[at]);
            }
        }

        template.AddLiteral(literal);
        return template;
    }

    /// <summary>The text for a row; a column that is missing leaves nothing behind.</summary>
    public string Text(Row row)
    {
        if (_parts is [({ } only, _)])
        {
            return only;
        }

        var text = new StringBuilder();
        foreach (var (literal, reference) in _parts)
        {
            text.Append(literal ?? reference!.Text(row)); // One of the two is there.
        }

        return text.ToString();
    }

    /// <summary>Whether it says anything for a row: a lone column may be missing.</summary>
    public bool IsPresent(Row row) => Alone is not { } column || row.Find(column.Column) is not null;

    /// <summary>As a JSON value: a lone column keeps its type.</summary>
    public void Write(Row row, Utf8JsonWriter json)
    {
        if (Alone is not { } only)
        {
            json.WriteStringValue(Text(row));
        }
        else if (only.Steps.Count == 0 && row.Find(only.Column) is { } value)
        {
            value.WriteTo(json);
        }
        else if (only.IsNumber && only.Text(row) is { Length: > 0 } number)
        {
            json.WriteRawValue(number);
        }
        else
        {
            json.WriteStringValue(only.Text(row) ?? "");
        }
    }

    private static Reference Compile(string[] steps, Names names, string text)
    {
        var column = names.Column(steps[0], text);
        return new Reference(column, [.. steps[1..].Select(step =>
            FixedSteps.TryGetValue(step, out var known) ? (step, known)
            : names.Tables.TryGetValue(step, out var table) ? (step, found => table.GetValueOrDefault(found))
            : throw new MappingException($"In \"{text}\" there is no table or step {step}."))]);
    }

    // Small letters of ASCII, digits and hyphens; a long one is cut and told apart by its SHA-256.
    private static string? Slug(string text)
    {
        const int LengthMax = 60;
        var slug = string.Join('-', new string([.. text.ToLowerInvariant().Select(one => char.IsAsciiLetterOrDigit(one) ? one : ' ')]).Split(' ', StringSplitOptions.RemoveEmptyEntries));
        return slug.Length <= LengthMax ? slug.Length > 0 ? slug : null : $"{slug[..LengthMax].TrimEnd('-')}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..8]}";
    }

    private void AddLiteral(StringBuilder literal)
    {
        if (literal.Length > 0 || _parts.Count == 0)
        {
            _parts.Add((literal.ToString(), null));
            literal.Clear();
        }

        if (_parts is [("", null), ..])
        {
            _parts.RemoveAt(0);
        }
    }

    /// <summary>A column, led through tables and steps.</summary>
    internal sealed class Reference(Column column, IReadOnlyList<(string Name, Func<string, string?> Apply)> steps)
    {
        public Column Column => column;

        public IReadOnlyList<(string Name, Func<string, string?> Apply)> Steps => steps;

        public bool IsNumber => steps is [.., ("number", _)];

        public string? Text(Row row)
        {
            if (row.Text(column) is not { } text)
            {
                return null;
            }

            foreach (var (name, apply) in steps)
            {
                if (apply(text) is not { } next)
                {
                    row.Refuse($"Column {column.Name}: \"{Shorten(text)}\" is not in {(IsStep(name) ? $"a form that {name} takes" : $"the table {name}")}.");
                    return null;
                }

                text = next;
            }

            return text;
        }

        private static string Shorten(string text) => text.Length <= 100 ? text : text[..100] + "…";
    }
}

/// <summary>The columns and tables that a mapping declares: a name that is none of them is a mistake of its author, not of a row.</summary>
internal sealed class Names(IReadOnlyDictionary<string, ColumnRule> columns, IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> tables, FeedTime times)
{
    public FeedTime Times => times;

    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Tables => tables;

    public Column Column(string name, string where)
    {
        for (var path = name; ; path = path[..path.LastIndexOf('.')])
        {
            if (columns.ContainsKey(path))
            {
                return new Column(name);
            }

            if (!path.Contains('.', StringComparison.Ordinal))
            {
                throw new MappingException($"In \"{where}\" there is no column {name}; name it under columns.");
            }
        }
    }
}
