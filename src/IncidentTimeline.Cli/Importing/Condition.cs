using System.Text.Json;

namespace IncidentTimeline.Cli.Importing;

/// <summary>
/// What must hold of a row: <c>{"op": "revise", "value.naive": [false, null]}</c>. All columns of an object must fit; of a list of objects, one. A column
/// fits a scalar that it equals, null where it is missing, a list that has it, or a test: <c>{"not": …}</c>, <c>{"startsWith": …}</c>,
/// <c>{"type": "number"}</c>, <c>{"present": true}</c> (also as null), <c>{"before": column}</c> for times.
/// </summary>
internal sealed class Condition
{
    private readonly IReadOnlyList<IReadOnlyList<Func<Row, bool>>> _cases;

    private Condition(IReadOnlyList<IReadOnlyList<Func<Row, bool>>> cases) => _cases = cases;

    /// <exception cref="MappingException">It is no condition.</exception>
    public static Condition Compile(JsonElement when, Names names)
    {
        var cases = when.ValueKind == JsonValueKind.Array ? when.EnumerateArray().ToList() : [when];
        return new Condition([.. cases.Select(one => one.ValueKind == JsonValueKind.Object
            ? (IReadOnlyList<Func<Row, bool>>)[.. one.EnumerateObject().Select(test => Compile(names.Column(test.Name, when.GetRawText()), test.Value, names))]
            : throw new MappingException($"A condition is an object, or a list of them: {when.GetRawText()}"))]);
    }

    public bool Holds(Row row) => _cases.Any(all => all.All(test => test(row)));

    private static Func<Row, bool> Compile(Column column, JsonElement test, Names names)
    {
        if (test.ValueKind != JsonValueKind.Object)
        {
            var values = ValuesOf(test);
            return row => Fits(row.Find(column), values);
        }

        if (test.EnumerateObject().ToList() is not [var only])
        {
            throw new MappingException($"A test is one of not, startsWith, type, present, before: {test.GetRawText()}");
        }

        return (only.Name, only.Value.ValueKind) switch
        {
            ("not", _) when ValuesOf(only.Value) is var values => row => !Fits(row.Find(column), values),
            ("startsWith", JsonValueKind.String or JsonValueKind.Array) when ValuesOf(only.Value) is var starts =>
                row => row.Text(column) is { } text && starts.Any(start => text.StartsWith(start!, StringComparison.Ordinal)), // Of texts.
            ("type", JsonValueKind.String) when only.Value.GetString() is var type => row => TypeOf(row.Find(column)) == type,
            ("present", JsonValueKind.True or JsonValueKind.False) when only.Value.GetBoolean() is var expected => row => row.Has(column) == expected,
            ("before", JsonValueKind.String) when names.Column(only.Value.GetString()!, test.GetRawText()) is var later => // It is a string.
                row => row.Text(column) is { } first && row.Text(later) is { } second
                    && names.Times.TryRead(first, out var one, out _) && names.Times.TryRead(second, out var other, out _) && one < other,
            _ => throw new MappingException($"No such test: {test.GetRawText()}"),
        };
    }

    private static IReadOnlyList<string?> ValuesOf(JsonElement test) =>
        test.ValueKind == JsonValueKind.Array ? [.. test.EnumerateArray().Select(ValueOf)] : [ValueOf(test)];

    private static string? ValueOf(JsonElement scalar) => scalar.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.String => scalar.GetString(),
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => scalar.GetRawText(),
        _ => throw new MappingException($"A column is held against texts, numbers, true, false and null, not {scalar.GetRawText()}."),
    };

    private static bool Fits(JsonElement? value, IReadOnlyList<string?> values) => value is { ValueKind: JsonValueKind.Object or JsonValueKind.Array }
        ? false
        : values.Contains(value is null ? null : ValueOf(value.Value));

    private static string? TypeOf(JsonElement? value) => value?.ValueKind switch
    {
        JsonValueKind.String => "text",
        JsonValueKind.Number => "number",
        JsonValueKind.True or JsonValueKind.False => "boolean",
        JsonValueKind.Object => "object",
        JsonValueKind.Array => "list",
        _ => null,
    };
}
