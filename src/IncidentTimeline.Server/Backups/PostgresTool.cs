using System.Globalization;
using System.Text.RegularExpressions;
using IncidentTimeline.Server.Hosting;
using IncidentTimeline.Server.Hosting.Postgres;
using Npgsql;

namespace IncidentTimeline.Server.Backups;

/// <summary>One of PostgreSQL's client programs, told the server by environment, so that no password stands in an argument.</summary>
internal sealed partial record PostgresTool(string Program, int Major)
{
    /// <summary>The pg_dump for a server: of its own major version, else of the next later one, for an older one does not know the server.</summary>
    public static async Task<PostgresTool> FindDumpAsync(int serverMajor, ServerOptions options, CancellationToken cancellationToken) =>
        (await FindAsync("pg_dump", options, cancellationToken)).Where(tool => tool.Major >= serverMajor).MinBy(tool => tool.Major)
        ?? throw Missing("pg_dump", $" of PostgreSQL {serverMajor} or later");

    /// <summary>The pg_restore for a server: of its own major version, else of the nearest. It speaks plain SQL, so an older one will do where it can read the file.</summary>
    public static async Task<PostgresTool> FindRestoreAsync(int serverMajor, ServerOptions options, CancellationToken cancellationToken) =>
        (await FindAsync("pg_restore", options, cancellationToken)).MinBy(tool => Math.Abs(tool.Major - serverMajor)) ?? throw Missing("pg_restore", "");

    /// <summary>Runs it to its end.</summary>
    /// <returns>What it printed on standard output.</returns>
    /// <exception cref="InvalidDataException">It failed; the message is its own.</exception>
    public async Task<string> RunAsync(string? connectionString, IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        var start = new ServerAccount((string?)null).StartInfo(Program, arguments);
        foreach (var (name, value) in connectionString is null ? [] : Settings(new NpgsqlConnectionStringBuilder(connectionString)))
        {
            start.Environment[name] = value;
        }

        var (exitCode, output, error) = await ServerAccount.RunAsync(start, cancellationToken);
        return exitCode == 0 ? output : throw new InvalidDataException($"{Path.GetFileName(Program)} failed: {error.Trim()}");
    }

    // Server programs without client programs are common, so PG_BIN is only the first place to look in.
    private static async Task<List<PostgresTool>> FindAsync(string name, ServerOptions options, CancellationToken cancellationToken)
    {
        var found = new List<PostgresTool>();
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries);
        foreach (var directory in PostgresBinaries.Candidates(options.PostgresBinDirectory).Concat(PostgresBinaries.Candidates(null)).Concat(path).Distinct())
        {
            if (await ReadAsync(Path.Combine(directory, name), cancellationToken) is { } tool)
            {
                found.Add(tool);
            }
        }

        return found;
    }

    private static InvalidDataException Missing(string name, string version) => new(
        $"No {name}{version} was found on PATH, in /usr/lib/postgresql/*/bin or by PG_BIN. Install PostgreSQL's client programs (Debian: postgresql-client), or set PG_BIN to the directory that holds {name}.");

    private static async Task<PostgresTool?> ReadAsync(string program, CancellationToken cancellationToken)
    {
        if (!File.Exists(program))
        {
            return null;
        }

        return await new ServerAccount((string?)null).AskVersionAsync(program, cancellationToken) is { } answer && Version().Match(answer) is { Success: true } match
            ? new PostgresTool(program, int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture))
            : null;
    }

    // As libpq names them. What a connection string leaves out, libpq then fills in as Npgsql would.
    private static IEnumerable<(string Name, string Value)> Settings(NpgsqlConnectionStringBuilder connection)
    {
        (string Name, string? Value)[] all =
        [
            ("PGHOST", connection.Host), ("PGPORT", connection.Port.ToString(CultureInfo.InvariantCulture)), ("PGUSER", connection.Username),
            ("PGPASSWORD", connection.Password), ("PGPASSFILE", connection.Passfile), ("PGDATABASE", connection.Database ?? connection.Username),
            ("PGSSLMODE", SslModeOf(connection.SslMode)), ("PGSSLROOTCERT", connection.RootCertificate), ("PGSSLCERT", connection.SslCertificate), ("PGSSLKEY", connection.SslKey),
        ];
        return all.Where(one => !string.IsNullOrEmpty(one.Value)).Select(one => (one.Name, one.Value!)); // Filtered just now.
    }

    private static string SslModeOf(SslMode mode) => mode switch
    {
        SslMode.VerifyCA => "verify-ca",
        SslMode.VerifyFull => "verify-full",
        _ => mode.ToString().ToLowerInvariant(),
    };

    [GeneratedRegex(@"\(PostgreSQL\) (\d+)")]
    private static partial Regex Version();
}
