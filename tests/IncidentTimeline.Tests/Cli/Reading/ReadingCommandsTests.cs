using System.Text;
using System.Text.Json.Nodes;
using IncidentTimeline.Desk;
using IncidentTimeline.Facts;
using IncidentTimeline.Facts.Air;
using IncidentTimeline.Facts.Revision;
using IncidentTimeline.Server.Demo;
using IncidentTimeline.Server.Recording;
using IncidentTimeline.Sources;
using IncidentTimeline.Tests.Server;
using Microsoft.Extensions.DependencyInjection;

namespace IncidentTimeline.Tests.Cli.Reading;

/// <summary>Pictures, histories and traces as a person reads them. What is expected stands in the reports of demo.json.</summary>
public sealed class ReadingCommandsTests(ReadingCommandsTests.Demo demo) : IClassFixture<ReadingCommandsTests.Demo>
{
    private const string EventTime = "2026-01-01T00:00:00Z";

    private readonly TestService _service = demo.Service;

    [Fact]
    public async Task A_picture_shows_what_is_displayed_and_what_is_not_known()
    {
        var shown = await ShowAsync("picture", "RU-KLU", "--event-time", EventTime);

        shown.ShouldStartWith("Kaluga (RU-KLU)  policy v1\nAs known at position ");
        shown.ShouldContain("whenever it was published, of the world at 2026-01-01T00:00:00Z");
        Row(shown, "kaluga-two-drones", "drones-down").ShouldContain("2  confirmed");
        Row(shown, "kaluga-two-drones", "drones-down").ShouldContain("Administration of Kaluga Oblast");
        Row(shown, "kaluga-two-drones", "drones-down").ShouldContain("happened “overnight”: between ");
        Row(shown, "kaluga-two-drones", "people-killed").ShouldContain("not stated");
        Row(shown, "kaluga-two-drones", "people-injured").ShouldContain("none reported  asserted");
        shown.ShouldContain("drones-down: parts 1 + 1, consistent with 2");
        shown.ShouldContain("part of kaluga-two-drones: Drone near Sukhinichi, 8 April 2025");
        shown.ShouldContain("information gap");
        shown.ShouldContain("Context incidents left out: 1; --context shows them.");
        shown.ShouldContain("Nobody has said when these documents were published:");
    }

    [Fact]
    public async Task A_picture_shows_what_competes_and_what_is_contested()
    {
        var forty = await ShowAsync("picture", "RU-KLU", "--event-time", EventTime);
        var voronezh = await ShowAsync("picture", "RU-VOR", "--event-time", EventTime);

        forty.ShouldContain("contradicts what is displayed");
        forty.ShouldContain("36  unconfirmed");
        Row(voronezh, "voronezh-air-target", "buildings-damaged").ShouldContain("CONTESTED");
        Row(voronezh, "voronezh-air-target", "buildings-damaged").ShouldContain("nothing is in force");
        voronezh.Split("contradicted", StringSplitOptions.None).Length.ShouldBe(3); // The administration's six blocks, and the department's four.
    }

    [Fact]
    public async Task With_a_publication_time_what_has_none_is_listed_as_undated()
    {
        var shown = await ShowAsync("picture", "RU-KLU", "--published-by", "2025-04-08T08:00:00Z");

        shown.ShouldContain("published by 2025-04-08T08:00:00Z");
        shown.ShouldContain("Undated: their publication time is not known, so they have no effect here");
        shown[shown.IndexOf("Undated:", StringComparison.Ordinal)..].ShouldContain("Radio Zhizdra");
        Row(shown, "kaluga-two-drones", "drones-down").ShouldContain("2  preliminary");
    }

    [Fact]
    public async Task A_history_with_a_publication_time_lists_what_has_none_as_undated()
    {
        var shown = await ShowAsync("history", "kaluga-two-drones", "drones-down", "--published-by", "2025-04-08T08:00:00Z");

        shown[shown.IndexOf("Undated:", StringComparison.Ordinal)..].ShouldContain("Radio Zhizdra");
        shown[..shown.IndexOf("Undated:", StringComparison.Ordinal)].ShouldNotContain("Radio Zhizdra");
    }

    [Fact]
    public async Task A_region_of_which_nobody_speaks_does_not_look_quiet() =>
        (await ShowAsync("picture", "FR")).ShouldContain("Nobody has reported anything here as of then; that is not to say that nothing happened.");

