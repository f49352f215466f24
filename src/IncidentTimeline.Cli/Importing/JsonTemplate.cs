using System.Text.Json;

namespace IncidentTimeline.Cli.Importing;

/// <summary>JSON whose texts are templates. A member that is a lone column is left out where that is missing; an object with a <c>$when</c>, where that does not hold.</summary>
internal abstract class JsonTemplate
{
    private const string WhenMember = "$when";

    private JsonTemplate()
    {
    }

    /// <exception cref="MappingException">A template of it is none.</exception>
    public static JsonTemplate Compile(JsonElement json, Names names) => json.ValueKind switch
    {
        JsonValueKind.String => new Words(Template.Compile(json.GetString()!, names)), // It is a string.
        JsonValueKind.Array => new Items([.. json.EnumerateArray().Select(item => Compile(item, names))]),
        JsonValueKind.Object => new Members(
            json.TryGetProperty(WhenMember, out var when) ? Condition.Compile(when, names) : null,
            [.. json.EnumerateObject().Where(member => member.Name != WhenMember).Select(member => (JsonEncodedText.Encode(member.Name), Compile(member.Value, names)))]),
        _ => new Constant(json.Clone()),
    };

    /// <summary>Whether it says anything for a row.</summary>
    public abstract bool IsPresent(Row row);

    public abstract void Write(Row row, Utf8JsonWriter json);

    private sealed class Words(Template template) : JsonTemplate
    {
        public override bool IsPresent(Row row) => template.IsPresent(row);

        public override void Write(Row row, Utf8JsonWriter json) => template.Write(row, json);
    }

    private sealed class Constant(JsonElement value) : JsonTemplate
    {
        public override bool IsPresent(Row row) => true;

        public override void Write(Row row, Utf8JsonWriter json) => value.WriteTo(json);
    }

    private sealed class Items(IReadOnlyList<JsonTemplate> items) : JsonTemplate
    {
        public override bool IsPresent(Row row) => true;

        public override void Write(Row row, Utf8JsonWriter json)
        {
            json.WriteStartArray();
            foreach (var item in items)
            {
                if (item.IsPresent(row))
                {
                    item.Write(row, json);
                }
            }

            json.WriteEndArray();
        }
    }

    private sealed class Members(Condition? when, IReadOnlyList<(JsonEncodedText Name, JsonTemplate Value)> members) : JsonTemplate
    {
        public override bool IsPresent(Row row) => when?.Holds(row) != false;

        public override void Write(Row row, Utf8JsonWriter json)
        {
            json.WriteStartObject();
            foreach (var (name, value) in members)
            {
                if (value.IsPresent(row))
                {
                    json.WritePropertyName(name);
                    value.Write(row, json);
                }
            }

            json.WriteEndObject();
        }
    }
}
