using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace IncidentTimeline.EventLog;

/// <summary>One numbered step of a database's shape. Once shipped it is never edited; a change is another migration.</summary>
/// <param name="Set">Whose numbering it belongs to: the name of the assembly that ships it.</param>
/// <param name="Number">1, 2, 3 … within the set.</param>
/// <param name="Name">The file's name: <c>0001_create_log.sql</c>.</param>
/// <param name="Sql">Any number of statements. They run in one transaction.</param>
public sealed partial record Migration(string Set, int Number, string Name, string Sql)
{
    private const string DefinitionsFile = "definitions.txt";

    /// <summary>What PostgreSQL says of each constraint and index once the whole set is applied, a line each; empty where nobody wrote it down.</summary>
    public string Definitions { get; init; } = "";

    /// <summary>SHA-256 of the text in hex, line ends normalised so that a checkout on Windows is the same migration.</summary>
    public string Checksum => Convert.ToHexStringLower(
        SHA256.HashData(Encoding.UTF8.GetBytes(Sql.Replace("\r\n", "\n", StringComparison.Ordinal))));

    /// <summary>The migrations that an assembly embeds under a folder: files named <c>0001_some_words.sql</c>; other files are left alone, but for <c>definitions.txt</c>.</summary>
    internal static IReadOnlyList<Migration> FromResources(Assembly assembly, string folder)
    {
        var set = assembly.GetName().Name ?? throw new ArgumentException("The assembly has no name.", nameof(assembly));
        var prefix = folder.Replace('/', '.') + ".";
        var definitions = assembly.GetManifestResourceNames().Contains(prefix + DefinitionsFile) ? EmbeddedSql.Read(assembly, prefix + DefinitionsFile) : "";
        return [..
            from resource in assembly.GetManifestResourceNames()
            where resource.StartsWith(prefix, StringComparison.Ordinal)
            let name = resource[prefix.Length..]
            let match = FileName().Match(name)
            where match.Success
            let number = int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture)
            orderby number
            select new Migration(set, number, name, EmbeddedSql.Read(assembly, resource)) { Definitions = definitions }];
    }

    [GeneratedRegex(@"^(\d{4})_[a-z0-9_]+\.sql$")]
    private static partial Regex FileName();
}
