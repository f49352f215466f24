using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace IncidentTimeline.Catalog;

/// <summary>
/// Says, with exact pointers, everywhere that a JSON text departs from the shape of a type, where the serialiser tells only the
/// first departure and in words of its own. Reads as <see cref="Wire"/> reads; used once that has failed.
/// </summary>
public sealed class JsonShape
{
    private const string HalfPair = "A text holds no half of a surrogate pair.";

    private readonly ReadOnlyMemory<byte> _json;
    private readonly List<ShapeProblem> _problems = [];

    private JsonShape(ReadOnlyMemory<byte> json) => _json = json;

    private bool IsFull => _problems.Count >= Shape.ProblemsMax;

    /// <summary>What departs from the shape and, beside it, what breaks a limit; at most about <see cref="Shape.ProblemsMax"/>.</summary>
    /// <param name="json">A text in which <see cref="JsonFault"/> found nothing.</param>
    /// <param name="type">What it should be.</param>
    public static IReadOnlyList<ShapeProblem> Check(ReadOnlyMemory<byte> json, Type type)
    {
        var shape = new JsonShape(json);
        var reader = new Utf8JsonReader(json.Span, new JsonReaderOptions { MaxDepth = Wire.NestingMax });
        reader.Read();
        if (reader.TokenType == JsonTokenType.Null)
        {
            shape.Report("", $"null is no value here. {Expected(type)}");
        }
        else
        {
            shape.IsSound(ref reader, type, "");
        }

        return shape._problems;
    }

    // The reader stands on the first token of the value, and on its last one afterwards. Once the list is full, nobody looks further.
    private bool IsSound(ref Utf8JsonReader reader, Type type, string pointer) =>
        Wire.Options.GetTypeInfo(type) switch
        {
            { Kind: JsonTypeInfoKind.Object } info => IsSoundObject(ref reader, info, pointer),
            { Kind: JsonTypeInfoKind.Enumerable, ElementType: { } item } => IsSoundList(ref reader, item, pointer),
            _ => IsSoundScalar(ref reader, type, pointer),
        };

