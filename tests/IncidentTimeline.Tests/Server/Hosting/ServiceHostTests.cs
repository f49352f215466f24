using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using IncidentTimeline.Server.Hosting;
using IncidentTimeline.Server.Hosting.Postgres;
using Npgsql;

namespace IncidentTimeline.Tests.Server.Hosting;

/// <summary>The service as a process of its own, as an operator meets it.</summary>
public sealed class ServiceHostTests : IDisposable
{
    /// <summary>More than any start or stop takes on a busy machine.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private static readonly Dictionary<string, string> Verbose = new()
    {
        ["Logging__Console__LogLevel__Default"] = "Trace",
        ["Logging__Console__LogLevel__Microsoft"] = "Trace",
        ["Logging__Console__LogLevel__Npgsql"] = "Trace",
    };

    private readonly TestDirectory _directory = TestDirectory.Create();
    private readonly CancellationTokenSource _patience = new(Patience);

    private string LockFile => Path.Combine(_directory.Path, "postgres", "postmaster.pid");

    public void Dispose()
    {
        _directory.Dispose();
        _patience.Dispose();
    }

    private static async Task RunAsync(NpgsqlDataSource database, params string[] statements)
    {
        foreach (var statement in statements)
        {
            await using var command = database.CreateCommand(statement);
            await command.ExecuteNonQueryAsync();
        }
    }

    [Fact]
    public async Task It_says_where_it_listens_and_stops_cleanly_when_asked()
    {
        using var service = await StartAndListenAsync();

        ProcessSignals.Send(service.Id, Signal.Interrupt);
        await service.WaitForExitAsync(_patience.Token);

        service.ExitCode.ShouldBe(0);
        File.Exists(LockFile).ShouldBeFalse();
    }

