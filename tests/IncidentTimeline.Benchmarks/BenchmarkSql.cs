namespace IncidentTimeline.Benchmarks;

/// <summary>The .sql files beside the classes that run them.</summary>
internal static class BenchmarkSql
{
    /// <param name="name">Folder and file: <c>Appending.insert_event.sql</c>.</param>
    public static string Read(string name)
    {
        using var stream = typeof(BenchmarkSql).Assembly.GetManifestResourceStream(name)
            ?? throw new ArgumentException($"This program embeds no {name}.", nameof(name));
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
