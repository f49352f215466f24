using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using IncidentTimeline.Server.Access;
using IncidentTimeline.Server.Access.Keys;
using IncidentTimeline.Server.Hosting;

namespace IncidentTimeline.Tests.Server.Problems;

/// <summary>A failure of ours: the caller gets a trace id and nothing else, the operator the whole story under that id.</summary>
public sealed class FailureTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    /// <summary>More than any start takes on a busy machine.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [Theory]
    [InlineData("Production")]
    [InlineData("Development")]
    public async Task A_failure_says_its_trace_id_and_nothing_else(string environment)
    {
        using var patience = new CancellationTokenSource(Patience);
        using var directory = TestDirectory.Create();
        var (key, _) = (await new KeyStore(database.Service).CreateAsync(new NewKey("admin", [Role.Admin]), "test", patience.Token)).ShouldNotBeNull();
        using var service = Start(directory, environment);
        var address = (await service.StandardOutput.ReadLineAsync(patience.Token)).ShouldNotBeNull()["Listening on ".Length..];
        await ExecuteAsync("alter table documents rename to documents_gone");
        try
        {
            using var client = new HttpClient { BaseAddress = new Uri(address) };
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key.Reveal());

            using var response = await client.GetAsync($"/documents/{new string('a', 64)}/text", patience.Token);
            var body = await response.Content.ReadAsStringAsync(patience.Token);

            var problem = JsonNode.Parse(body)!.AsObject();
            ((int)response.StatusCode, problem["type"]!.GetValue<string>()).ShouldBe((500, "/problems/failed"), body);
            problem.Select(member => member.Key).ShouldBe(["type", "title", "status", "detail", "traceId"]);
            var trace = Regex.Match(problem["detail"]!.GetValue<string>(), "^Tell the operator this trace id: ([0-9a-f]{32})\\.$").Groups[1].Value;
            problem["traceId"]!.GetValue<string>().ShouldContain(trace);
            trace.Length.ShouldBe(32);

            service.Kill();
            var log = await service.StandardError.ReadToEndAsync(patience.Token);
            log.Split('\n').ShouldContain(line => line.Contains(trace, StringComparison.Ordinal) && line.Contains("42P01", StringComparison.Ordinal), log);
        }
        finally
        {
            service.Kill();
            await ExecuteAsync("alter table documents_gone rename to documents");
        }
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var command = database.Owner.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    private Process Start(TestDirectory directory, string environment) =>
        Process.Start(new ProcessStartInfo("dotnet", [typeof(ServiceHost).Assembly.Location, "--data", directory.Path, "--no-demo", "--port", "0", "--connection", database.OwnerConnectionString])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["ASPNETCORE_ENVIRONMENT"] = environment, ["DOTNET_ENVIRONMENT"] = environment },
        }).ShouldNotBeNull();
}
