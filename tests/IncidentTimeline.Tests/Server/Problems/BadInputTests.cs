using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using IncidentTimeline.Catalog;
using IncidentTimeline.Desk;
using IncidentTimeline.EventLog;
using IncidentTimeline.Facts.Revision;
using IncidentTimeline.Server.Recording;
using IncidentTimeline.Sources;
using Microsoft.Extensions.DependencyInjection;

namespace IncidentTimeline.Tests.Server.Problems;

/// <summary>Whatever is wrong with a request, the answer names the member and what would be right, and the log stays as it was.</summary>
public class BadInputTests(TestService service) : IClassFixture<TestService>
{
    /// <summary>U+202E, which turns the direction of what follows (CVE-2021-42574).</summary>
    private const string Override = "\\u202e";

    // A member of a valid fact, what is put there as JSON, and what the answer says: slug, pointer and the start of the detail.
    [Theory]
    [InlineData("/claim/type", "\"NoSuchFact\"", "malformed", "/claim/type", "No such type. Expected one of AirAlertDeclared, ")]
    [InlineData("/claim/type", "7", "malformed", "/claim/type", "No such type. Expected one of AirAlertDeclared, ")]
    [InlineData("/claim/type", "\"dronedownreported\"", "malformed", "/claim/type", "No such type. ")]
    [InlineData("/claim/colour", "1", "malformed", "/claim/colour", "No such member here; there are type, count, ")]
    [InlineData("/claim/a~1b~0c.d'e[f]\"g", "1", "malformed", "/claim/a~1b~0c.d'e[f]\"g", "No such member here; ")]
    [InlineData("/claim/", "1", "malformed", "/claim/", "No such member here; ")]
    [InlineData("/claim/Count", "1", "malformed", "/claim/Count", "No such member here; ")]
    [InlineData("/places/0/colour", "1", "malformed", "/places/0/colour", "No such member here; ")]
    [InlineData("/claim/count", "7", "malformed", "/claim/count", "Expected an object.")]
    [InlineData("/claim/count", "[]", "malformed", "/claim/count", "Expected an object.")]
    [InlineData("/claim/count/value", "\"2\"", "malformed", "/claim/count/value", "Expected a number.")]
    [InlineData("/claim/count/value", "true", "malformed", "/claim/count/value", "Expected a number.")]
    [InlineData("/claim/count/value", "NaN", "malformed", "/claim/count/value", "No JSON value begins at line 1, byte ")]
    [InlineData("/claim/count/value", "Infinity", "malformed", "/claim/count/value", "No JSON value begins at line 1, byte ")]
    [InlineData("/claim/count/value", "-Infinity", "malformed", "/claim/count/value", "No JSON value begins at line 1, byte ")]
    [InlineData("/claim/count/value", "01", "malformed", "/claim/count/value", "This is no JSON any more at line 1, byte ")]
    [InlineData("/claim/count/value", "2 // two", "malformed", "/claim/count", "JSON has no comments; one begins at line 1, byte ")]
    [InlineData("/claim/count/value", "2,", "malformed", "/claim/count", "This is no JSON any more at line 1, byte ")]
    [InlineData("/claim/count/value", "1e400", "malformed", "/claim/count/value", "A number is kept digit for digit")]
    [InlineData("/claim/count/value", "1e-400", "malformed", "/claim/count/value", "A number is kept digit for digit")]
    [InlineData("/claim/count/value", "1e99999999999999999999", "malformed", "/claim/count/value", "A number is kept digit for digit")]
    [InlineData("/claim/count/value", "0.12345678901234567890123456789", "malformed", "/claim/count/value", "A number is kept digit for digit")]
    [InlineData("/claim/count/value", "-1", "invalid", "/claim/count/value", "Between 0 and 1000000000000.")]
    [InlineData("/claim/count/value", "12345678901234567890", "invalid", "/claim/count/value", "Between 0 and 1000000000000.")]
    [InlineData("/quotations/0/start", "1.0", "malformed", "/quotations/0/start", "Expected an integer from -2147483648 to 2147483647")]
    [InlineData("/quotations/0/start", "1e1", "malformed", "/quotations/0/start", "Expected an integer ")]
    [InlineData("/quotations/0/start", "12345678901234567890", "malformed", "/quotations/0/start", "Expected an integer ")]
    [InlineData("/status", "\"certain\"", "malformed", "/status", "Expected one of asserted, stated, confirmed, preliminary, unconfirmed, speculation.")]
    [InlineData("/status", "\"Asserted\"", "malformed", "/status", "Expected one of asserted, ")]
    [InlineData("/status", "\"stated,confirmed\"", "malformed", "/status", "Expected one of asserted, ")]
    [InlineData("/status", "0", "malformed", "/status", "Expected one of asserted, ")]
    [InlineData("/status", "null", "malformed", "/status", "null is no value here. Expected one of asserted, ")]
    [InlineData("/note", "7", "malformed", "/note", "Expected a text.")]
    [InlineData("/note", "\"\\ud800\"", "malformed", "/note", "A text holds no half of a surrogate pair.")]
    [InlineData("/note", "\"\\udc00\\ud800\"", "malformed", "/note", "A text holds no half of a surrogate pair.")]
    [InlineData("/note", "\"a\\u0000b\"", "invalid", "/note", "Character 2, U+0000, is a control character")]
    [InlineData("/note", "\"\"", "invalid", "/note", "Between 1 and 2000 characters, not 0.")]
    [InlineData("/note", "\" \\u00a0\\n\"", "invalid", "/note", "A text holds something that can be seen.")]
    [InlineData("/note", "\"one\\r\\ntwo\"", "invalid", "/note", "Character 4, U+000D, is a carriage return")]
    [InlineData("/note", "\"\\u001b[31mred\"", "invalid", "/note", "Character 1, U+001B, is a control character")]
    [InlineData("/note", "\"a\\u0085b\"", "invalid", "/note", "Character 2, U+0085, is a control character")]
    [InlineData("/note", "\"\\ufffe\"", "invalid", "/note", "Character 1, U+FFFE, is a noncharacter")]
    [InlineData("/note", "\"\\udb40\\udc41\"", "invalid", "/note", "Character 1, U+E0041, cannot be seen")]
    [InlineData("/statusCue", "\"said\\nonce\"", "invalid", "/statusCue", "Character 5, U+000A, is a line break or tab; this text is one line.")]
    [InlineData("/places/0/name", "\"" + Override + "agulaK\"", "invalid", "/places/0/name", "Character 1, U+202E, turns the direction")]
    [InlineData("/places/0/name", "\"Kalu\\u200bga\"", "invalid", "/places/0/name", "Character 5, U+200B, cannot be seen")]
    [InlineData("/places/0/name", "\"Kalu\\u200dga\"", "invalid", "/places/0/name", "Character 5, U+200D, cannot be seen")]
    [InlineData("/attribution/speakers", "[{\"role\":\"other\",\"label\":\"the\\u2067 governor\"}]", "invalid", "/attribution/speakers/0/label", "Character 4, U+2067, turns the direction")]
    [InlineData("/feedKey", "\"\\u200ek\"", "invalid", "/feedKey", "Character 1, U+200E, turns the direction")]
    [InlineData("/inferred", "[\"\"]", "invalid", "/inferred/0", "A text holds something that can be seen.")]
    [InlineData("/places/0/region", "\"RU-XXX\"", "invalid", "/places/0/region", "RU-XXX is no ISO 3166-1 or 3166-2 code known here.")]
    [InlineData("/places/0/region", "\"russia\"", "malformed", "/places/0/region", "A region is an ISO 3166-1 alpha-2 or ISO 3166-2 code in capitals")]
    [InlineData("/places/0/region", "7", "malformed", "/places/0/region", "Expected a string matching ")]
    [InlineData("/factId", "\"00000000-0000-0000-0000-000000000000\"", "malformed", "/factId", "A fact id is a UUID")]
    [InlineData("/reportedAt", "\"2026-02-30T00:00:00Z\"", "malformed", "/reportedAt", "Expected an RFC 3339 time with an offset")]
    [InlineData("/reportedAt", "\"2026-02-03T24:00:00Z\"", "malformed", "/reportedAt", "Expected an RFC 3339 time")]
    [InlineData("/reportedAt", "\"2016-12-31T23:59:60Z\"", "malformed", "/reportedAt", "Expected an RFC 3339 time")]
    [InlineData("/reportedAt", "\"2026-02-03T00:00:00+99:99\"", "malformed", "/reportedAt", "Expected an RFC 3339 time")]
    [InlineData("/reportedAt", "\"0000-01-01T00:00:00Z\"", "malformed", "/reportedAt", "Expected an RFC 3339 time")]
    [InlineData("/reportedAt", "\"+012026-01-01T00:00:00Z\"", "malformed", "/reportedAt", "Expected an RFC 3339 time")]
    [InlineData("/reportedAt", "\"2026-01-01T00:00:00\"", "malformed", "/reportedAt", "Expected an RFC 3339 time")]
    [InlineData("/reportedAt", "1747215000", "malformed", "/reportedAt", "Expected an RFC 3339 time")]
    [InlineData("/reportedAt", "\"9999-12-31T23:59:59Z\"", "invalid", "/reportedAt", "A year from 1800 to 2199")]
    [InlineData("/reportedAt", "\"0001-01-01T00:00:00Z\"", "invalid", "/reportedAt", "A year from 1800 to 2199")]
    [InlineData("/eventTime", "{\"kind\":\"exact\",\"earliest\":\"9999-12-31T23:59:59Z\"}", "invalid", "/eventTime/earliest", "A year from 1800 to 2199")]
    [InlineData("/eventTime", "{\"kind\":\"window\",\"edtf\":\"2026-02-30\"}", "invalid", "/eventTime/edtf", "No such date or time")]
    [InlineData("/eventTime", "{\"kind\":\"window\",\"edtf\":\"2026-02-03/2026-02-01\"}", "invalid", "/eventTime/edtf", "No such date or time, or an interval that ends before it begins")]
    [InlineData("/eventTime", "{\"kind\":\"window\",\"edtf\":\"9999\"}", "invalid", "/eventTime/edtf", "A year from 1800 to 2199")]
    [InlineData("/eventTime", "{\"kind\":\"relative\",\"asStated\":\"last night\",\"zone\":\"Russian Standard Time\"}", "invalid", "/eventTime/zone", "An IANA time zone, spelt as there, such as Europe/Kyiv.")]
    [InlineData("/eventTime", "{\"kind\":\"relative\",\"asStated\":\"last night\",\"zone\":\"right/Europe/Moscow\"}", "invalid", "/eventTime/zone", "An IANA time zone")]
    public async Task A_wrong_member_of_a_fact_is_named_with_what_would_be_right(string member, string json, string slug, string pointer, string detail)
    {
        var scene = await Scene.SetAsync(service.Admin);
        var head = await HeadAsync();

        using var response = await service.Admin.PostAsync(scene.Facts, With(scene.Fact(), member, json));

        await ShouldBeAsync(response, 400, slug, (pointer, detail));
        (await HeadAsync()).ShouldBe(head);
    }

