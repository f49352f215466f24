using System.CommandLine;
using System.Net.Sockets;
using IncidentTimeline.EventLog;
using IncidentTimeline.Server.Access;
using IncidentTimeline.Server.Access.Keys;
using IncidentTimeline.Server.Access.Limits;
using IncidentTimeline.Server.Backups;
using IncidentTimeline.Server.Checking;
using IncidentTimeline.Server.Demo;
using IncidentTimeline.Server.Hosting.Logging;
using IncidentTimeline.Server.Hosting.Postgres;
using IncidentTimeline.Server.Hosting.Telemetry;
using IncidentTimeline.Server.Problems;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Npgsql;

namespace IncidentTimeline.Server.Hosting;

/// <summary>
/// The life of the process: read the options, start the database, serve, stop both. Only what a caller may parse goes to
/// standard output: the line that says where we listen. The rest goes to standard error.
/// </summary>
public static partial class ServiceHost
{
    private const int Succeeded = 0;
    private const int Failed = 1;
    private const int Misused = 2;

    /// <summary>Bytes of a request whose resource states no other bound.</summary>
    private const long BodyBytesMax = 1024 * 1024;

    /// <summary>What the service adds to the log's schema.</summary>
    internal static IReadOnlyList<Migration> ServerMigrations { get; } = Migrator.FromResources(typeof(ServiceHost).Assembly, "Migrations");

    /// <summary>All that makes the schema, in order.</summary>
    internal static IReadOnlyList<Migration> Migrations { get; } = [.. EventLogMigrations.All, .. ServerMigrations];

    /// <summary>How long requests in flight may take to end once we are asked to stop.</summary>
    internal static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(10);

    /// <summary>How long a start waits for a PostgreSQL that recovers: longer than a checkpoint's worth of WAL takes.</summary>
    private static readonly TimeSpan RecoveryTimeout = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan RecoveryPollInterval = TimeSpan.FromMilliseconds(250);

