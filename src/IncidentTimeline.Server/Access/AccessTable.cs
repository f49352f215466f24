using static IncidentTimeline.Server.Access.Role;

namespace IncidentTimeline.Server.Access;

/// <summary>Who may do what, by the name of the endpoint: the one place where that is said. <c>docs/reference/access.md</c> shows it.</summary>
/// <remarks>An endpoint without a row here keeps the service from starting, and so does a row without an endpoint.</remarks>
internal static class AccessTable
{
    public static IReadOnlyList<AccessRule> Rules { get; } =
    [
        // What probes and tools read before anybody has a key. Nothing that was recorded is in it.
        AccessRule.Everybody("Live"),
        AccessRule.Everybody("Ready"),
        AccessRule.Everybody("OpenApi"),
        AccessRule.Everybody("AsyncApi"),

        // The program of the page; what it shows it asks for with the reader's own key.
        AccessRule.Everybody("ShowPage"),
        AccessRule.Everybody("ReadPageFile"),

        // Numbers only; for the collector of metrics, whose key needs no more than this.
        AccessRule.Read("Metrics", Subscriber, Auditor),

        AccessRule.EveryCaller("ShowCaller"),
        AccessRule.Read("ListFactTypes", Reporter, Analyst, Subscriber, Auditor),
        AccessRule.Read("ListDeskDecisions", Reporter, Analyst, Subscriber, Auditor),

        AccessRule.Write("RegisterSource", Reporter, Analyst),
        AccessRule.Write("CaptureDocument", Reporter, Analyst),
        AccessRule.Write("OpenIncident", Reporter, Analyst),
        AccessRule.Write("RecordFact", Reporter, Analyst),
        AccessRule.Write("ImportFacts", Reporter, Analyst),
        AccessRule.Write("DecideOnIncident", Analyst),
        AccessRule.Write("DecideOnDocument", Analyst),
        AccessRule.Write("DecideOnSource", Analyst),

        // A reporter reads what recording takes: sources and incidents to record under, documents to quote, facts to revise.
        AccessRule.Read("ListSources", Reporter, Analyst, Subscriber, Auditor),
        AccessRule.Read("ListIncidents", Reporter, Analyst, Subscriber, Auditor),
        AccessRule.Read("ShowIncident", Reporter, Analyst, Subscriber, Auditor),
        AccessRule.Read("FindFacts", Reporter, Analyst, Subscriber, Auditor),
        AccessRule.Read("ShowFact", Reporter, Analyst, Subscriber, Auditor),
        AccessRule.Read("ListDocuments", Reporter, Analyst, Auditor),
        AccessRule.Read("ShowDocument", Reporter, Analyst, Auditor),
        AccessRule.Read("ReadDocumentText", Reporter, Analyst, Auditor),
        AccessRule.Read("ReadDocumentBytes", Reporter, Analyst, Auditor),
        AccessRule.Read("ListDocumentFacts", Reporter, Analyst, Auditor),

        AccessRule.Read("ListRegions", Analyst, Subscriber, Auditor),
        AccessRule.Read("ShowPicture", Analyst, Subscriber, Auditor),
        AccessRule.Read("ShowPictureDiff", Analyst, Subscriber, Auditor),
        AccessRule.Read("ShowTimeline", Analyst, Subscriber, Auditor),
        AccessRule.Read("ShowReportingHistory", Analyst, Subscriber, Auditor),
        AccessRule.Read("ListConflicts", Analyst, Subscriber, Auditor),
        AccessRule.Read("ReadEvents", Analyst, Subscriber, Auditor),
        AccessRule.Read("FollowChanges", Analyst, Subscriber, Auditor),

        // Each owner their own; auditors and analysts look at all, and none of it is open.
        AccessRule.Manage("PutSubscription", Subscriber),
        AccessRule.Manage("ListSubscriptions", Subscriber, Analyst, Auditor),
        AccessRule.Manage("ShowSubscription", Subscriber, Analyst, Auditor),
        AccessRule.Manage("ShowReceived", Subscriber, Analyst, Auditor),
        AccessRule.Manage("DeleteSubscription", Subscriber),
        AccessRule.Manage("PauseSubscription", Subscriber),
        AccessRule.Manage("ResumeSubscription", Subscriber),
        AccessRule.Manage("ResetSubscription", Subscriber),
        AccessRule.Manage("RedeliverEvents", Subscriber),
        AccessRule.Manage("SkipEvents", Subscriber),
        AccessRule.Manage("TakeEvents", Subscriber),
        AccessRule.Manage("AcknowledgeEvents", Subscriber),

        // Down to the documents' words, which are their publishers' and not a subscriber's.
        AccessRule.Read("TraceFact", Analyst, Auditor),
        AccessRule.Read("ListStatements", Analyst, Auditor),

        // Reads every table to its end, so it is for whoever answers for the log.
        AccessRule.Manage("RunCheck", Auditor),

        // To rebuild takes the database's owner, and as much work as the whole log.
        AccessRule.Manage("ListProjections", Auditor),
        AccessRule.Manage("RebuildProjection"),
        AccessRule.Manage("RevertProjection"),

        AccessRule.Manage("CreateKey"),
        AccessRule.Manage("ListKeys", Auditor),
        AccessRule.Manage("RevokeKey"),
    ];

