using System.Text.Json;
using System.Text.Json.Serialization;

namespace IncidentTimeline;

/// <summary>Place of an event in the whole log: 1, 2, 3 … without a gap. 0 is before the first event.</summary>
/// <remarks>The only clock that orders replay (knowledge time). Written as a JSON number.</remarks>
[JsonConverter(typeof(PositionConverter))]
public readonly record struct Position(long Value) : IComparable<Position>
{
    public static readonly Position Start = new(0);

    public int CompareTo(Position other) => Value.CompareTo(other.Value);

    public static bool operator <(Position left, Position right) => left.Value < right.Value;
    public static bool operator >(Position left, Position right) => left.Value > right.Value;
    public static bool operator <=(Position left, Position right) => left.Value <= right.Value;
    public static bool operator >=(Position left, Position right) => left.Value >= right.Value;

    public override string ToString() => Value.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private sealed class PositionConverter : JsonConverter<Position>
    {
        public override Position Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(reader.GetInt64());

        public override void Write(Utf8JsonWriter writer, Position value, JsonSerializerOptions options) => writer.WriteNumberValue(value.Value);
    }
}
