using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using IncidentTimeline.Catalog;
using IncidentTimeline.Server.Access;
using IncidentTimeline.Server.Access.Keys;
using IncidentTimeline.Server.Access.Limits;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace IncidentTimeline.Server.Problems;

/// <summary>Reads a JSON body strictly: either the value, or the problem document that says which members are wrong.</summary>
internal static class RequestBody
{
    /// <summary>Bytes set aside for a body that announces no length: most are no larger.</summary>
    private const int UnannouncedBytes = 4 * 1024;

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    public static async Task<(T? Value, ProblemHttpResult? Problem)> ReadAsync<T>(HttpRequest request, CancellationToken cancellationToken) where T : class
    {
        var (json, problem) = await ReceiveAsync(request, cancellationToken);
        return problem is null ? Read<T>(json) : (null, problem);
    }

    /// <summary>One value, or an array of them.</summary>
    public static async Task<(IReadOnlyList<T>? Values, ProblemHttpResult? Problem)> ReadOneOrManyAsync<T>(HttpRequest request, CancellationToken cancellationToken) where T : class
    {
        var (json, problem) = await ReceiveAsync(request, cancellationToken);
        if (problem is not null)
        {
            return (null, problem);
        }

        if (json.Span.IndexOfAnyExcept(" \t\r\n"u8) is >= 0 and var first && json.Span[first] == '[')
        {
            return Read<IReadOnlyList<T>>(json);
        }

        (var one, problem) = Read<T>(json);
        return (one is null ? null : [one], problem);
    }

    /// <summary>The bytes of a JSON body, when all have come, to be handed to <see cref="Read"/>.</summary>
    public static async Task<(ReadOnlyMemory<byte> Json, ProblemHttpResult? Problem)> ReceiveAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (!Is(request, "application/json", out var problem))
        {
            return (default, problem);
        }

        try
        {
            if (await ReadToEndAsync(request, cancellationToken) is not { } body)
            {
                return (default, Problem.NoRoom(request.HttpContext));
            }

            if (request.HttpContext.Caller() is { } caller && !request.HttpContext.RequestServices.GetRequiredService<KeyRing>().StillLetsIn(caller))
            {
                return (default, Problem.Unauthorized("What let you in has expired or was revoked while the request was being sent. Nothing was recorded."));
            }

            return (body.Span.StartsWith(ByteOrderMark) ? body[ByteOrderMark.Length..] : body, null);
        }
        catch (BadHttpRequestException e) when (e.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return (default, Problem.TooLarge("The body is larger than this resource takes."));
        }
        catch (BadHttpRequestException e)
        {
            return (default, Problem.Malformed("", $"The body did not arrive as announced: {e.Message}"));
        }
    }

    // Room is taken as the bytes come, so that an announcement alone costs nothing. Null where it lacks.
    private static async Task<ReadOnlyMemory<byte>?> ReadToEndAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var held = request.HttpContext.RequestServices.GetRequiredService<HeldBytes>();
        // The web server ends what is longer. One byte more, so that the end is seen without growing.
        var most = Math.Min(request.ContentLength ?? long.MaxValue, request.HttpContext.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize ?? Array.MaxLength - 1) + 1;
        var body = new byte[Math.Min(most, request.ContentLength is null ? UnannouncedBytes : HeldBytes.SmallMax)];
        var length = 0;
        while (await request.Body.ReadAsync(body.AsMemory(length), cancellationToken) is > 0 and var read)
        {
            length += read;
            if (length == body.Length)
            {
                var larger = (int)Math.Min(most, 2L * length);
                if (!held.TryHold(request.HttpContext, larger - length))
                {
                    return null;
                }

                Array.Resize(ref body, larger);
            }
        }

        return body.AsMemory(0, length);
    }

    /// <summary>Whether the body is announced as this media type, in UTF-8, as it is.</summary>
    public static bool Is(HttpRequest request, string mediaType, [NotNullWhen(false)] out ProblemHttpResult? problem)
    {
        problem = !MediaTypeHeaderValue.TryParse(request.ContentType, out var type) || !type.MediaType.Equals(mediaType, StringComparison.OrdinalIgnoreCase) ? Problem.Unsupported($"Send Content-Type: {mediaType}.")
            : type.Charset.HasValue && !HeaderUtilities.RemoveQuotes(type.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase) ? Problem.Unsupported("JSON is sent as UTF-8; leave charset out.")
            : request.Headers.ContentEncoding is [var coding, ..] && !"identity".Equals(coding, StringComparison.OrdinalIgnoreCase) ? Problem.Unsupported("Send the body as it is, without Content-Encoding.")
            : request.Headers.TransferEncoding is [var transfer, ..] && !"chunked".Equals(transfer, StringComparison.OrdinalIgnoreCase) ? Problem.Unsupported("Of transfer codings, only chunked is read.")
            : null;
        return problem is null;
    }

    /// <summary>One JSON text without a byte order mark.</summary>
    public static (T? Value, ProblemHttpResult? Problem) Read<T>(ReadOnlyMemory<byte> json) where T : class
    {
        if (JsonFault.Find(json.Span, out var hasInexactNumber) is { } fault)
        {
            return (null, Problem.Malformed([fault]));
        }

        var value = hasInexactNumber ? null : Deserialize<T>(json);
        return value is null ? (null, Problem.Malformed(JsonShape.Check(json, typeof(T))))
            : Shape.Check(value) is { Count: > 0 } problems ? (null, Problem.Invalid(problems))
            : (value, null);
    }

    // What went wrong is told by JsonShape, which sees all of it; the serialiser stops at the first and names .NET types.
    private static T? Deserialize<T>(ReadOnlyMemory<byte> json) where T : class
    {
        try
        {
            return WrittenJson.Read<T>(json.Span);
        }
        catch (JsonException)
        {
            return null;
        }
        catch (NotSupportedException)
        {
            // How the serialiser says that an object has no type member to tell it by.
            return null;
        }
    }
}
