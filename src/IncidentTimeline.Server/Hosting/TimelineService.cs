using IncidentTimeline.Catalog;
using IncidentTimeline.EventLog;
using IncidentTimeline.Server.Access;
using IncidentTimeline.Server.Access.Keys;
using IncidentTimeline.Server.Checking;
using IncidentTimeline.Server.Demo;
using IncidentTimeline.Server.Documents;
using IncidentTimeline.Server.Events;
using IncidentTimeline.Server.Facts;
using IncidentTimeline.Server.FactTypes;
using IncidentTimeline.Server.Following;
using IncidentTimeline.Server.Incidents;
using IncidentTimeline.Server.Pictures;
using IncidentTimeline.Server.Recording;
using IncidentTimeline.Server.Sources;
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
        services.AddSingleton(_ => NpgsqlDataSource.Create(LogConnection.ForService(ownerConnectionString)));
        services.AddSingleton(provider => new Migrator(NpgsqlDataSource.Create(LogConnection.ForOwner(ownerConnectionString)), provider.GetService<ILoggerFactory>()));
        services.AddSingleton(provider => new EventStore(
            provider.GetRequiredService<NpgsqlDataSource>(), new EventStoreOptions(), provider.GetRequiredService<TimeProvider>(), provider.GetService<ILoggerFactory>()));
        services.AddMemoryCache(cache => cache.SizeLimit = DocumentCharactersCachedMax);
        services.AddSingleton<DocumentStore>();
        services.AddSingleton<FactRecorder>();
        services.AddSingleton<Viewer>();
        services.AddSingleton<FactSearch>();
        services.AddSingleton<CheckGate>();
        services.AddSingleton<DemoLoader>();
        AddFollower<LiveLedger>(services);
        AddFollower<FactSearchRunner>(services);
        services.ConfigureHttpJsonOptions(json => Wire.Configure(json.SerializerOptions));
        services.AddProblemDetails();
        services.AddTimelineOpenApi();
    }

    public static void MapTimeline(this WebApplication app)
    {
        app.MapHealth();
        app.MapRegisterSource();
        app.MapCaptureDocument();
        app.MapOpenIncident();
        app.MapRecordFact();
        app.MapDecideAtDesk();
        app.MapPictures();
        app.MapIncidents();
        app.MapFacts();
        app.MapDocuments();
        app.MapSources();
        app.MapEvents();
        app.MapCheck();
        app.MapFactTypes();
        app.MapKeys();
        app.MapOpenApi("/openapi/{documentName}.json").WithName("OpenApi");
        AccessTable.Check(((IEndpointRouteBuilder)app).DataSources.SelectMany(source => source.Endpoints));
    }

    private static void AddFollower<T>(IServiceCollection services) where T : BackgroundService
    {
        services.AddSingleton<T>();
        services.AddHostedService(provider => provider.GetRequiredService<T>());
    }
}
