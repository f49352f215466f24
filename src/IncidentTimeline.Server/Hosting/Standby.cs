using IncidentTimeline.EventLog;
using IncidentTimeline.Server.Problems;

namespace IncidentTimeline.Server.Hosting;

/// <summary>
/// A service on a standby of its database: it reads, answers and is followed as any other, and refuses what would write before anything of
/// it is done. Once the standby is promoted the log's reader notices, and the service takes writes by itself.
/// </summary>
internal static class Standby
{
    public static void UseReadingOnlyOnStandby(this WebApplication app)
    {
        var store = app.Services.GetRequiredService<EventStore>();
        app.Use((context, next) => store.Status.IsReplica && !HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method)
            ? Problem.ReadOnly(context).ExecuteAsync(context)
            : next(context));
    }
}