    [Fact]
    public async Task A_picture_can_be_had_as_it_was_known()
    {
        var scene = await Scene.SetAsync(_service.Admin);
        var before = await scene.RecordAsync(scene.Fact(new DroneDownReported(Count.Exactly(7)), region: "RU-SA"));
        var head = await scene.RecordAsync(scene.Fact(new DroneDownReported(Count.Exactly(8)), region: "RU-SA"));

        (await ShowAsync("picture", "RU-SA", "--known-at", $"{before}")).ShouldNotContain("CONTESTED");
        (await ShowAsync("picture", "RU-SA", "--at-least", $"{head}")).ShouldContain("CONTESTED");
    }

    [Theory]
    [InlineData("/regions/RU-KLU/picture?include=context&eventTime=2026-01-01T00%3A00%3A00Z&knownAt=111", "picture", "RU-KLU", "--context", "--event-time", EventTime, "--known-at", "111")]
    [InlineData("/incidents/kaluga-two-drones/aspects/drones-down/history?place=RU-KLU&eventTime=2026-01-01T00%3A00%3A00Z", "history", "kaluga-two-drones", "drones-down", "--place", "RU-KLU", "--event-time", EventTime)]
    [InlineData("/facts/0512e21f-62ed-5209-8ed0-31a76ad6153c/trace?knownAt=60", "trace", "0512e21f-62ed-5209-8ed0-31a76ad6153c", "--known-at", "60")]
    public async Task Where_nobody_reads_it_is_what_the_service_answers(string path, params string[] arguments)
    {
        var answer = await _service.Admin.GetStringAsync(path);

        (await _service.ReadTimelineAsync(arguments)).ShouldBe(answer + "\n");
        (await _service.ReadTimelineAsync([.. arguments, "--json"])).ShouldBe(answer + "\n");
    }

    [Fact]
    public async Task A_history_tells_each_step_and_what_became_of_it()
    {
        var shown = await ShowAsync("history", "kaluga-two-drones", "drones-down", "--event-time", EventTime);
        var corrected = await ShowAsync("history", "moscow-drones", "passengers-stranded");

        shown.ShouldStartWith("Drones brought down  drones-down of kaluga-two-drones\n");
        shown.ShouldContain("2025-04-08T05:20:00Z");
        shown.ShouldContain("to others: relay");
        shown.ShouldContain("to others: status up");
        shown.ShouldContain("not known when");
        shown.ShouldContain("Now: one account is in force");
        shown.ShouldContain("RelationAsserted  ");
        corrected.ShouldContain("2600  stated");
        corrected.ShouldContain("superseded since");
        corrected.ShouldContain("correction");
        (await ShowAsync("history", "voronezh-air-target", "buildings-damaged", "--event-time", EventTime)).ShouldContain("Now: CONTESTED, nothing is in force");
    }

    [Fact]
    public async Task A_trace_goes_down_to_the_words_and_the_bytes()
    {
        var shown = await ShowAsync("trace", "0512e21f-62ed-5209-8ed0-31a76ad6153c"); // kaluga-two-confirmed.

        shown.ShouldStartWith("Drones brought down: 2.  DroneDownReported 0512e21f-62ed-5209-8ed0-31a76ad6153c\n");
        shown.ShouldContain("  event time    happened “overnight”: between ");
        shown.ShouldContain("  report time   2025-04-08T11:30:00Z\n");
        shown.ShouldMatch(@"  known since   20\S+Z, position 34\n");
        shown.ShouldContain("  publisher: Kaluga Evening (kaluga-evening)\n    official body: Administration of Kaluga Oblast (kaluga-administration)  ← the voice\n");
        shown.ShouldContain("  value: “two drones were destroyed”  52 to 77\n    The Kaluga Oblast administration has confirmed that two drones were destroyed overnight.\n");
        shown.ShouldContain("  so it is      intact\n");
        shown.ShouldContain("  SHA-256       a15adfc8");
        shown.ShouldContain("  computed anew a15adfc8");
        shown.ShouldContain("  review        nobody else has looked at it\n");
    }

    [Fact]
    public async Task A_trace_tells_what_became_of_a_fact()
    {
        var scene = await Scene.SetAsync(_service.Admin);
        var fact = scene.Fact();
        await scene.RecordAsync(fact);
        var retraction = scene.Fact(new StatementRetracted(fact.FactId));
        var head = await scene.RecordAsync(retraction);

        var shown = await ShowAsync("trace", fact.FactId.Value, "--at-least", $"{head}");

        shown.ShouldContain($"  standing      withdrawn, by {retraction.FactId}\n");
        shown.ShouldContain("  report time   not known: nobody has said when it was published\n");
        (await ShowAsync("trace", retraction.FactId.Value)).ShouldContain($"  retracts      {fact.FactId}\n");
    }

