using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Linq.Expressions;
using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace IncidentTimeline.Catalog;

/// <summary>
/// Reads JSON as it is written here: members in their order, each once, none unknown and none null. That is what the log holds, and every
/// reader of it pays for each event; the serialiser, which takes members in any order, costs several times as much. Whatever
/// else stands there is left to the serialiser, so that both take the same, give the same, and fail the same.
/// </summary>
/// <remarks>Found by reflection over what the serialiser knows of the types, once each: a new fact type needs no line here.</remarks>
public static class WrittenJson
{
    private static readonly JsonReaderOptions Strict = new() { MaxDepth = Wire.NestingMax, CommentHandling = JsonCommentHandling.Disallow };

    // The types that are read, as many as the program has.
    private static readonly ConcurrentDictionary<Type, TryReadValue> Readers = new();

    /// <summary>Reads the value at which the reader stands, up to its last token; false where it is not as it would have been written.</summary>
    private delegate bool TryReadValue(ref Utf8JsonReader reader, out object? value);

    /// <summary>As <see cref="JsonSerializer"/> with <see cref="Wire.Options"/>.</summary>
    /// <exception cref="JsonException">It is no such value.</exception>
    public static T? Read<T>(ReadOnlySpan<byte> json) where T : class =>
        TryRead<T>(json) ?? JsonSerializer.Deserialize<T>(json, Wire.Options);

    /// <summary>Null where it is not as it would have been written.</summary>
    internal static T? TryRead<T>(ReadOnlySpan<byte> json) where T : class
    {
        var reader = new Utf8JsonReader(json, Strict);
        try
        {
            return reader.Read() && ReaderOf(typeof(T))(ref reader, out var value) && !reader.Read() ? (T?)value : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // No JSON, or half a surrogate pair: the serialiser says where.
            return null;
        }
    }

    private static TryReadValue ReaderOf(Type type) => Readers.GetOrAdd(type, Create);

