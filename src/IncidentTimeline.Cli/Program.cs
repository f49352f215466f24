using IncidentTimeline.Cli;

return await TimelineCommand.RunAsync(args, Environment.GetEnvironmentVariable, Console.Out, Console.Error);
