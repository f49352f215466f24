using System.Collections.Frozen;
using System.Security.Cryptography;
using IncidentTimeline.Server.Problems;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Net.Http.Headers;

namespace IncidentTimeline.Server.Page;

/// <summary>GET / and GET /page/…: the page for analysts, as it was built from <c>src/web</c> and laid beside the program.</summary>
internal static class ServePage
{
    /// <summary>
    /// Nothing comes from elsewhere, nothing runs that was not built with the page, and no other page holds this one in a frame. Texts of sources are shown
    /// as text by the page itself; should that ever fail, this keeps them from running.
    /// </summary>
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; " +
        "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types svelte-trusted-html";

    /// <summary>What Vite puts here has a name made from its content.</summary>
    private const string Named = "assets/";

    private static readonly FrozenDictionary<string, PageFile> Files = Find(Path.Combine(AppContext.BaseDirectory, "page"));

    public static void MapPage(this WebApplication app)
    {
        app.MapGet("/", (HttpContext context) => Get(context, "index.html")).WithName("ShowPage").ExcludeFromDescription();
        app.MapGet("/page/{**path}", Get).WithName("ReadPageFile").ExcludeFromDescription();
    }

    private static IResult Get(HttpContext context, string path = "")
    {
        if (!Files.TryGetValue(path, out var file))
        {
            return Problem.NotFound(path == "index.html" ? "The page was not built with this service; ops/run builds both." : "The page has no such file.");
        }

        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.CacheControl = path.StartsWith(Named, StringComparison.Ordinal) ? "public, max-age=31536000, immutable" : "no-cache";
        headers.Vary = HeaderNames.AcceptEncoding;
        var isSmall = file.Compressed is not null && context.Request.GetTypedHeaders().AcceptEncoding.Any(one => one.Value == "gzip" && one.Quality is null or > 0);
        if (isSmall)
        {
            headers.ContentEncoding = "gzip";
        }

        return Results.File(isSmall ? file.Compressed! : file.Path, file.ContentType, entityTag: new EntityTagHeaderValue(isSmall ? $"\"{file.Hash}-gzip\"" : $"\"{file.Hash}\"")); // There is one, as was asked just before.
    }

    // Found once, so that a path is only ever held against names that are there.
    private static FrozenDictionary<string, PageFile> Find(string directory)
    {
        var types = new FileExtensionContentTypeProvider();
        return !Directory.Exists(directory)
            ? FrozenDictionary<string, PageFile>.Empty
            : Directory.EnumerateFiles(directory, "*", SearchOption.AllDirectories).Where(file => !file.EndsWith(".gz", StringComparison.Ordinal)).ToFrozenDictionary(
                file => Path.GetRelativePath(directory, file).Replace(Path.DirectorySeparatorChar, '/'),
                file => new PageFile(
                    file,
                    File.Exists($"{file}.gz") ? $"{file}.gz" : null,
                    types.TryGetContentType(file, out var type) ? type : "application/octet-stream",
                    Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)))));
    }

    /// <summary>A file of the page.</summary>
    /// <param name="Path">Where it lies.</param>
    /// <param name="Compressed">Where it lies by gzip, if it is smaller so.</param>
    /// <param name="ContentType">What it is.</param>
    /// <param name="Hash">SHA-256 of its bytes.</param>
    private sealed record PageFile(string Path, string? Compressed, string ContentType, string Hash);
}