    private static TryReadValue Create(Type type) => Nullable.GetUnderlyingType(type) is { } inner ? ReaderOf(inner)
        : type == typeof(string) ? ReadText
        : type == typeof(bool) ? ReadTruth
        : type == typeof(int) ? ReadInteger
        : type == typeof(decimal) ? ReadNumber
        : type == typeof(DateTimeOffset) ? ReadInstant
        : type.IsEnum ? CodesOf(type)
        : type.GetInterfaces().Any(one => one.IsGenericType && one.GetGenericTypeDefinition() == typeof(ITextValue<>)) ? Generic(nameof(ReadTextValue), type)
        : type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>) ? Generic(nameof(ReadList), type.GetGenericArguments()[0])
        : CreateForObject(type);

    private static TryReadValue CreateForObject(Type type)
    {
        var info = Wire.Options.GetTypeInfo(type);
        if (info.PolymorphismOptions is { TypeDiscriminatorPropertyName: { } name } named)
        {
            return Named(name, named.DerivedTypes);
        }

        return RecordReader.Of(info) is not { } record ? (ref reader, out value) => LeaveToTheSerialiser(ref reader, type, out value)
            : (ref reader, out value) =>
            {
                value = null;
                return reader.TokenType == JsonTokenType.StartObject && record.TryReadMembers(ref reader, out value);
            };
    }

    // One of several types, told by its first member.
    private static TryReadValue Named(string discriminator, IEnumerable<JsonDerivedType> types)
    {
        var name = Encoding.UTF8.GetBytes(discriminator);
        var records = types
            .Select(type => (Name: (string)type.TypeDiscriminator!, Record: RecordReader.Of(Wire.Options.GetTypeInfo(type.DerivedType)))) // NameTheTypes names each.
            .Where(type => type.Record is not null)
            .ToFrozenDictionary(type => type.Name, type => type.Record!, StringComparer.Ordinal); // Filtered in the line above.
        return (ref reader, out value) =>
        {
            value = null;
            return reader.TokenType == JsonTokenType.StartObject
                && reader.Read() && reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals(name)
                && reader.Read() && reader.TokenType == JsonTokenType.String && records.TryGetValue(reader.GetString()!, out var record) // A string is no null.
                && record.TryReadMembers(ref reader, out value);
        };
    }

    private static bool LeaveToTheSerialiser(ref Utf8JsonReader reader, Type type, out object? value)
    {
        value = reader.TokenType == JsonTokenType.Null ? null : JsonSerializer.Deserialize(ref reader, type, Wire.Options);
        return value is not null;
    }

    private static bool ReadText(ref Utf8JsonReader reader, out object? value)
    {
        value = reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
        return value is not null;
    }

    private static bool ReadTruth(ref Utf8JsonReader reader, out object? value)
    {
        value = reader.TokenType == JsonTokenType.True;
        return reader.TokenType is JsonTokenType.True or JsonTokenType.False;
    }

    private static bool ReadInteger(ref Utf8JsonReader reader, out object? value)
    {
        value = reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var number) ? number : null;
        return value is not null;
    }

    private static bool ReadNumber(ref Utf8JsonReader reader, out object? value)
    {
        value = reader.TokenType == JsonTokenType.Number && reader.TryGetDecimal(out var number) ? number : null;
        return value is not null;
    }

    private static bool ReadInstant(ref Utf8JsonReader reader, out object? value)
    {
        value = Wire.TryReadInstant(ref reader, out var instant) ? instant : null;
        return value is not null || LeaveToTheSerialiser(ref reader, typeof(DateTimeOffset), out value);
    }

    private static TryReadValue CodesOf(Type type)
    {
        var codes = Wire.CodesOf(type).Select(Encoding.UTF8.GetBytes).ToArray();
        var values = Enum.GetNames(type).Select(name => Enum.Parse(type, name)).ToArray();
        return (ref reader, out value) =>
        {
            value = null;
            for (var index = 0; index < codes.Length && value is null && reader.TokenType == JsonTokenType.String; index++)
            {
                value = reader.ValueTextEquals(codes[index]) ? values[index] : null;
            }

            return value is not null;
        };
    }

    private static bool ReadTextValue<T>(ref Utf8JsonReader reader, out object? value) where T : struct, ITextValue<T>
    {
        value = reader.TokenType == JsonTokenType.String && T.TryParse(reader.GetString()!, out var parsed, out _) ? parsed : null; // A string is no null.
        return value is not null;
    }

    private static bool ReadList<T>(ref Utf8JsonReader reader, out object? value)
    {
        value = null;
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            return false;
        }

        var read = ReaderOf(typeof(T));
        var items = new List<T>(1);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (!read(ref reader, out var item))
            {
                return false;
            }

            items.Add((T)item!); // What was read is there.
        }

        value = items;
        return true;
    }

    private static TryReadValue Generic(string method, Type type) =>
        typeof(WrittenJson).GetMethod(method, BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(type).CreateDelegate<TryReadValue>(); // It stands above.

    /// <summary>A record whose members are the parameters of its constructor.</summary>
    private sealed class RecordReader
    {
        private readonly Member[] _members;
        private readonly object?[] _defaults;
        private readonly Func<object?[], object> _create;

        private RecordReader(Member[] members, object?[] defaults, Func<object?[], object> create)
        {
            _members = members;
            _defaults = defaults;
            _create = create;
        }

        /// <summary>Null for a type of another making.</summary>
        public static RecordReader? Of(JsonTypeInfo info)
        {
            var parameters = info.Properties.Select(property => property.AssociatedParameter).OfType<JsonParameterInfo>().ToArray();
            return info.Kind == JsonTypeInfoKind.Object && parameters.Length == info.Properties.Count
                && ConstructorOf(info.Type, parameters) is { } constructor && constructor.GetParameters().Length == parameters.Length
                ? new RecordReader([.. info.Properties.Select(property => new Member(property))], Array.ConvertAll(parameters, DefaultOf), Compile(constructor, parameters))
                : null;
        }

        /// <summary>From behind the opening brace, or behind the member that names the type, up to the closing one.</summary>
        public bool TryReadMembers(ref Utf8JsonReader reader, out object? value)
        {
            value = null;
            var values = (object?[])_defaults.Clone();
            var next = 0;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                while (next < _members.Length && !reader.ValueTextEquals(_members[next].Name))
                {
                    if (_members[next++].IsRequired)
                    {
                        return false;
                    }
                }

                if (next == _members.Length || !reader.Read() || !_members[next].Read(ref reader, out values[next]))
                {
                    return false;
                }

                next++;
            }

            for (; next < _members.Length; next++)
            {
                if (_members[next].IsRequired)
                {
                    return false;
                }
            }

            value = _create(values);
            return true;
        }

        private static ConstructorInfo? ConstructorOf(Type type, JsonParameterInfo[] parameters) =>
            parameters is [{ AttributeProvider: ParameterInfo { Member: ConstructorInfo constructor } }, ..] ? constructor : type.GetConstructor([]);

        private static object? DefaultOf(JsonParameterInfo parameter) =>
            parameter.HasDefaultValue ? parameter.DefaultValue
            : parameter.ParameterType.IsValueType && Nullable.GetUnderlyingType(parameter.ParameterType) is null ? Activator.CreateInstance(parameter.ParameterType)
            : null;

        private static Func<object?[], object> Compile(ConstructorInfo constructor, JsonParameterInfo[] parameters)
        {
            var values = Expression.Parameter(typeof(object?[]));
            var arguments = parameters.Index().OrderBy(one => one.Item.Position)
                .Select(one => Expression.Convert(Expression.ArrayIndex(values, Expression.Constant(one.Index)), one.Item.ParameterType));
            return Expression.Lambda<Func<object?[], object>>(Expression.Convert(Expression.New(constructor, arguments), typeof(object)), values).Compile();
        }
    }

    private sealed class Member(JsonPropertyInfo property)
    {
        private TryReadValue? _read;

        public byte[] Name { get; } = Encoding.UTF8.GetBytes(property.Name);

        public bool IsRequired { get; } = property.IsRequired;

        // Asked for when first needed: a claim may hold a claim.
        public TryReadValue Read => _read ??= ReaderOf(property.PropertyType);
    }
}