    [Fact]
    public async Task When_it_is_killed_its_database_stops_too()
    {
        using var service = await StartAndListenAsync();

        service.Kill();

        // Removed at the end of an orderly shutdown, which is all that can be seen of a process that is not our child.
        while (File.Exists(LockFile))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, _patience.Token);
        }
    }

    [Fact]
    public async Task Killed_and_started_again_it_serves_the_same_data()
    {
        using var killed = await StartAndListenAsync();
        killed.Kill();
        await killed.WaitForExitAsync(_patience.Token);

        using var next = await StartAndListenAsync();

        ProcessSignals.Send(next.Id, Signal.Interrupt);
        await next.WaitForExitAsync(_patience.Token);
        next.ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task When_its_database_is_killed_it_starts_it_again_and_says_so()
    {
        using var service = await StartAndListenAsync();

        using var postmaster = Process.GetProcessById(int.Parse((await File.ReadAllLinesAsync(LockFile))[0], System.Globalization.CultureInfo.InvariantCulture));
        postmaster.Kill();

        var said = "";
        while (await service.StandardError.ReadLineAsync(_patience.Token) is { } line && !line.Contains("runs again on", StringComparison.Ordinal))
        {
            said += line;
        }

        said.ShouldContain("PostgreSQL has ended by itself and is started again");
        ProcessSignals.Send(service.Id, Signal.Interrupt);
        await service.WaitForExitAsync(_patience.Token);
        service.ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task A_taken_port_is_explained()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;

        using var service = Start("--port", $"{port}");
        await service.WaitForExitAsync(_patience.Token);

        service.ExitCode.ShouldBe(1);
        (await service.StandardError.ReadToEndAsync(_patience.Token)).ShouldContain($"Port {port} on 127.0.0.1 is taken");
        File.Exists(LockFile).ShouldBeFalse();
    }

    [Fact]
    public async Task An_unknown_option_is_refused_with_the_way_to_the_others()
    {
        using var service = Start("--bogus");
        await service.WaitForExitAsync(_patience.Token);

        service.ExitCode.ShouldBe(2);
        (await service.StandardError.ReadToEndAsync(_patience.Token)).ShouldBe("Unrecognized command or argument '--bogus'.\n--help tells what there is.\n");
    }

    [Fact]
    public async Task An_open_address_without_tls_is_refused_with_the_reason()
    {
        using var service = Start("--address", "0.0.0.0");
        await service.WaitForExitAsync(_patience.Token);

        service.ExitCode.ShouldBe(2);
        (await service.StandardError.ReadToEndAsync(_patience.Token)).ShouldStartWith("Listening on 0.0.0.0 over plain HTTP would show every key");
    }

    [Fact]
    public async Task The_password_of_a_database_that_is_not_there_is_not_told()
    {
        using var service = Start("--port", "0", "--connection", "Host=127.0.0.1;Port=1;Database=d;Username=u;Password=open-sesame;Timeout=2");
        await service.WaitForExitAsync(_patience.Token);

        service.ExitCode.ShouldBe(1);
        var told = await service.StandardError.ReadToEndAsync(_patience.Token);
        told.ShouldContain("The database of --connection does not let us in");
        told.ShouldNotContain("sesame");
    }

    [Fact]
    public async Task A_login_that_lacks_a_right_is_told_what_a_superuser_has_to_do()
    {
        var server = await TestServer.GetAsync();
        await using var superuser = NpgsqlDataSource.Create(server.ConnectionString);
        var login = $"timeline_plain_{Guid.NewGuid():n}";
        await RunAsync(superuser, $"create role {login} login password 'test'", $"create database {login} owner {login}");
        try
        {
            using var service = Start("--port", "0", "--connection", new NpgsqlConnectionStringBuilder(server.ConnectionString) { Username = login, Password = "test", Database = login }.ConnectionString);
            await service.WaitForExitAsync(_patience.Token);

            service.ExitCode.ShouldBe(1);
            (await service.StandardError.ReadToEndAsync(_patience.Token)).ShouldContain($"grant timeline_service to \"{login}\";");
        }
        finally
        {
            await RunAsync(superuser, $"drop database {login} with (force)", $"drop role {login}");
        }
    }

    [Fact]
    public async Task A_lost_key_is_replaced_on_the_database_itself_and_no_key_is_in_what_the_service_says()
    {
        // Everything that anything of the framework has to say, where by default it is told to be brief.
        using var service = Start(Verbose, "--port", "0");
        var address = (await service.StandardOutput.ReadLineAsync(_patience.Token)).ShouldNotBeNull()["Listening on ".Length..];
        var told = service.StandardError.ReadToEndAsync(_patience.Token);

        using var verb = Start("key", "create", "--name", "finder", "--role", "auditor");
        var key = (await verb.StandardOutput.ReadToEndAsync(_patience.Token)).Trim();
        await verb.WaitForExitAsync(_patience.Token);
        verb.ExitCode.ShouldBe(0);

        using var client = new HttpClient { BaseAddress = new Uri(address) };
        await UntilLetInAsync(client, key);
        var answers = new StringBuilder();
        var forged = $"{key[..^1]}{(key[^1] == '0' ? '1' : '0')}";
        var token = $"eyJhbGciOiJIUzI1NiJ9.{key[12..]}.{key[12..]}";
        foreach (var header in (string[])[$"Bearer {key}", $"Bearer {forged}", $"Bearer {key} {key}", $"bearer\t{key}", $"Basic {key}", key, $"Bearer {token}"])
        {
            foreach (var (method, path) in ((string, string)[])[("GET", "/whoami"), ("GET", "/regions?mistyped=1"), ("POST", "/sources"), ("GET", "/openapi/v1.json"), ("GET", "/nothing")])
            {
                using var request = new HttpRequestMessage(new HttpMethod(method), path);
                request.Headers.TryAddWithoutValidation("Authorization", header);
                using var response = await client.SendAsync(request, _patience.Token);
                answers.Append(response).Append(await response.Content.ReadAsStringAsync(_patience.Token));
            }
        }

        (await client.GetStringAsync("/health/live", _patience.Token)).ShouldContain("alive");
        ProcessSignals.Send(service.Id, Signal.Interrupt);
        await service.WaitForExitAsync(_patience.Token);
        var all = await told + answers;

        key.ShouldMatch("^it_[a-z2-9]{8}_[0-9a-f]{48}$");
        all.ShouldContain("finder");
        all.ShouldContain("Request starting"); // It was verbose.
        all.ShouldNotContain(key[12..^1]);
        all.ShouldContain("There is no key yet, and no terminal to show one on");
        Regex.Matches(all, "it_[a-z2-9]{8}_[0-9a-f]{48}").Select(match => match.Value).Where(found => found != forged).ShouldBeEmpty();
    }

    private async Task UntilLetInAsync(HttpClient client, string key)
    {
        while (true)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/whoami");
            request.Headers.Authorization = new("Bearer", key);
            using var response = await client.SendAsync(request, _patience.Token);
            if (response.IsSuccessStatusCode)
            {
                return;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, _patience.Token);
        }
    }

    private async Task<Process> StartAndListenAsync()
    {
        var service = Start("--port", "0");
        (await service.StandardOutput.ReadLineAsync(_patience.Token)).ShouldNotBeNull().ShouldMatch(@"^Listening on http://127\.0\.0\.1:\d+$");
        return service;
    }

    private Process Start(params string[] arguments) => Start([], arguments);

    private Process Start(Dictionary<string, string> environment, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(ServiceHost).Assembly.Location, .. arguments, "--data", _directory.Path, .. arguments is ["key", ..] ? [] : (string[])["--no-demo"]])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start).ShouldNotBeNull();
    }
}