    private static readonly Dictionary<string, AccessRule> ByEndpoint = Rules.ToDictionary(rule => rule.Endpoint);

    /// <summary>The rule of an endpoint. Null for what is none of ours: an unknown path, or a method that a path does not have.</summary>
    public static AccessRule? RuleOf(Endpoint? endpoint) => NameOf(endpoint) is { } name ? ByEndpoint[name] : null;

    /// <summary>Compares the table with what the service answers.</summary>
    /// <exception cref="InvalidOperationException">One has what the other has not.</exception>
    public static void Check(IEnumerable<Endpoint> endpoints)
    {
        var names = endpoints.Select(endpoint => NameOf(endpoint)
            ?? throw new InvalidOperationException($"{endpoint.DisplayName} has no name, so no row of AccessTable can be about it. Give it one with WithName.")).ToHashSet();
        if (names.Except(ByEndpoint.Keys).Concat(ByEndpoint.Keys.Except(names)).FirstOrDefault() is { } odd)
        {
            throw new InvalidOperationException(names.Contains(odd)
                ? $"Nothing says who may use {odd}. Add its row to AccessTable."
                : $"AccessTable has a row for {odd}, and the service no such endpoint. Remove the row.");
        }
    }

    private static string? NameOf(Endpoint? endpoint) => endpoint?.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName;
}

/// <summary>Who may use one endpoint.</summary>
/// <param name="Endpoint">Its name, as in the OpenAPI document.</param>
/// <param name="Audience">Whom it is there for.</param>
/// <param name="Roles">One of these it takes, where it takes a role.</param>
internal sealed record AccessRule(string Endpoint, Audience Audience, IReadOnlyList<Role> Roles)
{
    public static AccessRule Everybody(string endpoint) => new(endpoint, Audience.Everybody, []);

    public static AccessRule EveryCaller(string endpoint) => new(endpoint, Audience.EveryCaller, []);

    /// <summary>Reads what was recorded: for these roles and the admin, and for whoever meets the demo.</summary>
    public static AccessRule Read(string endpoint, params Role[] roles) => new(endpoint, Audience.RolesAndDemo, [.. roles, Admin]);

    /// <summary>Records: for these roles and the admin.</summary>
    public static AccessRule Write(string endpoint, params Role[] roles) => new(endpoint, Audience.Roles, [.. roles, Admin]);

    /// <summary>About the service itself: for the admin and these roles, and never open.</summary>
    public static AccessRule Manage(string endpoint, params Role[] roles) => new(endpoint, Audience.Roles, [.. roles, Admin]);

    /// <summary>Whether somebody who showed who they are may use it.</summary>
    public bool Allows(Caller caller) => Audience is Audience.Everybody or Audience.EveryCaller || Roles.Any(caller.Roles.Contains);
}

/// <summary>Whom an endpoint is there for.</summary>
internal enum Audience
{
    /// <summary>Whoever asks.</summary>
    Everybody,

    /// <summary>Whoever showed a key or token, whatever its roles.</summary>
    EveryCaller,

    /// <summary>Callers with one of some roles.</summary>
    Roles,

    /// <summary>The same, and everybody where reads are open (see <see cref="AnonymousReads"/>).</summary>
    RolesAndDemo,
}
