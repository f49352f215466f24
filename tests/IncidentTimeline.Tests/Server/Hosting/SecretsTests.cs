using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using IncidentTimeline.EventLog;
using IncidentTimeline.Server.Access;
using IncidentTimeline.Server.Access.Keys;
using IncidentTimeline.Server.Hosting;
using IncidentTimeline.Server.Hosting.Postgres;
using IncidentTimeline.Tests.Server.Access.Tokens;
using IncidentTimeline.Tests.Server.Hosting.Telemetry;
using Npgsql;

namespace IncidentTimeline.Tests.Server.Hosting;

/// <summary>The service with every logger at its most verbose and a collector beside it: what lets somebody in is sent in every way, good and bad, and looked for in all that it says.</summary>
public sealed class SecretsTests
{
    /// <summary>More than a start, an export and a stop take on a busy machine.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task What_lets_somebody_in_stands_in_no_log_answer_span_or_metric()
    {
        using var patience = new CancellationTokenSource(Patience);
        using var directory = TestDirectory.Create();
        await using var collector = await TestCollector.StartAsync();
        await using var issuer = await TestIssuer.StartAsync();
        await using var database = await OwnDatabase.CreateAsync();
        using var service = Start(directory, collector, issuer, database);
        var errors = service.StandardError.ReadToEndAsync(patience.Token);
        var address = (await service.StandardOutput.ReadLineAsync(patience.Token)).ShouldNotBeNull()["Listening on ".Length..];
        var output = service.StandardOutput.ReadToEndAsync(patience.Token);
        using var client = new HttpClient { BaseAddress = new Uri(address) };
        var key = await CreateKeyAsync(database, client, patience.Token);
        using var forger = RSA.Create(2048);
        var forgedKey = $"{key[..^1]}{(key[^1] == '0' ? '1' : '0')}";
        string[] tokens = [issuer.Token(new JsonObject { ["roles"] = "ops" }), issuer.Token(signer: forger), issuer.Token(new JsonObject { ["exp"] = 1 }), issuer.Token(kid: "unknown", signer: forger), issuer.Token(new JsonObject { ["aud"] = "elsewhere" })];

        var answers = new StringBuilder();
        string[] headers = [$"Bearer {key}", $"Bearer {forgedKey}", $"Basic {key}", key, $"Bearer {key} {key}", .. tokens.Select(token => $"Bearer {token}"), $"Bearer {tokens[0]}.{tokens[1]}", $"Basic {tokens[0]}"];
        foreach (var header in headers)
        {
            foreach (var (method, path) in ((string, string)[])[("GET", "/whoami"), ("GET", "/regions?mistyped=1"), ("POST", "/sources"), ("POST", "/facts"), ("GET", "/nothing")])
            {
                answers.Append(await AnswerAsync(client, method, path, header, patience.Token));
            }
        }

        // A failure with its whole story, and a database that is gone for a moment.
        await database.ExecuteAsync("alter table timeline.documents rename to documents_gone");
        answers.Append(await AnswerAsync(client, "GET", $"/documents/{new string('a', 64)}/text", headers[0], patience.Token));
        answers.Append(await AnswerAsync(client, "GET", $"/documents/{new string('a', 64)}/text", $"Bearer {tokens[0]}", patience.Token));
        await database.ExecuteAsync($"select pg_terminate_backend(pid) from pg_stat_activity where usename = '{database.Login}' and pid <> pg_backend_pid()");
        answers.Append(await AnswerAsync(client, "GET", $"/documents/{new string('a', 64)}", headers[0], patience.Token));
        var created = JsonNode.Parse((await AnswerAsync(client, "POST", "/keys", headers[0], patience.Token, """{"name":"made","roles":["auditor"]}""")).Split('\n', 2)[1]).Text("secret").ShouldNotBeNull();
        var metrics = await AnswerAsync(client, "GET", "/metrics", headers[0], patience.Token);
        await collector.WaitAsync("/v1/traces", "GET /metrics", patience.Token);
        await collector.WaitAsync("/v1/metrics", "timeline.http.refusals", patience.Token);
        ProcessSignals.Send(service.Id, Signal.Interrupt);
        await service.WaitForExitAsync(patience.Token);

        var log = await errors;
        var told = string.Concat(log, await output, answers, metrics, collector.Everything);
        // It spoke of all of it, and at its most verbose.
        log.ShouldContain("Request starting");
        log.ShouldContain("documents\\u0022 does not exist");
        answers.ToString().ShouldContain("500");
        metrics.ShouldContain("timeline_http_refusals_total");
        collector.Received("/v1/traces", "append").ShouldBeFalse(); // Nothing was recorded.
        foreach (var secret in (string[])[key[12..^1], created[12..], database.Password, .. tokens.Select(token => token.Split('.')[1]), .. tokens.Select(token => token.Split('.')[2])])
        {
            told.Contains(secret, StringComparison.Ordinal).ShouldBeFalse($"{secret[..8]}… stands in what was said: {Around(told, secret)}");
        }
    }

