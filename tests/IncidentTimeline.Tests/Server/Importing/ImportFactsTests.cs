using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using IncidentTimeline.Catalog;
using IncidentTimeline.EventLog;
using IncidentTimeline.Facts;
using IncidentTimeline.Facts.Context;
using IncidentTimeline.Facts.Revision;
using IncidentTimeline.Places;
using IncidentTimeline.Server.Importing;
using IncidentTimeline.Sources;
using IncidentTimeline.Times;
using Microsoft.Extensions.DependencyInjection;

namespace IncidentTimeline.Tests.Server.Importing;

/// <summary>A stream of lines, over HTTP, as a feed would send it.</summary>
public sealed class ImportFactsTests(TestService service) : IClassFixture<TestService>
{
    private static readonly DocumentHash File = DocumentHash.Of("a file"u8.ToArray());

    [Fact]
    public async Task Each_line_gets_its_verdict_in_order_and_a_bad_one_stops_no_other()
    {
        var scene = await Scene.SetAsync(service.Admin, IncidentKind.Feed);
        var (first, second) = (Fact(scene, 1), Fact(scene, 2));
        var before = await HeadAsync();

        var verdicts = await ImportAsync(
            Line(scene, first),
            "{]",
            "",
            "  \r",
            $$"""{"incident":"{{scene.Incident}}","facts":[]}""",
            """{"incident":"never-opened","facts":[""" + Json(Fact(scene, 3)) + "]}",
            Line(scene, Fact(scene, 4) with { Attribution = new Attribution(new SourceId("nobody")) }),
            Line(scene, second) + "\r",
            Line(scene, first),
            Line(scene, first with { Note = "Other." }),
            new string(' ', FactStream.LineBytesMax + 1),
            Line(scene, Fact(scene, 5), Fact(scene, 6)));

        verdicts.Select(one => (one["line"]!.GetValue<long>(), one.Verdict(), one.Slug())).ShouldBe(
        [
            (1, "recorded", null),
            (2, "refused", "malformed"),
            (5, "refused", "invalid"),
            (6, "refused", "not-found"),
            (7, "refused", "source-unknown"),
            (8, "recorded", null),
            (9, "already-recorded", null),
            (10, "id-conflict", "id-reused"),
            (11, "refused", "too-large"),
            (12, "recorded", null),
        ]);
        verdicts[4]["problem"]!["errors"]![0]!["pointer"]!.GetValue<string>().ShouldBe("/facts/0/attribution/publisher");
        verdicts[7]["problem"]!["errors"]![0]!["pointer"]!.GetValue<string>().ShouldBe("/facts/0/factId");
        verdicts[6]["position"]!.GetValue<long>().ShouldBe(verdicts[0]["position"]!.GetValue<long>());
        (await HeadAsync()).ShouldBe(before + 4);
    }

    [Fact]
    public async Task The_facts_of_a_line_are_recorded_all_or_none()
    {
        var scene = await Scene.SetAsync(service.Admin, IncidentKind.Feed);
        var good = Fact(scene, 1);

        var (refused, recorded) = (
            await ImportAsync(Line(scene, good, Fact(scene, 2) with { Attribution = new Attribution(new SourceId("nobody")) })),
            await ImportAsync(Line(scene, good)));

        refused.Single().Slug().ShouldBe("source-unknown");
        refused.Single()["problem"]!["errors"]![0]!["pointer"]!.GetValue<string>().ShouldBe("/facts/1/attribution/publisher");
        recorded.Single().Verdict().ShouldBe("recorded");
    }

    [Fact]
    public async Task The_same_fact_from_another_line_is_recorded_already_and_another_fact_is_not()
    {
        var scene = await Scene.SetAsync(service.Admin, IncidentKind.Feed);
        var fact = Fact(scene, 1);
        var moved = fact with { Line = new SourceLine(DocumentHash.Of("the file of tomorrow"u8.ToArray()), 7, "eA==") };

        var verdicts = await ImportAsync(Line(scene, fact), Line(scene, moved), Line(scene, moved with { Note = "Other." }), Line(scene, moved, Fact(scene, 2)));

        verdicts.Select(one => one.Verdict()).ShouldBe(["recorded", "already-recorded", "id-conflict", "id-conflict"]);
    }

    [Fact]
    public async Task A_revision_may_stand_before_what_it_revises()
    {
        var scene = await Scene.SetAsync(service.Admin, IncidentKind.Feed);
        var (early, late) = (new DateTimeOffset(2024, 5, 14, 9, 0, 0, TimeSpan.Zero), new DateTimeOffset(2024, 5, 14, 10, 0, 0, TimeSpan.Zero));
        var reported = Fact(scene, 1) with { FeedKey = "k", ReportedAt = early };
        var corrected = Fact(scene, 2) with { FeedKey = "k", ReportedAt = late, Claim = new StatementCorrected(Figure(500)) };

        var verdicts = await ImportAsync(Line(scene, corrected), Line(scene, reported));

        verdicts.Select(one => one.Verdict()).ShouldBe(["recorded", "recorded"]);
        var picture = await service.Admin.ReadAsync($"/incidents/{scene.Incident}?atLeast={verdicts[1]["position"]}");
        picture.ToJsonString().ShouldContain("500");
    }

