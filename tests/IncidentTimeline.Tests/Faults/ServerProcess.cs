using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Runtime.InteropServices;
using IncidentTimeline.EventLog;
using IncidentTimeline.Server.Access;
using IncidentTimeline.Server.Access.Keys;
using IncidentTimeline.Server.Hosting;

namespace IncidentTimeline.Tests.Faults;

/// <summary>
/// The real server program as a process of its own, to be killed, stopped and started again. Everything it leaves behind
/// goes with this object: the process by its id, its embedded PostgreSQL with it, its directory last.
/// </summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    /// <summary>How long a start, a stop or an end may take on a busy machine; recovery of a killed database included.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Longest wait for one answer. The service bounds its own, and this shows if it does not.</summary>
    private static readonly TimeSpan AnswerPatience = TimeSpan.FromSeconds(45);

    private readonly TestDirectory? _ownDirectory;
    private readonly string[] _arguments;
    private readonly string? _connection;
    private readonly List<string> _said = [];
    private readonly HttpClient _client;
    private Process? _process;
    private volatile Uri? _address;

    private ServerProcess(TestDirectory? ownDirectory, string data, string? connection, string? key)
    {
        _ownDirectory = ownDirectory;
        _connection = connection;
        _arguments = ["--data", data, "--port", "0", "--no-demo", .. connection is null ? [] : (string[])["--connection", connection]];
        DataDirectory = data;
        Key = key;
        _client = new HttpClient(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(5), UseProxy = false, AllowAutoRedirect = false }) { Timeout = AnswerPatience };
        if (key is not null)
        {
            _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        }
    }

    public string DataDirectory { get; }

    /// <summary>The admin's key, made after the first start, or handed in.</summary>
    public string? Key { get; private set; }

    public int ProcessId => _process!.Id; // There is one from the first start on.

    public bool HasExited => _process is null or { HasExited: true };

    public int ExitCode => _process!.ExitCode; // As above.

    /// <summary>All that it wrote to standard error, through all its lives.</summary>
    public string Said
    {
        get
        {
            lock (_said)
            {
                return string.Join('\n', _said);
            }
        }
    }

    /// <summary>Where it answers now; another address after each start.</summary>
    public Uri Address => _address ?? throw new InvalidOperationException("The server has not been started.");

    /// <summary>With the admin's key; takes whole addresses, as the server's changes.</summary>
    public HttpClient Client => _client;

    /// <summary>A server that is listening, on a data directory of its own unless one is given.</summary>
    /// <param name="connection">The owner's connection string of a database to use, or null for an embedded one.</param>
    /// <param name="data">A directory of the caller's, or null.</param>
    /// <param name="peer">Another server on the same database, whose key opens this one, too; or null.</param>
    public static async Task<ServerProcess> StartAsync(string? connection = null, string? data = null, ServerProcess? peer = null)
    {
        var directory = data is null ? TestDirectory.Create() : null;
        var server = new ServerProcess(directory, data ?? directory!.Path, connection, peer?.Key); // One of the two is there.
        try
        {
            await server.StartAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts it (again), as a supervisor would, and waits until it listens.</summary>
    public async Task StartAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        _process?.Dispose();
        var process = _process = Process.Start(new ProcessStartInfo("dotnet", [typeof(ServiceHost).Assembly.Location, .. _arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        }).ShouldNotBeNull();
        process.ErrorDataReceived += (_, line) => Hear(line.Data);
        process.BeginErrorReadLine();

        var listening = await process.StandardOutput.ReadLineAsync(patience.Token);
        listening.ShouldNotBeNull($"The server ended before it listened:\n{Said}").ShouldStartWith("Listening on ");
        _address = new Uri(listening["Listening on ".Length..]);
        Key ??= await CreateKeyAsync(patience.Token);
        _client.DefaultRequestHeaders.Authorization ??= new AuthenticationHeaderValue("Bearer", Key);
    }

    /// <summary>Starts it until it listens, as a supervisor does: it ends, and says why, where its database is away at that moment.</summary>
    public async Task StartAgainAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            var said = Said.Length;
            try
            {
                await StartAsync();
                return;
            }
            catch (ShouldAssertException) when (Said[said..].Contains("does not let us in", StringComparison.Ordinal) && !patience.IsCancellationRequested)
            {
                await WaitForExitAsync();
            }
        }
    }

    // Beside the server, which has no terminal to show one on; it knows the key a moment later.
    private async Task<string> CreateKeyAsync(CancellationToken cancellationToken)
    {
        await using var service = Npgsql.NpgsqlDataSource.Create(LogConnection.ForService(_connection ?? EmbeddedConnectionString()));
        var (text, _) = (await new KeyStore(service).CreateAsync(new NewKey("admin", [Role.Admin]), "test", cancellationToken)).ShouldNotBeNull();
        while (true)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Address, "/whoami"));
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", text.Reveal());
            using var response = await _client.SendAsync(request, cancellationToken);
            if (response.IsSuccessStatusCode)
            {
                return text.Reveal();
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, cancellationToken);
        }
    }

    /// <summary>Kills it, without a word to anybody.</summary>
    public async Task KillAsync()
    {
        _process!.Kill(); // SIGKILL.
        await WaitForExitAsync();
    }

    /// <summary>Asks it to stop, as a supervisor does.</summary>
    public void Terminate() => Signal(ProcessId, 15).ShouldBeTrue();

    public async Task WaitForExitAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        await _process!.WaitForExitAsync(patience.Token);
    }

    /// <summary>The process id of the postmaster that it runs now; null while it runs none.</summary>
    public int? PostmasterId()
    {
        var file = Path.Combine(DataDirectory, "postgres", "postmaster.pid");
        return File.Exists(file) && File.ReadLines(file).FirstOrDefault() is { } line && int.TryParse(line, CultureInfo.InvariantCulture, out var id) ? id : null;
    }

    /// <summary>The owner's way into the embedded database, outside any pool.</summary>
    public string EmbeddedConnectionString() => new Npgsql.NpgsqlConnectionStringBuilder
    {
        Host = Path.Combine(DataDirectory, "socket"),
        Username = "timeline",
        Password = File.ReadAllText(Path.Combine(DataDirectory, "postgres-password")).Trim(),
        Database = "timeline",
        SearchPath = "timeline",
        Pooling = false,
    }.ConnectionString;

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        if (!HasExited)
        {
            Signal(ProcessId, 15);
            await Task.WhenAny(_process!.WaitForExitAsync(), Task.Delay(Patience, TimeProvider.System));
            if (!HasExited)
            {
                _process!.Kill();
            }
        }

        _process?.Dispose();
        if (_ownDirectory is not null)
        {
            await WaitForPostmasterAsync();
            _ownDirectory.Dispose();
        }
    }

    // Of a server that was killed; its watchdog stops the postmaster, and the directory cannot be removed under it.
    private async Task WaitForPostmasterAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        while (PostmasterId() is { } id && Signal(id, 0) && !patience.IsCancellationRequested)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }
    }

    private void Hear(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (_said)
        {
            _said.Add(line);
        }
    }

    private static bool Signal(int processId, int signal) => Kill(processId, signal) == 0;

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern int Kill(int processId, int signal);
}
