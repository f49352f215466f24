using System.Diagnostics;
using System.Diagnostics.Metrics;
using IncidentTimeline.Catalog;
using IncidentTimeline.EventLog;
using IncidentTimeline.Server.Access;
using IncidentTimeline.Server.Access.Keys;
using IncidentTimeline.Server.Changes;
using IncidentTimeline.Server.Checking;
using IncidentTimeline.Server.Demo;
using IncidentTimeline.Server.Documents;
using IncidentTimeline.Server.Events;
using IncidentTimeline.Server.Facts;
using IncidentTimeline.Server.FactTypes;
using IncidentTimeline.Server.Hosting.Telemetry;
using IncidentTimeline.Server.Importing;
using IncidentTimeline.Server.Incidents;
using IncidentTimeline.Server.Page;
using IncidentTimeline.Server.Pictures;
using IncidentTimeline.Server.Problems;
using IncidentTimeline.Server.Projections;
using IncidentTimeline.Server.Recording;
using IncidentTimeline.Server.Sources;
using IncidentTimeline.Server.Statements;
using IncidentTimeline.Server.Subscriptions;
using Npgsql;

namespace IncidentTimeline.Server.Hosting;

/// <summary>What the service is made of, and what it answers.</summary>
internal static class TimelineService
{
    /// <summary>Characters of document text kept ready for quotations: a few hundred articles.</summary>
    private const long DocumentCharactersCachedMax = 64 * 1024 * 1024;

    public static void AddTimeline(this IServiceCollection services, string ownerConnectionString)
    {
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(_ => Connect("timeline", LogConnection.ForService(ownerConnectionString)));
        services.AddSingleton(provider => new Migrator(Connect("timeline-owner", LogConnection.ForOwner(ownerConnectionString)), provider.GetService<ILoggerFactory>()));
        services.AddSingleton(provider => new EventStore(
            provider.GetRequiredService<NpgsqlDataSource>(), new EventStoreOptions { Meters = provider.GetRequiredService<IMeterFactory>() }, provider.GetRequiredService<TimeProvider>(), provider.GetService<ILoggerFactory>()));
        services.AddMemoryCache(cache => cache.SizeLimit = DocumentCharactersCachedMax);
        services.AddSingleton<DocumentStore>();
        services.AddSingleton<KnownLedger>();
        services.AddSingleton<FactRecorder>();
        services.AddSingleton<EventReader>();
        services.AddSingleton<StatementIndex>();
        services.AddSingleton<StatementFinder>();
        services.AddSingleton<Viewer>();
        services.AddSingleton<FactSearch>();
        services.AddSingleton(provider => new KeptProjection(
            provider.GetRequiredService<StatementIndexRunner>().Projector, () => new StatementIndex(new EventReader())));
        services.AddSingleton(provider => new KeptProjection(
            provider.GetRequiredService<FactSearchRunner>().Projector, () => new FactSearch(provider.GetRequiredService<NpgsqlDataSource>())));
        services.AddSingleton(provider => new ProjectionRebuild(
            ownerConnectionString, provider.GetRequiredService<EventStore>(), provider.GetRequiredService<TimeProvider>(), provider.GetService<ILoggerFactory>()));
        services.AddSingleton<SurroundingsReader>();
        services.AddSingleton<ChangeFeed>();
        services.AddSingleton<ChangeStreams>();
        services.AddSingleton<FeedReader>();
        services.AddSingleton<SubscriptionStore>();
        services.AddSingleton<EventDelivery>();
        services.AddSingleton<CheckGate>();
        services.AddSingleton<DemoLoader>();
        services.AddSingleton<ServiceTelemetry>();
        services.AddSingleton<ReadinessCheck>();
        services.AddSingleton<IProblemDetailsWriter, ProblemWriter>();
        AddFollower<RewoundLog>(services);
        AddFollower<StatementIndexRunner>(services);
        AddFollower<FactSearchRunner>(services);
        AddFollower<EventFeed>(services); // After the statement index, which it reads.
        AddFollower<DeliveryRetention>(services);
        AddFollower<SubscriptionGauges>(services);
        services.ConfigureHttpJsonOptions(json => Wire.Configure(json.SerializerOptions));
        services.AddProblemDetails();
        services.AddTimelineOpenApi();
    }

    public static void MapTimeline(this WebApplication app)
    {
        app.MapHealth();
        app.MapMetrics();
        app.MapRegisterSource();
        app.MapCaptureDocument();
        app.MapOpenIncident();
        app.MapRecordFact();
        app.MapImportFacts();
        app.MapDecideAtDesk();
        app.MapPictures();
        app.MapPictureDiff();
        app.MapIncidents();
        app.MapFacts();
        app.MapDocuments();
        app.MapSources();
        app.MapEvents();
        app.MapChanges();
        app.MapSubscriptions();
        app.MapTakeEvents();
        app.MapCheck();
        app.MapFactTypes();
        app.MapKeys();
        app.MapProjections();
        app.MapOpenApi("/openapi/{documentName}.json").WithName("OpenApi");
        app.MapAsyncApi();
        app.MapPage();
        AccessTable.Check(((IEndpointRouteBuilder)app).DataSources.SelectMany(source => source.Endpoints));
    }

    // Named, or its numbers would be labelled with the connection string. What nobody asked for, such as the poll of the log's reader, is not traced.
    private static NpgsqlDataSource Connect(string name, string connectionString) =>
        new NpgsqlDataSourceBuilder(connectionString) { Name = name }
            .ConfigureTracing(tracing => tracing.ConfigureCommandFilter(_ => Activity.Current is not null))
            .Build();

    private static void AddFollower<T>(IServiceCollection services) where T : BackgroundService
    {
        services.AddSingleton<T>();
        services.AddHostedService(provider => provider.GetRequiredService<T>());
    }
}