    // Once the right spelling was asked for, the system finds the zone in any case.
    [Fact]
    public async Task A_zone_is_spelt_as_the_database_of_zones_spells_it()
    {
        var scene = await Scene.SetAsync(service.Admin);
        await scene.RecordAsync(scene.Fact() with { EventTime = new(IncidentTimeline.Times.EventTimeKind.Relative, "last night", Zone: "Europe/Moscow") });

        using var response = await service.Admin.PostAsync(scene.Facts, With(scene.Fact(), "/eventTime", """{"kind":"relative","asStated":"last night","zone":"europe/moscow"}"""));

        await ShouldBeAsync(response, 400, "invalid", ("/eventTime/zone", "An IANA time zone, spelt as there, such as Europe/Kyiv."));
    }

    [Fact]
    public async Task All_that_is_wrong_is_told_at_once_in_the_order_of_the_members()
    {
        var scene = await Scene.SetAsync(service.Admin);
        const string Body = """
            {"claim":{"type":"DroneDownReported","count":{"value":"two","colour":1},"targetClass":""},
             "places":[{"precision":"admin1","region":"RU-KLU"},{"precision":"admin-1"},null],
             "attribution":{"publisher":"Wire Desk"},"statusCue":"a\u202eb","status":"asserted","status":"stated"}
            """;

        using var response = await service.Admin.PostAsync(scene.Facts, Body);

        await ShouldBeAsync(response, 400, "malformed",
            ("/claim/count/value", "Expected a number."),
            ("/claim/count/colour", "No such member here; there are "),
            ("/claim/targetClass", "Between 1 and 100 characters, not 0."),
            ("/places/1/precision", "Expected one of country, admin1, "),
            ("/places/2", "null is no value here."),
            ("/attribution/publisher", "A source id is "),
            ("/status", "This member is given twice."),
            ("/factId", "Missing. Expected a text matching "),
            ("/statusCue", "Character 2, U+202E, turns the direction"));
    }

