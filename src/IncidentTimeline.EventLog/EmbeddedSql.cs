using System.Reflection;

namespace IncidentTimeline.EventLog;

/// <summary>The .sql files beside the classes, as embedded in the assembly.</summary>
internal static class EmbeddedSql
{
    /// <param name="name">Folder and file: <c>Reading.read_log.sql</c>.</param>
    public static string Read(string name) => Read(typeof(EmbeddedSql).Assembly, name);

    public static string Read(Assembly assembly, string name)
    {
        using var stream = assembly.GetManifestResourceStream(name)
            ?? throw new ArgumentException($"{assembly.GetName().Name} embeds no {name}.", nameof(name));
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
