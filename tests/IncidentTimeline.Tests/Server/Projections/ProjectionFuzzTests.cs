using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using IncidentTimeline.Tests.Server.Checking;
using IncidentTimeline.Tests.Server.Problems;

namespace IncidentTimeline.Tests.Server.Projections;

/// <summary>What rebuilds and reverts takes a name and no body: other names are refused, and whatever comes as a body changes nothing about it.</summary>
public sealed class ProjectionFuzzTests(TestService service) : IClassFixture<TestService>
{
    private static readonly string[] Acts = ["rebuild", "revert"];

    private static readonly string[] Bodies = ["", "{}", "null", "{\"name\":\"statements\"}", "[[", "\0", new('x', 70_000)];

    /// <summary>What is spoilt here of what takes a POST.</summary>
    internal static IEnumerable<string> Routes => Acts.Select(act => $"/projections/{{name}}/{act}");

    [Fact]
    public async Task Spoilt_requests_are_the_callers_fault_and_harm_nothing()
    {
        var scene = await Scene.SetAsync(service.Admin);
        await scene.RecordAsync(scene.Fact());
        var log = await FuzzedLog.BeginAsync(service);
        foreach (var act in Acts)
        {
            foreach (var name in RequestMutator.Ids.Append("Statements").Append("fact-search%20"))
            {
                (await SendAsync($"/projections/{name}/{act}", "")).Status.ShouldBe(404, name);
            }

            foreach (var query in (string[])["acceptDifferences=perhaps", "acceptDifferences=true&acceptDifferences=false", "accept=true", "acceptDifferences=%ff", "name=statements"])
            {
                var (status, answer) = await SendAsync($"/projections/fact-search/{act}?{query}", "");
                status.ShouldBe(400, $"{act}?{query}");
                JsonNode.Parse(answer)!["type"]!.GetValue<string>().ShouldBe("/problems/invalid-query", query); // It is a problem document.
            }

            foreach (var body in Bodies)
            {
                var (status, answer) = await SendAsync($"/projections/fact-search/{act}", body);
                status.ShouldBe(200, answer);
                JsonNode.Parse(answer.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1])!["outcome"]!.GetValue<string>().ShouldBe("switched", answer); // The last is a verdict.
            }
        }

        await log.HoldsAsync();
        await Checks.ShouldBeSoundAsync(service.Database.OwnerConnectionString);
    }

    private async Task<(int Status, string Answer)> SendAsync(string path, string body)
    {
        using var response = await service.Admin.PostAsync(path, new StringContent(body, Encoding.UTF8, "application/json"));
        response.StatusCode.ShouldNotBe(HttpStatusCode.InternalServerError, path);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }
}