    private bool IsSoundList(ref Utf8JsonReader reader, Type item, string pointer)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            return Reject(ref reader, pointer, "Expected an array.");
        }

        var isSound = true;
        var sound = new List<(int Index, Range Bytes)>();
        for (var index = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; index++)
        {
            var start = (int)reader.TokenStartIndex;
            if (reader.TokenType == JsonTokenType.Null ? Report($"{pointer}/{index}", "null is no value here.") : IsSound(ref reader, item, $"{pointer}/{index}"))
            {
                sound.Add((index, start..(int)reader.BytesConsumed));
            }
            else
            {
                isSound = false;
            }

            if (IsFull)
            {
                return false;
            }
        }

        foreach (var (index, bytes) in isSound ? [] : sound)
        {
            Shape.CheckItem(Read(bytes, item), $"{pointer}/{index}", _problems);
        }

        return isSound;
    }

    private bool IsSoundObject(ref Utf8JsonReader reader, JsonTypeInfo info, string pointer)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return Reject(ref reader, pointer, "Expected an object.");
        }

        var discriminator = info.PolymorphismOptions?.TypeDiscriminatorPropertyName;
        if (discriminator is not null)
        {
            if (Named(reader, info.PolymorphismOptions!, discriminator, pointer) is not { } named) // It has a discriminator.
            {
                reader.Skip();
                return false;
            }

            info = Wire.Options.GetTypeInfo(named);
        }

        var members = new Members(info, discriminator);
        var isSound = true;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            isSound &= IsSoundMember(ref reader, members, pointer);
            if (IsFull)
            {
                return false;
            }
        }

        foreach (var missing in members.Missing())
        {
            isSound = Report($"{pointer}/{Shape.Escape(missing.Name)}", $"Missing. {Expected(missing.PropertyType)}");
        }

        foreach (var (property, bytes) in isSound ? [] : members.Sound)
        {
            Shape.CheckMember(property, Read(bytes, property.PropertyType), $"{pointer}/{Shape.Escape(property.Name)}", _problems);
        }

        return isSound;
    }

    private bool IsSoundMember(ref Utf8JsonReader reader, Members members, string pointer)
    {
        if (!reader.TryGetText(out var name))
        {
            reader.Read();
            return Reject(ref reader, pointer, $"The name of a member is a text. {HalfPair}");
        }

        var at = name.Length <= JsonFault.NameLengthMax ? $"{pointer}/{Shape.Escape(name)}" : pointer;
        reader.Read();
        if (!members.Take(name, out var property))
        {
            return Reject(ref reader, at, "This member is given twice.");
        }

        if (name == members.Discriminator)
        {
            return true;
        }

        if (property is null)
        {
            return Reject(ref reader, at, $"No such member here; there {(members.Names is [] ? "are none." : $"are {string.Join(", ", members.Names)}.")}");
        }

        var start = (int)reader.TokenStartIndex;
        if (reader.TokenType == JsonTokenType.Null)
        {
            return (property.AssociatedParameter?.IsNullable ?? property.IsSetNullable) || Report(at, $"null is no value here. {Expected(property.PropertyType)}");
        }

        if (!IsSound(ref reader, property.PropertyType, at))
        {
            return false;
        }

        members.Sound.Add((property, start..(int)reader.BytesConsumed));
        return true;
    }

    // Looks ahead on a copy of the reader: the member that names the type may stand anywhere in the object.
    private Type? Named(Utf8JsonReader ahead, JsonPolymorphismOptions options, string discriminator, string pointer)
    {
        var known = options.DerivedTypes;
        while (ahead.Read() && ahead.TokenType == JsonTokenType.PropertyName)
        {
            var isIt = ahead.TryGetText(out var name) && name == discriminator;
            ahead.Read();
            if (!isIt)
            {
                ahead.Skip();
                continue;
            }

            if (ahead.TokenType == JsonTokenType.String && ahead.TryGetText(out var type) && known.FirstOrDefault(one => type.Equals(one.TypeDiscriminator)) is { DerivedType: { } derived })
            {
                return derived;
            }

            Report($"{pointer}/{discriminator}", $"No such type. {OneOf(known)}");
            return null;
        }

        Report($"{pointer}/{discriminator}", $"Missing. {OneOf(known)}");
        return null;
    }

    private bool IsSoundScalar(ref Utf8JsonReader reader, Type type, string pointer)
    {
        if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
        {
            return Reject(ref reader, pointer, Expected(type));
        }

        if (reader.TokenType == JsonTokenType.String && !reader.TryGetText(out _))
        {
            return Report(pointer, HalfPair);
        }

        if (reader.TokenType == JsonTokenType.Number && type.IsAssignableTo(typeof(decimal?)) && !JsonFault.IsExact(reader.ValueSpan))
        {
            return Report(pointer, "A number is kept digit for digit: at most 28 digits, and below 7.9e28.");
        }

        try
        {
            var one = reader;
            JsonSerializer.Deserialize(ref one, type, Wire.Options);
            return true;
        }
        catch (JsonException e)
        {
            return Report(pointer, Expected(type, e));
        }
    }

    private object? Read(Range bytes, Type type) => JsonSerializer.Deserialize(_json.Span[bytes], type, Wire.Options);

    private bool Reject(ref Utf8JsonReader reader, string pointer, string detail)
    {
        reader.Skip();
        return Report(pointer, detail);
    }

    private bool Report(string pointer, string detail)
    {
        _problems.Add(new ShapeProblem(pointer, detail));
        return false;
    }

    private static string OneOf(IEnumerable<JsonDerivedType> types) => $"Expected one of {string.Join(", ", types.Select(type => type.TypeDiscriminator))}.";

    // Our own converters say what would be right; the serialiser's words name .NET types, which are no reader's business.
    private static string Expected(Type type, JsonException? own = null)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        return Wire.Options.GetTypeInfo(type) switch
        {
            { Kind: JsonTypeInfoKind.Object } => "Expected an object.",
            { Kind: JsonTypeInfoKind.Enumerable } => "Expected an array.",
            _ when type.IsEnum => $"Expected one of {string.Join(", ", Wire.CodesOf(type))}.",
            _ when type == typeof(string) => "Expected a text.",
            _ when type == typeof(bool) => "Expected true or false.",
            _ when type == typeof(decimal) => "Expected a number.",
            _ when type == typeof(int) => $"Expected an integer from {int.MinValue} to {int.MaxValue}, without fraction or exponent.",
            _ when type == typeof(long) => $"Expected an integer from {long.MinValue} to {long.MaxValue}, without fraction or exponent.",
            _ when type == typeof(Guid) => "Expected a UUID in its hyphenated form.",
            _ when type == typeof(byte[]) => "Expected bytes in Base64 (RFC 4648, 4), padded and without line breaks.",
            _ when type == typeof(DateTimeOffset) => own?.Message ?? Wire.InstantExpected,
            _ when Schemas.PatternOf(type) is { } pattern => own?.Message ?? $"Expected a text matching {pattern}.",
            _ => "This is no value for this member.",
        };
    }

    /// <summary>The members of one object: which there may be, and which were met.</summary>
    private sealed class Members(JsonTypeInfo info, string? discriminator)
    {
        private readonly HashSet<string> _met = [];

        public string? Discriminator => discriminator;

        public List<(JsonPropertyInfo Property, Range Bytes)> Sound { get; } = [];

        public IReadOnlyList<string> Names => [.. discriminator is null ? [] : (string[])[discriminator], .. Readable().Select(property => property.Name)];

        /// <summary>False where the name was met before.</summary>
        public bool Take(string name, out JsonPropertyInfo? property)
        {
            property = Readable().FirstOrDefault(one => one.Name == name);
            return _met.Add(name);
        }

        public IEnumerable<JsonPropertyInfo> Missing() => info.Properties.Where(property => property.IsRequired && !_met.Contains(property.Name));

        private IEnumerable<JsonPropertyInfo> Readable() => info.Properties.Where(property => property.Set is not null || property.AssociatedParameter is not null);
    }
}
