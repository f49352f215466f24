using System.Text.Json.Nodes;
using IncidentTimeline.Cli;
using IncidentTimeline.Client;
using IncidentTimeline.Tests.Server;

namespace IncidentTimeline.Tests.Cli;

public sealed class SubscriptionsCommandTests(TestService service) : IClassFixture<TestService>
{
    [Fact]
    public async Task A_subscription_is_made_looked_at_mended_and_ended()
    {
        var scene = await Scene.SetAsync(service.Admin);
        var made = JsonNode.Parse(await RunAsync("put", "alarms", "--start", "now", "--family", "Air", "--incident", scene.Incident.Value, "--attempts", "3"))!; // JSON is no null.
        made["filter"]!.ToJsonString().ShouldBe($$"""{"families":["Air"],"incidents":["{{scene.Incident}}"]}""");
        (made["attemptsMax"]!.GetValue<int>(), made["retentionDays"]!.GetValue<int>()).ShouldBe((3, 30));
        var position = await scene.RecordAsync(scene.Fact());
        using var client = TimelineClient.Create(service.Admin.BaseAddress!, service.AdminKey); // Its clients have one.
        var taken = await client.Subscriptions.NextAsync("alarms", 10, TimeSpan.FromSeconds(25), TimeSpan.FromMinutes(10), "night shift", CancellationToken.None);
        await client.Subscriptions.AcknowledgeAsync("alarms", taken.Lease!.Value, [new EventOutcome(position, DeliveryOutcome.Parked, "\u001b[2J\u202eNo.")], null, CancellationToken.None); // With events there is one.

        (await RunAsync("list")).ShouldMatch(@"^alarms\tadmin\tactive\t\d+\t0\t0\t0\t1\t\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\n$");
        var shown = await RunAsync("show", "alarms");
        shown.ShouldNotContain("\u001b");
        shown.ShouldNotContain("\u202e");
        JsonNode.Parse(shown)!["parkedEvents"]![0]!["position"]!.GetValue<long>().ShouldBe(position); // It was parked.
        (await RunAsync("received", "alarms")).ShouldMatch($@"^{position}\t[0-9a-f-]{{36}}\tDroneDownReported\t1\t[0-9TZ:-]+\tnight shift\tparked\t[0-9TZ:-]+\n$");
        (await RunAsync("received", "alarms", "--known-at", $"{scene.OpenedAt}")).ShouldBe("");
        Count(await RunAsync("redeliver", "alarms", $"{position}"), "waiting").ShouldBe(1);
        JsonNode.Parse(await RunAsync("pause", "alarms"))!["state"]!.GetValue<string>().ShouldBe("paused");
        JsonNode.Parse(await RunAsync("resume", "alarms"))!["state"]!.GetValue<string>().ShouldBe("active");
        var again = await client.Subscriptions.NextAsync("alarms", 10, TimeSpan.FromSeconds(25), TimeSpan.FromMinutes(10), null, CancellationToken.None);
        await client.Subscriptions.AcknowledgeAsync("alarms", again.Lease!.Value, [new EventOutcome(position, DeliveryOutcome.Parked, "No.")], null, CancellationToken.None); // As above.
        Count(await RunAsync("skip", "alarms", $"{position}"), "parked").ShouldBe(0);
        Count(await RunAsync("reset", "alarms", "beginning"), "position").ShouldBe(0);
        (await RunAsync("delete", "alarms")).ShouldBe("");
        (await RunAsync("list")).ShouldBe("");
    }

    private static long Count(string json, string member) => JsonNode.Parse(json)![member]!.GetValue<long>(); // It is shown.

    private async Task<string> RunAsync(params string[] arguments)
    {
        var (output, error) = (new StringWriter { NewLine = "\n" }, new StringWriter());
        var code = await TimelineCommand.RunAsync(["subscriptions", .. arguments, "--server", service.Admin.BaseAddress!.ToString()], name => name == "TIMELINE_KEY" ? service.AdminKey : null, output, error); // As above.
        code.ShouldBe(0);
        error.ToString().ShouldMatch(arguments[0] == "received" ? @"\AThe record is whole from [0-9TZ:-]+ on; what was told before is not kept\.\r?\n\z" : @"\A\z");
        return output.ToString();
    }
}
