namespace IncidentTimeline.Server;

/// <summary>The .sql files beside the classes that run them.</summary>
internal static class Sql
{
    /// <param name="name">Folder and file: <c>Documents.read_text.sql</c>.</param>
    public static string Read(string name)
    {
        using var stream = typeof(Sql).Assembly.GetManifestResourceStream(name)
            ?? throw new ArgumentException($"This program embeds no {name}.", nameof(name));
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