    [Fact]
    public async Task A_long_stream_is_answered_while_it_is_sent_and_takes_one_line_after_the_other()
    {
        var scene = await Scene.SetAsync(service.Admin, IncidentKind.Feed);
        const int Lines = 3_000; // More than may be under way.

        var verdicts = await ImportAsync([.. Enumerable.Range(1, Lines).Select(number => Line(scene, Fact(scene, number)))]);

        verdicts.Select(one => one["line"]!.GetValue<int>()).ShouldBe(Enumerable.Range(1, Lines));
        verdicts.ShouldAllBe(one => one.Verdict() == "recorded");
        verdicts.Select(one => one["position"]!.GetValue<long>()).Distinct().Count().ShouldBe(Lines);
    }

    [Fact]
    public async Task A_byte_order_mark_is_skipped_before_the_first_line_only()
    {
        var scene = await Scene.SetAsync(service.Admin, IncidentKind.Feed);

        var verdicts = await ImportAsync("\uFEFF" + Line(scene, Fact(scene, 1)), "\uFEFF" + Line(scene, Fact(scene, 2)));

        verdicts.Select(one => one.Verdict()).ShouldBe(["recorded", "refused"]);
    }

    [Fact]
    public async Task Another_media_type_is_named()
    {
        using var response = await service.Admin.PostAsync("/facts", "{}");

        (await response.ProblemAsync()).ShouldBeProblem(415, "unsupported-media-type");
    }

    [Fact]
    public async Task A_stopped_service_says_where_to_go_on()
    {
        var ending = new TestService();
        await ending.InitializeAsync();
        var scene = await Scene.SetAsync(ending.Admin, IncidentKind.Feed);
        using var body = new HeldBody(Encoding.UTF8.GetBytes(Line(scene, Fact(scene, 1)) + "\n"));
        using var request = new HttpRequestMessage(HttpMethod.Post, "/facts") { Content = body, Version = HttpVersion.Version11 };
        var answering = ending.Admin.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        await body.Sent;
        await RecordedAfterAsync(ending, scene.OpenedAt);

        var asked = ending.Stopping;
        var stopping = ending.StopAsync();
        await asked;
        body.Finish();
        using var response = await answering;
        var lines = (await response.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!).ToList();
        await stopping;

        lines.Select(one => one.Verdict()).ShouldBe(["recorded", "stopped"]);
        lines[1]["line"]!.GetValue<int>().ShouldBe(2);
        await ending.DisposeAsync();
    }

    private static async Task RecordedAfterAsync(TestService recording, long position)
    {
        await foreach (var _ in recording.Services.GetRequiredService<EventStore>().FollowAsync(new LogPosition(position), CancellationToken.None))
        {
            return;
        }
    }

    private async Task<long> HeadAsync() => (await service.Services.GetRequiredService<EventStore>().HeadAsync(CancellationToken.None)).Value;

    private async Task<IReadOnlyList<JsonNode>> ImportAsync(params string[] lines)
    {
        using var body = new StringContent(string.Join('\n', lines), Encoding.UTF8);
        body.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
        using var response = await service.Admin.PostAsync("/facts", body);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        return [.. (await response.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!)]; // None is null.
    }

    private static string Line(Scene scene, params Fact[] facts) => $$"""{"incident":"{{scene.Incident}}","facts":[{{string.Join(',', facts.Select(Json))}}]}""";

    private static string Json(Fact fact) => JsonSerializer.Serialize(fact, Wire.Options);

    private static Fact Fact(Scene scene, int number) => new(
        new FactId(Uuid5.Of(Uuid5.Timeline, $"{scene.Incident}/{number}")), Figure(number), EventTime.Unstated, [new Place(PlacePrecision.Country, new RegionCode("UA"))], new Attribution(scene.Source),
        Line: new SourceLine(File, number, Convert.ToBase64String(Encoding.UTF8.GetBytes($"line {number}"))));

    private static QuantityReported Figure(int value) => new(new AspectKey("river-level"), Count.Exactly(value));
}

/// <summary>A body that stays open until it is told to end.</summary>
internal sealed class HeldBody : HttpContent
{
    private readonly byte[] _first;
    private readonly TaskCompletionSource _sent = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _finished = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public HeldBody(byte[] first, string mediaType = "application/x-ndjson")
    {
        _first = first;
        Headers.ContentType = new MediaTypeHeaderValue(mediaType);
    }

    public Task Sent => _sent.Task;

    public void Finish() => _finished.TrySetResult();

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        await stream.WriteAsync(_first);
        await stream.FlushAsync();
        _sent.TrySetResult();
        await _finished.Task;
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}

internal static class Verdicts
{
    public static string Verdict(this JsonNode line) => line["verdict"]!.GetValue<string>(); // Each line has one.

    public static string? Slug(this JsonNode line) => line["problem"]?["type"]!.GetValue<string>()["/problems/".Length..]; // A problem has a type.
}
