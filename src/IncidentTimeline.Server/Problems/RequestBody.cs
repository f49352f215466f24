using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using System.Text.RegularExpressions;
using IncidentTimeline.Catalog;
using Microsoft.AspNetCore.Http.HttpResults;

namespace IncidentTimeline.Server.Problems;

/// <summary>Reads a JSON body strictly: either the value, or the problem document that says which member is wrong.</summary>
internal static partial class RequestBody
{
    public static Task<(T? Value, ProblemHttpResult? Problem)> ReadAsync<T>(HttpRequest request, CancellationToken cancellationToken) where T : class =>
        GuardAsync(request, () => JsonSerializer.DeserializeAsync<T>(request.Body, Wire.Options, cancellationToken));

    /// <summary>One value, or an array of them.</summary>
    public static async Task<(IReadOnlyList<T>? Values, ProblemHttpResult? Problem)> ReadOneOrManyAsync<T>(HttpRequest request, CancellationToken cancellationToken) where T : class
    {
        var (body, problem) = await GuardAsync<object>(request, async () =>
            await FirstByteAsync(request.BodyReader, cancellationToken) == '['
                ? await JsonSerializer.DeserializeAsync<IReadOnlyList<T>>(request.BodyReader.AsStream(), Wire.Options, cancellationToken)
                : await JsonSerializer.DeserializeAsync<T>(request.BodyReader.AsStream(), Wire.Options, cancellationToken));
        return (body is T one ? [one] : (IReadOnlyList<T>?)body, problem);
    }

    // Looks without taking: what reads the body afterwards begins at its start.
    private static async Task<byte?> FirstByteAsync(PipeReader body, CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await body.ReadAsync(cancellationToken);
            var first = FirstByte(read.Buffer);
            if (first is not null || read.IsCompleted)
            {
                body.AdvanceTo(read.Buffer.Start);
                return first;
            }

            body.AdvanceTo(read.Buffer.End);
        }
    }

    private static byte? FirstByte(in ReadOnlySequence<byte> buffer)
    {
        foreach (var segment in buffer)
        {
            foreach (var one in segment.Span)
            {
                if (one is not ((byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n'))
                {
                    return one;
                }
            }
        }

        return null;
    }

    private static async Task<(T? Value, ProblemHttpResult? Problem)> GuardAsync<T>(HttpRequest request, Func<ValueTask<T?>> read) where T : class
    {
        if (!request.HasJsonContentType())
        {
            return (null, Problem.Unsupported("Send application/json."));
        }

        try
        {
            return await read() is { } value ? Check(value) : (null, Problem.Malformed("", "null is no value here."));
        }
        catch (JsonException e)
        {
            return (null, Problem.Malformed(ToPointer(e.Path), Explain(e)));
        }
        catch (NotSupportedException e)
        {
            // How the serialiser says that an object has no type member to tell it by; the path stands in the words only.
            return (null, Problem.Malformed(ToPointer(PathInWords().Match(e.Message).Groups[1].Value), "Name its type in a member type; see GET /fact-types and /desk-decisions for the names."));
        }
        catch (BadHttpRequestException e) when (e.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return (null, Problem.TooLarge("The body is larger than this resource takes."));
        }
        catch (BadHttpRequestException e)
        {
            return (null, Problem.Malformed("", e.Message));
        }
    }

    private static (T? Value, ProblemHttpResult? Problem) Check<T>(T value) where T : class =>
        Shape.Check(value) is { Count: > 0 } problems ? (null, Problem.Invalid(problems)) : (value, null);

    /// <summary><c>$.claim.count[0]['a.b']</c> as <c>/claim/count/0/a.b</c>.</summary>
    private static string ToPointer(string? path) => string.Concat(
        PathSteps().Matches(path ?? "").Select(step =>
            "/" + step.Groups.Values.Skip(1).First(group => group.Success).Value.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)));

    // Our own converters say what would be right; the serialiser's words name .NET types, which are no reader's business.
    private static string Explain(JsonException e) =>
        e.Message.Contains(" Path: ", StringComparison.Ordinal) || e.Message.Contains(".NET", StringComparison.Ordinal) || e.Message.Contains("IncidentTimeline.", StringComparison.Ordinal)
            ? e switch
            {
                { InnerException: JsonException or FormatException } => "This is no well-formed value.",
                _ when e.Message.Contains("could not be mapped", StringComparison.Ordinal) => "No such member here; see GET /fact-types for the shape.",
                _ when e.Message.Contains("missing required", StringComparison.Ordinal) => "Missing: " + e.Message[(e.Message.IndexOf("including:", StringComparison.Ordinal) + 11)..],
                _ when e.Message.Contains("discriminator", StringComparison.Ordinal) => "No such type; see GET /fact-types for the names.",
                _ => "This value is not of the type that stands here; see GET /fact-types for the shape.",
            }
            : e.Message;

    [GeneratedRegex(@"Path: (\$\S*)")]
    private static partial Regex PathInWords();

    [GeneratedRegex(@"\['([^']*)'\]|\[(\d+)\]|\.([^.\[]+)")]
    private static partial Regex PathSteps();
}
