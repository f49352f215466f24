namespace IncidentTimeline.Server.Hosting.Postgres;

/// <summary>Where and how the embedded PostgreSQL runs.</summary>
public sealed record EmbeddedPostgresOptions
{
    /// <summary>Holds the cluster, its password, log and socket. Created when missing; relative paths count from the working directory.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>Directory with <c>postgres</c> and <c>initdb</c> (setting PG_BIN). Null searches the usual places.</summary>
    public string? BinDirectory { get; init; }

    /// <summary>False trades every guarantee of the data for speed; for tests of anything but durability.</summary>
    public bool Durable { get; init; } = true;

    /// <summary>How long the server may take until it answers. Recovery after a crash replays up to 1 GB of log, hence the patience.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How long a fast shutdown may take before an immediate one follows.</summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(30);
}