    /// <summary>Does what the command line says, until done or asked to stop, and gives the exit code of the process.</summary>
    public static async Task<int> RunAsync(string[] arguments)
    {
        var commandLine = CreateCommandLine(Environment.GetEnvironmentVariable);
        var parsed = commandLine.Parse(arguments);
        if (commandLine.Problems(parsed) is { Count: > 0 } problems)
        {
            await Console.Error.WriteLineAsync(string.Join('\n', problems.Append("--help tells what there is.")));
            return Misused;
        }

        using var signals = new StopSignals();
        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null }, signals.Stopping);
        }
        catch (OperationCanceledException) when (signals.Stopping.IsCancellationRequested)
        {
            // Being asked to stop is how serving ends; a verb that was cut short did not do what it was asked to.
            return parsed.CommandResult.Command == commandLine.Root ? Succeeded : Failed;
        }
        catch (Exception exception) when (Explain(exception, commandLine.Read(parsed)) is { } explanation)
        {
            await Console.Error.WriteLineAsync(explanation);
            return Failed;
        }
    }

    /// <summary>Serving, and each verb.</summary>
    internal static CommandLine CreateCommandLine(Func<string, string?> environment)
    {
        var commandLine = new CommandLine(environment);
        commandLine.Root.SetAction((parsed, stopping) => ServeAsync(commandLine.Read(parsed), stopping));
        foreach (var verb in (Command[])[KeyVerb.Create(commandLine), CheckVerb.Create(commandLine), BackupVerbs.CreateBackup(commandLine), BackupVerbs.CreateRestore(commandLine), HealthVerb.Create(commandLine)])
        {
            commandLine.Root.Add(verb);
        }

        return commandLine;
    }

    private static async Task<int> ServeAsync(ServerOptions options, CancellationToken stopping)
    {
        EnsurePortIsFree(options);
        using var logging = LoggerFactory.Create(builder => builder.AddLogLines(options.LogFormat));
        var logger = logging.CreateLogger(typeof(ServiceHost));
        await using var postgres = options.ConnectionString is null ? await StartPostgresAsync(options, logger, stopping) : null;
        await using var app = await BuildAsync(options, postgres?.ConnectionString ?? await ConnectionPool.FitAsync(options.ConnectionString!, stopping), stopping); // One of the two is there.
        var isReplica = (await app.Services.GetRequiredService<EventStore>().HistoryAsync(stopping)).IsReplica;
        if (!isReplica)
        {
            await ShowFirstKeyAsync(app.Services.GetRequiredService<KeyStore>(), logger, stopping);
        }

        await app.StartAsync(stopping);
        if (options.Demo && !isReplica)
        {
            app.Services.GetRequiredService<AnonymousReads>().AreOpen = await app.Services.GetRequiredService<DemoLoader>().LoadAsync(stopping) && Listening.IsPrivate(options);
        }

        Console.WriteLine($"Listening on {app.Urls.Single()}");

        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var serving = app.WaitForShutdownAsync(stopping);
        var keeping = postgres?.KeepRunningAsync(ending.Token) ?? serving;
        await Task.WhenAny(serving, keeping);
        if (keeping.IsFaulted)
        {
            // A bug: nobody would start the database again, so a supervisor must start us again.
            await app.StopAsync(CancellationToken.None);
            await keeping;
        }

        await serving;
        await ending.CancelAsync();
        await keeping.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        // Nobody asked: a part of the service failed, which it has logged, and a supervisor is to start it again.
        return stopping.IsCancellationRequested ? Succeeded : Failed;
    }

    // Only to a person: what a program reads of us is kept somewhere, and this key is to be kept nowhere.
    private static async Task ShowFirstKeyAsync(KeyStore keys, ILogger logger, CancellationToken cancellationToken)
    {
        var terminal = !Console.IsErrorRedirected ? Console.Error : !Console.IsOutputRedirected ? Console.Out : null;
        if (terminal is null)
        {
            if (!await keys.HasAnyAsync(cancellationToken))
            {
                LogNoKey(logger);
            }
        }
        else if (await keys.CreateFirstAsync(cancellationToken) is { } key)
        {
            await terminal.WriteLineAsync($"Key of admin, shown this once and kept nowhere: {key.Reveal()}");
        }
    }

    // Asked before anything is started, since the web server reports a taken port with a page of stack trace first.
    private static void EnsurePortIsFree(ServerOptions options)
    {
        using var listener = new TcpListener(options.Address, options.Port);
        listener.Start();
    }

    private static async Task<EmbeddedPostgres> StartPostgresAsync(ServerOptions options, ILogger logger, CancellationToken stopping) =>
        await EmbeddedPostgres.StartAsync(
            new EmbeddedPostgresOptions { DataDirectory = options.DataDirectory, BinDirectory = options.PostgresBinDirectory }, TimeProvider.System, logger, stopping);

    /// <summary>The service on a database that its owner's connection string names, migrated; not started yet.</summary>
    internal static async Task<WebApplication> BuildAsync(ServerOptions options, string ownerConnectionString, CancellationToken cancellationToken)
    {
        // Beside the program, not where it was started from; and always as in production, whatever the environment says.
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory, EnvironmentName = Environments.Production });
        builder.WebHost.Listen(options);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = BodyBytesMax;
            kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(HeldBytes.BytesPerSecondMin, HeldBytes.Grace);
            kestrel.LimitConnections();
        });
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = ShutdownTimeout);
        builder.Logging.AddLogLines(options.LogFormat);
        builder.AddTelemetryExport();
        builder.Services.AddTimeline(ownerConnectionString);
        builder.Services.AddAccessControl(options.Oidc);
        builder.Services.AddSingleton(new Storage(options.ConnectionString is null ? options.DataDirectory : null));

        var app = builder.Build();
        await PrepareLogAsync(app.Services.GetRequiredService<Migrator>(), app.Services.GetRequiredService<EventStore>(), cancellationToken);
        app.Services.GetRequiredService<ServiceTelemetry>().Observe(app.Services.GetRequiredService<ReadinessCheck>());
        app.UseRequestSpan();
        app.UseSecurityHeaders();
        app.UseProblems();
        app.UseTrustedProxies(options);
        app.UseAccessControl();
        app.UseReadingOnlyOnStandby();
        app.UseStrictQuery();
        app.MapTimeline();
        return app;
    }

    // A PostgreSQL that recovers from a crash says so and lets nobody in: that passes. Whatever else it refuses is told at once.
    private static async Task PrepareLogAsync(Migrator migrator, EventStore store, CancellationToken cancellationToken)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                if (!await migrator.IsReplicaAsync(cancellationToken))
                {
                    await migrator.MigrateAsync(Migrations, cancellationToken);
                    await store.BeginEpochAsync(cancellationToken);
                }
                else if (await migrator.FindMissingAsync(Migrations, cancellationToken) is not { Count: 0 })
                {
                    throw new MigrationException("The database is a standby, which takes no migrations, and its log lacks some of this program's. Start this version of the service on the primary first.");
                }

                return;
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.CannotConnectNow && TimeProvider.System.GetElapsedTime(started) < RecoveryTimeout)
            {
                await Task.Delay(RecoveryPollInterval, TimeProvider.System, cancellationToken);
            }
        }
    }

    // What goes wrong outside of us, told to the operator in a sentence; null leaves the rest its stack trace.
    private static string? Explain(Exception exception, ServerOptions options) => exception switch
    {
        EmbeddedPostgresException or InvalidDataException or MigrationException => exception.Message,
        UnauthorizedAccessException => $"The data directory {options.DataDirectory} cannot be used: {exception.Message} Give this account the right to it, or choose another with --data.",
        SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse } or IOException { InnerException: AddressInUseException } =>
            $"Port {options.Port} on {options.Address} is taken. End the program that listens there, or choose another with --port.",
        SocketException { SocketErrorCode: SocketError.AccessDenied } => $"This account may not listen on port {options.Port}. Choose one from 1024 up with --port.",
        SocketException socket when options.ConnectionString is null => $"The service cannot listen on {options.Address}, port {options.Port}: {socket.Message}. Choose another with --address and --port.",
        PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege } refused when options.ConnectionString is { } connection =>
            $"The login of --connection lacks a right: {refused.MessageText}. It has to own its database, and to be in the role {LogConnection.ServiceRole}. "
            + $"As a superuser: create role {LogConnection.ServiceRole} nologin; (where there is none) grant {LogConnection.ServiceRole} to \"{new NpgsqlConnectionStringBuilder(connection).Username}\";",
        NpgsqlException or SocketException or TimeoutException when options.ConnectionString is not null =>
            $"The database of --connection does not let us in: {exception.Message.TrimEnd('.')}. Check that it runs, and its host, port, name and password.",
        NpgsqlException or TimeoutException => $"PostgreSQL on {options.DataDirectory} has ended, or lets nobody in: {exception.Message} Its own log is in postgres-log there. Start again.",
        ArgumentException or FormatException when options.ConnectionString is not null => $"--connection is not a connection string: {exception.Message}",
        IOException => $"The data directory {options.DataDirectory} cannot be used: {exception.Message} Mend it, or choose another with --data.",
        _ => null,
    };

    [LoggerMessage(EventId = 603, Level = LogLevel.Warning, Message = "There is no key yet, and no terminal to show one on: nobody can record. Make the first with the verb key create --name admin --role admin")]
    private static partial void LogNoKey(ILogger logger);
}