    [Fact]
    public async Task A_hopeless_request_is_told_twenty_problems_and_no_thousands()
    {
        var scene = await Scene.SetAsync(service.Admin);

        using var response = await service.Admin.PostAsync(scene.Facts, $"[{string.Join(',', Enumerable.Repeat("{}", 1_000))}]");

        var (status, slug, problem) = await response.ProblemAsync();
        (status, slug, problem!["errors"]!.AsArray().Count).ShouldBe((400, "malformed", 20));
    }

    [Theory]
    [InlineData("", "The body is empty; a JSON text is expected.")]
    [InlineData(" \n", "The body is empty; a JSON text is expected.")]
    [InlineData("{", "The JSON text ends too early, at line 1, byte 2.")]
    [InlineData("{}{}", "This is no JSON any more at line 1, byte 3.")]
    [InlineData("null", "null is no value here. Expected an object.")]
    [InlineData("7", "Expected an object.")]
    [InlineData("\"fact\"", "Expected an object.")]
    [InlineData("'fact'", "This is no JSON any more at line 1, byte 1.")]
    public async Task A_body_that_is_no_object_is_told_so(string body, string detail)
    {
        var scene = await Scene.SetAsync(service.Admin);

        foreach (var path in (string[])[scene.Facts, scene.Desk, "/sources", "/documents", "/incidents"])
        {
            var head = await HeadAsync();
            using var response = await service.Admin.PostAsync(path, body);

            await ShouldBeAsync(response, 400, "malformed", ("", detail));
            (await HeadAsync()).ShouldBe(head);
        }
    }