    [Fact]
    public async Task A_decision_that_was_undone_is_told_as_that()
    {
        var scene = await Scene.SetAsync(_service.Admin);
        var fact = scene.Fact();
        await scene.RecordAsync(fact);
        var (rating, _) = await scene.DecideAsync(new CredibilityRated(fact.FactId, 4, "One voice."));
        var head = await scene.UndoAsync(rating);

        var trace = await ShowAsync("trace", fact.FactId.Value, "--at-least", $"{head}");
        var history = await ShowAsync("history", scene.Incident.Value, "drones-down", "--at-least", $"{head}");

        foreach (var shown in (string[])[trace, history])
        {
            shown.ShouldContain("undone: CredibilityRated  Credibility 4: One voice.");
            shown.ShouldContain("  by Decision undone: A slip.");
        }
    }

    [Fact]
    public async Task Words_of_a_source_do_nothing_to_the_terminal()
    {
        const string Hostile = "[red]Two[/] \u001b]52;c;ZXZpbA==\u0007\u009b2J \u202edrones\u2069 fell";
        var scene = await Scene.SetAsync(_service.Admin);
        var text = $"{Hostile}\n over the oblast.";
        var sha256 = (await _service.Admin.RecordAsync("/documents", new NewDocument(scene.Source, Encoding.UTF8.GetBytes(text))))["sha256"]!.GetValue<string>();
        var fact = scene.Fact() with { Document = new DocumentHash(sha256), Quotations = [new Quotation(Hostile, 0, Hostile.Length)] };
        var head = await scene.RecordAsync(fact);

        var shown = await ShowAsync("trace", fact.FactId.Value, "--at-least", $"{head}");
        var json = await _service.ReadTimelineAsync("trace", fact.FactId.Value);

        shown.ShouldContain("“[red]Two[/] ⟨U+001B⟩]52;c;ZXZpbA==⟨U+0007⟩⟨U+009B⟩2J ⟨U+202E⟩drones⟨U+2069⟩ fell”");
        (shown + json).Where(one => one != '\n' && (char.IsControl(one) || char.GetUnicodeCategory(one) == System.Globalization.UnicodeCategory.Format)).ShouldBeEmpty();
        JsonNode.Parse(json)!["quotations"]![0]!["quotation"]!["exact"]!.GetValue<string>().ShouldBe(Hostile);
    }

    [Fact]
    public async Task What_the_service_does_not_have_fails_with_its_words()
    {
        var (code, output, error) = await _service.TimelineAsync("history", "kaluga-two-drones", "drone-down");

        (code, output).ShouldBe((1, ""));
        error.ShouldContain("no incident asks drone-down");
    }

    [Theory]
    [InlineData("--known-at must be a position, such as 42, or a time with an offset", "picture", "UA", "--known-at", "yesterday")]
    [InlineData("--known-at must be a position", "picture", "UA", "--known-at", "-1")]
    [InlineData("--at-least must be a position, 0 or more, not \"x\".", "picture", "UA", "--at-least", "x")]
    [InlineData("--event-time must be a time with an offset", "history", "a", "b", "--event-time", "2025-05-21T00:30:00")]
    [InlineData("--json and --pretty exclude each other.", "picture", "UA", "--json", "--pretty")]
    [InlineData("Cannot parse argument 'one'", "trace", "one")]
    public async Task What_is_not_understood_is_named(string expected, params string[] arguments)
    {
        var (code, _, error) = await _service.TimelineAsync(arguments);

        code.ShouldBe(2);
        error.ShouldContain(expected);
    }

    private Task<string> ShowAsync(params string[] arguments) => _service.ReadTimelineAsync([.. arguments, "--pretty"]);

    // From the line that names the aspect, below the line that names the incident: the row of the table around it.
    private static string Row(string shown, string incident, string aspect)
    {
        var lines = shown.Split('\n');
        var heading = Array.FindIndex(lines, line => line.Contains($"  {incident}, ", StringComparison.Ordinal));
        var named = heading < 0 ? -1 : Array.FindIndex(lines, heading, line => line.StartsWith($"│ {aspect} ", StringComparison.Ordinal));
        named.ShouldBeGreaterThan(0, shown);
        var first = Array.FindLastIndex(lines, named, IsBorder);
        return string.Join('\n', lines[(first + 1)..Array.FindIndex(lines, named, IsBorder)]);
    }

    private static bool IsBorder(string line) => line is ['├' or '╭' or '╰', ..];

    /// <summary>A service with the demo in it.</summary>
    public sealed class Demo : IAsyncLifetime
    {
        public TestService Service { get; } = new();

        public async Task InitializeAsync()
        {
            await Service.InitializeAsync();
            await Service.Services.GetRequiredService<DemoLoader>().LoadAsync(CancellationToken.None);
        }

        public Task DisposeAsync() => Service.DisposeAsync();
    }
}
