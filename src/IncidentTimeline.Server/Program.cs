using IncidentTimeline.Server.Hosting;

return await ServiceHost.RunAsync(args);