    [Fact]
    public async Task Nesting_is_read_to_64_levels_and_no_further()
    {
        var scene = await Scene.SetAsync(service.Admin);

        foreach (var depth in (int[])[65, 10_000, 16 * 1024 * 1024])
        {
            var started = TimeProvider.System.GetTimestamp();
            using var response = await service.Admin.PostAsync(scene.Facts, new string('[', depth));

            await ShouldBeAsync(response, 400, "malformed", (string.Concat(Enumerable.Repeat("/0", 64)), "More than 64 levels of JSON, at line 1, byte 65."));
            TimeProvider.System.GetElapsedTime(started).ShouldBeLessThan(TimeSpan.FromSeconds(10));
        }
    }

    // 16 MiB of the smallest things there are: what is wrong is told without building a tree of five million.
    [Theory]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("0")]
    public async Task A_large_body_of_small_things_is_refused_in_bounded_time_and_memory(string item)
    {
        var scene = await Scene.SetAsync(service.Admin);
        var body = $"[{string.Join(',', Enumerable.Repeat(item, (Limits.AppendBytesMax / (item.Length + 1)) - 2))}]";
        var before = GC.GetTotalAllocatedBytes();

        using var response = await service.Admin.PostAsync(scene.Facts, body);

        var (status, slug, problem) = await response.ProblemAsync();
        (status, slug, problem!["errors"]!.AsArray().Count).ShouldBe((400, "malformed", 20));
        (GC.GetTotalAllocatedBytes() - before).ShouldBeLessThan(400L * 1024 * 1024);
    }

    [Fact]
    public async Task A_name_of_a_megabyte_is_pointed_at_through_its_object()
    {
        var scene = await Scene.SetAsync(service.Admin);

        using var response = await service.Admin.PostAsync(scene.Facts, With(scene.Fact(), "/claim/" + new string('n', 1024 * 1024), "1"));

        await ShouldBeAsync(response, 400, "malformed", ("/claim", "No such member here; "));
        (await response.Content.ReadAsStringAsync()).Length.ShouldBeLessThan(2_000);
    }

    [Theory]
    [InlineData("application/json; charset=utf-16", null, "JSON is sent as UTF-8; leave charset out.")]
    [InlineData("application/json; charset=latin1", null, "JSON is sent as UTF-8; leave charset out.")]
    [InlineData("application/merge-patch+json", null, "Send Content-Type: application/json.")]
    [InlineData("application/x-ndjson", null, "Send Content-Type: application/json.")]
    [InlineData(null, null, "Send Content-Type: application/json.")]
    [InlineData("application/json", "gzip", "Send the body as it is, without Content-Encoding.")]
    public async Task A_body_that_is_coded_otherwise_is_not_guessed_at(string? contentType, string? coding, string detail)
    {
        foreach (var path in (string[])["/sources", "/documents", "/incidents", "/incidents/any/facts", "/incidents/any/desk"])
        {
            using var content = new ByteArrayContent("{}"u8.ToArray());
            content.Headers.ContentType = contentType is null ? null : MediaTypeHeaderValue.Parse(contentType);
            content.Headers.ContentEncoding.Add(coding ?? "identity");
            using var response = await service.Admin.PostAsync(path, content);

            var (status, slug, problem) = await response.ProblemAsync();
            (status, slug, problem!["detail"]!.GetValue<string>()).ShouldBe((415, "unsupported-media-type", detail));
        }
    }

    [Fact]
    public async Task A_byte_order_mark_is_skipped_and_other_encodings_are_refused()
    {
        var scene = await Scene.SetAsync(service.Admin);
        var json = JsonSerializer.Serialize(scene.Fact(), Wire.Options);

        using var marked = await PostBytesAsync(scene.Facts, [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(json)]);
        using var utf16 = await PostBytesAsync(scene.Facts, [0xFF, 0xFE, .. Encoding.Unicode.GetBytes(json)]);
        using var cut = await PostBytesAsync(scene.Facts, [.. "{\"note\":\""u8, 0xC3, .. "\"}"u8]);

        ((int)marked.StatusCode).ShouldBe(201);
        await ShouldBeAsync(utf16, 400, "malformed", ("", "The text is UTF-8; byte 1 is not."));
        await ShouldBeAsync(cut, 400, "malformed", ("", "The text is UTF-8; byte 10 is not."));
    }

    [Theory]
    [InlineData("\"seven\"")]
    [InlineData("W/\"7\"")]
    [InlineData("7")]
    [InlineData("\"7\", \"8\"")]
    [InlineData("\"-7\"")]
    [InlineData("\"99999999999999999999\"")]
    public async Task An_If_Match_that_is_no_version_is_malformed(string ifMatch)
    {
        var scene = await Scene.SetAsync(service.Admin);
        var head = await HeadAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, scene.Facts) { Content = new StringContent(JsonSerializer.Serialize(scene.Fact(), Wire.Options), Encoding.UTF8, "application/json") };
        request.Headers.TryAddWithoutValidation("If-Match", ifMatch).ShouldBeTrue();

        using var response = await service.Admin.SendAsync(request);

        await ShouldBeAsync(response, 400, "malformed", ("", "If-Match is one quoted version, such as \"7\"."));
        (await HeadAsync()).ShouldBe(head);
    }

    [Fact]
    public async Task A_thousand_facts_are_recorded_and_one_more_is_refused_with_all()
    {
        var scene = await Scene.SetAsync(service.Admin);
        var head = await HeadAsync();

        using var more = await service.Admin.PostAsync(scene.Facts, Array(scene, 1_001));
        using var none = await service.Admin.PostAsync(scene.Facts, "[]");

        await ShouldBeAsync(more, 400, "malformed", ("", "Between 1 and 1000 facts in one request."));
        await ShouldBeAsync(none, 400, "malformed", ("", "Between 1 and 1000 facts in one request."));
        (await HeadAsync()).ShouldBe(head);

        using var all = await service.Admin.PostAsync(scene.Facts, Array(scene, 1_000));

        ((int)all.StatusCode).ShouldBe(201);
        (await HeadAsync()).ShouldBe(head + 1_000);
    }

    [Theory]
    [InlineData("/claim/count/value", "\"2\"", 400, "malformed", "/537/claim/count/value")]
    [InlineData("/claim/count/value", "-2", 400, "invalid", "/537/claim/count/value")]
    [InlineData("/attribution/publisher", "\"nobody\"", 422, "source-unknown", "/537/attribution/publisher")]
    [InlineData("/quotations/0/start", "1", 422, "quotation-mismatch", "/537/quotations/0")]
    public async Task One_bad_fact_of_a_thousand_is_pointed_at_and_none_is_recorded(string member, string json, int status, string slug, string pointer)
    {
        var scene = await Scene.SetAsync(service.Admin);
        var head = await HeadAsync();
        var facts = Enumerable.Range(0, 1_000).Select(index => index == 537 ? With(scene.Fact(), member, json) : JsonSerializer.Serialize(scene.Fact(), Wire.Options));

        using var response = await service.Admin.PostAsync(scene.Facts, $"[{string.Join(',', facts)}]");

        await ShouldBeAsync(response, status, slug, (pointer, ""));
        (await HeadAsync()).ShouldBe(head);
    }

    [Fact]
    public async Task What_the_rules_refuse_is_pointed_at_and_leaves_nothing()
    {
        var scene = await Scene.SetAsync(service.Admin);
        var other = await Scene.SetAsync(service.Admin);
        var fact = scene.Fact();
        await scene.RecordAsync(fact);
        var reused = fact with { Note = "Other content." };
        var twin = scene.Fact();
        var self = scene.Fact();
        var tomorrow = TimeProvider.System.GetUtcNow() + TimeSpan.FromDays(2);
        var head = await HeadAsync();

        await RefusedAsync(scene.Facts, reused, 409, "id-reused", "/factId");
        await RefusedAsync(scene.Facts, new[] { scene.Fact(), reused }, 409, "id-reused", "/1/factId");
        await RefusedAsync(scene.Facts, new[] { twin, scene.Fact(), twin }, 422, "event-id-twice", "/2/factId");
        await RefusedAsync(other.Facts, fact, 409, "id-reused", "/factId");
        await RefusedAsync(scene.Facts, scene.Fact() with { Quotations = [new Quotation("Three drones", 0, 12)] }, 422, "quotation-mismatch", "/quotations/0");
        await RefusedAsync(scene.Facts, self with { Claim = new StatementCorrected(self.Claim, self.FactId) }, 422, "circular-revision", "/claim/corrects");
        await RefusedAsync(scene.Facts, scene.Fact() with { ReportedAt = tomorrow }, 422, "time-ahead", "/reportedAt");
        await RefusedAsync($"/documents/{scene.Document}/desk", new DeskRequest(new DocumentPublicationTimeAsserted(tomorrow, "Embargo.")), 422, "time-ahead", "/decision/publishedAt");
        await RefusedAsync("/documents", new NewDocument(scene.Source, Text: "Captured in time to come", CapturedAt: tomorrow), 422, "time-ahead", "/capturedAt");
        await RefusedAsync(other.Desk, new DeskRequest(new FactStruck(fact.FactId, "Not ours.")), 422, "fact-elsewhere", "/decision/fact");
        await RefusedAsync("/sources", new NewSource(scene.Source, SourceKind.Agency, "Another name"), 409, "id-reused", "/id");
        await RefusedAsync("/incidents", new NewIncident(scene.Incident, "Another title"), 409, "id-reused", "/id");
        await RefusedAsync("/incidents", new NewIncident(new("blank"), " "), 400, "invalid", "/title");
        await RefusedAsync("/sources", new NewSource(new("turned"), SourceKind.Agency, "\u202eyrassimmoC"), 400, "invalid", "/name");
        await RefusedAsync(scene.Desk, new DeskRequest(new IncidentClosed("\u2066")), 400, "invalid", "/decision/reason");
        (await HeadAsync()).ShouldBe(head);
    }

    // Two facts that each revise the other, and three in a ring.
    [Fact]
    public async Task Revisions_that_would_close_a_circle_are_refused()
    {
        var scene = await Scene.SetAsync(service.Admin);
        var (one, two, three) = (scene.Fact(), scene.Fact(), scene.Fact());
        await scene.RecordAsync(one with { Claim = new StatementCorrected(one.Claim, two.FactId) });
        await scene.RecordAsync(two with { Claim = new StatementCorrected(two.Claim, three.FactId) });
        var head = await HeadAsync();

        await RefusedAsync(scene.Facts, three with { Claim = new StatementCorrected(three.Claim, one.FactId) }, 422, "circular-revision", "/claim/corrects");
        (await HeadAsync()).ShouldBe(head);
    }

    [Fact]
    public async Task A_decision_may_stand_wherever_its_fact_was_recorded_moved_linked_or_merged_to()
    {
        var (home, moved, linked, merged) = (await Scene.SetAsync(service.Admin), await Scene.SetAsync(service.Admin), await Scene.SetAsync(service.Admin), await Scene.SetAsync(service.Admin));
        var fact = home.Fact();
        await home.RecordAsync(fact);
        var correction = home.Fact() with { Claim = new StatementCorrected(fact.Claim, fact.FactId) };
        await home.RecordAsync(correction);
        await home.DecideAsync(new FactMoved(fact.FactId, moved.Incident, "It is about the other."));
        await home.DecideAsync(new FactLinked(fact.FactId, linked.Incident, "About both."));
        await moved.DecideAsync(new IncidentsMerged(merged.Incident, "The same."));

        foreach (var scene in (Scene[])[home, moved, linked, merged])
        {
            await scene.DecideAsync(new CredibilityRated(fact.FactId, 2, "Fits."));
            await scene.DecideAsync(new CredibilityRated(correction.FactId, 2, "Goes where it goes."));
        }
    }

    // What was published is quoted as it was published, whatever it holds; only names and remarks are ours.
    [Fact]
    public async Task A_quotation_holds_the_words_of_its_document_whatever_they_are()
    {
        var scene = await Scene.SetAsync(service.Admin);
        const string Published = "\u202eTwo\u202c drones\r\n\u200b\u00ad fell\u2028\u0007";
        var captured = await service.Admin.RecordAsync("/documents", new NewDocument(scene.Source, Encoding.UTF8.GetBytes(Published)));
        var hash = new DocumentHash(captured["sha256"]!.GetValue<string>());

        await scene.RecordAsync(scene.Fact() with { Document = hash, Quotations = [new Quotation(Published, 0, Published.Length, Prefix: "", Suffix: "")] });
    }

    [Theory]
    [InlineData("Свет погас: №3 — «да» 😀 ❤️ 👩\u200d💻")]
    [InlineData("می\u200cخواهم")]
    [InlineData("क्\u200dष")]
    [InlineData("שלום, עולם")]
    [InlineData("one\n\ttwo")]
    [InlineData("e\u0301 \u0378 \ue000")]
    public async Task Whatever_can_be_read_is_a_text(string note)
    {
        var scene = await Scene.SetAsync(service.Admin);

        await scene.RecordAsync(scene.Fact() with { Note = note });
    }

    [Theory]
    [InlineData("0.1234567890123456789012345678")]
    [InlineData("1e12")]
    [InlineData("1.50e1")]
    [InlineData("-0")]
    [InlineData("0e-99")]
    [InlineData("0.00000000000000000000000000010")]
    public async Task A_number_that_can_be_kept_digit_for_digit_is_kept(string number)
    {
        var scene = await Scene.SetAsync(service.Admin);

        await scene.Writer.RecordAsync(scene.Facts, With(scene.Fact(), "/claim/count/value", number));
    }

    private static string Array(Scene scene, int count) => $"[{string.Join(',', Enumerable.Range(0, count).Select(_ => JsonSerializer.Serialize(scene.Fact(), Wire.Options)))}]";

    // The value is spliced in as text: some of these are no JSON that a writer would write.
    private static string With(IncidentTimeline.Facts.Fact fact, string member, string json)
    {
        var node = JsonSerializer.SerializeToNode(fact, Wire.Options)!; // A fact is no null.
        var path = member.Split('/')[1..].Select(step => step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)).ToArray();
        var owner = path[..^1].Aggregate(node, (one, step) => int.TryParse(step, out var index) ? one[index]! : one[step]!); // The paths above are of that fact.
        owner[path[^1]] = "SPLICED";
        return node.ToJsonString(Wire.Options).Replace("\"SPLICED\"", json, StringComparison.Ordinal);
    }

    private async Task<long> HeadAsync() => (await service.Services.GetRequiredService<EventStore>().HeadAsync(CancellationToken.None)).Value;

    private async Task<HttpResponseMessage> PostBytesAsync(string path, byte[] body)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return await service.Admin.PostAsync(path, content);
    }

    private async Task RefusedAsync<T>(string path, T body, int status, string slug, string pointer)
    {
        using var response = await service.Admin.PostAsync(path, body);

        await ShouldBeAsync(response, status, slug, (pointer, ""));
    }

    private static async Task ShouldBeAsync(HttpResponseMessage response, int status, string slug, params (string Pointer, string Detail)[] errors)
    {
        response.Content.Headers.ContentType?.MediaType.ShouldBe("application/problem+json");
        var (actual, actualSlug, problem) = await response.ProblemAsync();
        (actual, actualSlug).ShouldBe((status, slug), problem?.ToJsonString());
        var found = problem!["errors"]?.AsArray().Select(one => (Pointer: one!["pointer"]!.GetValue<string>(), Detail: one["detail"]!.GetValue<string>())).ToArray() ?? [];
        found.Select(one => one.Pointer).ShouldBe(errors.Select(one => one.Pointer), problem.ToJsonString());
        foreach (var (one, expected) in found.Zip(errors))
        {
            one.Detail.ShouldStartWith(expected.Detail, customMessage: problem.ToJsonString());
        }
    }
}