    private static string Around(string told, string secret) =>
        told.IndexOf(secret, StringComparison.Ordinal) is var at and >= 0 ? told[Math.Max(0, at - 200)..at] : "";

    private static async Task<string> CreateKeyAsync(OwnDatabase database, HttpClient client, CancellationToken cancellationToken)
    {
        await using var own = NpgsqlDataSource.Create(LogConnection.ForService(database.ConnectionString));
        var (text, _) = (await new KeyStore(own).CreateAsync(new NewKey("admin", [Role.Admin]), "test", cancellationToken)).ShouldNotBeNull();
        while (!(await AnswerAsync(client, "GET", "/whoami", $"Bearer {text.Reveal()}", cancellationToken)).StartsWith("200", StringComparison.Ordinal))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, cancellationToken);
        }

        return text.Reveal();
    }

    // The status and the headers on a line, then the body.
    private static async Task<string> AnswerAsync(HttpClient client, string method, string path, string authorization, CancellationToken cancellationToken, string body = "{")
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = method == "POST" ? new StringContent(body, null, path == "/facts" ? "application/x-ndjson" : "application/json") : null };
        request.Headers.TryAddWithoutValidation("Authorization", authorization);
        using var response = await client.SendAsync(request, cancellationToken);
        return $"{(int)response.StatusCode} {response.Headers.ToString().ReplaceLineEndings(" ")}\n{await response.Content.ReadAsStringAsync(cancellationToken)}";
    }

    private static Process Start(TestDirectory directory, TestCollector collector, TestIssuer issuer, OwnDatabase database) =>
        Process.Start(new ProcessStartInfo(
            "dotnet",
            [
                typeof(ServiceHost).Assembly.Location, "--port", "0", "--no-demo", "--data", directory.Path, "--connection", database.ConnectionString,
                "--oidc-issuer", issuer.Url, "--oidc-audience", "timeline", "--oidc-roles", "ops=admin",
            ])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["Logging__LogLevel__Default"] = "Trace",
                ["Logging__Console__LogLevel__Default"] = "Trace",
                ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Address,
                ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
                ["OTEL_METRIC_EXPORT_INTERVAL"] = "200",
                ["OTEL_BSP_SCHEDULE_DELAY"] = "200",
            },
        }).ShouldNotBeNull();

    /// <summary>A database with a login of its own, whose password nothing else uses.</summary>
    private sealed class OwnDatabase : IAsyncDisposable
    {
        private readonly NpgsqlDataSource _superuser;

        private OwnDatabase(string server)
        {
            Login = $"timeline_secret_{Guid.NewGuid():n}";
            Password = $"open-sesame-{Guid.NewGuid():n}";
            _superuser = NpgsqlDataSource.Create(server);
            ConnectionString = new NpgsqlConnectionStringBuilder(server) { Username = Login, Password = Password, Database = Login, SearchPath = "timeline" }.ConnectionString;
        }

        public string Login { get; }

        public string Password { get; }

        public string ConnectionString { get; }

        public static async Task<OwnDatabase> CreateAsync()
        {
            var database = new OwnDatabase((await TestServer.GetAsync()).ConnectionString);
            foreach (var statement in (string[])[$"create role {database.Login} login password '{database.Password}'", $"create database {database.Login} owner {database.Login}", $"grant {LogConnection.ServiceRole} to {database.Login}"])
            {
                await using var command = database._superuser.CreateCommand(statement);
                await command.ExecuteNonQueryAsync();
            }

            return database;
        }

        public async Task ExecuteAsync(string sql)
        {
            await using var own = NpgsqlDataSource.Create(ConnectionString);
            await using var command = own.CreateCommand(sql);
            await command.ExecuteNonQueryAsync();
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var statement in (string[])[$"drop database {Login} with (force)", $"drop role {Login}"])
            {
                await using var command = _superuser.CreateCommand(statement);
                await command.ExecuteNonQueryAsync();
            }

            await _superuser.DisposeAsync();
        }
    }
}
