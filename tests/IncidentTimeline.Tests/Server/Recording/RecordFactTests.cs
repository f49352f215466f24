using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using IncidentTimeline.Catalog;
using IncidentTimeline.Facts;
using IncidentTimeline.Server.Recording;
using IncidentTimeline.Sources;

namespace IncidentTimeline.Tests.Server.Recording;

public class RecordFactTests(TestService service) : IClassFixture<TestService>
{
    [Fact]
    public async Task A_new_fact_is_created_with_location_version_and_position()
    {
        var scene = await Scene.SetAsync(service.Admin);
        var fact = scene.Fact();

        using var response = await service.Admin.PostAsync(scene.Facts, fact);

        response.StatusCode.ShouldBe(HttpStatusCode.Created);
        response.Headers.Location.ShouldBe(new Uri($"/facts/{fact.FactId}", UriKind.Relative));
        response.Headers.ETag.ShouldBe(new EntityTagHeaderValue("\"2\""));
        var receipt = JsonSerializer.Deserialize<Receipt>(await response.Content.ReadAsStringAsync(), Wire.Options)!;
        receipt.Version.ShouldBe(2);
        (await service.Admin.ReadAsync($"/facts/{fact.FactId}?atLeast={receipt.Position}"))["account"]!.Position().ShouldBe(receipt.Position);
    }

    [Fact]
    public async Task The_same_fact_again_is_answered_with_the_same_body()
    {
        var scene = await Scene.SetAsync(service.Admin);
        var fact = scene.Fact();
        var first = await service.Admin.RecordAsync(scene.Facts, fact);

        using var again = await service.Admin.PostAsync(scene.Facts, fact);

        again.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await again.Content.ReadAsStringAsync()).ShouldBe(first.ToJsonString());
        again.Headers.ETag.ShouldBe(new EntityTagHeaderValue("\"2\""));
    }

    [Fact]
    public async Task A_retry_with_the_version_it_first_saw_is_no_conflict()
    {
        var scene = await Scene.SetAsync(service.Admin);
        var fact = scene.Fact();
        using var first = await PostAsync(scene, fact, "\"1\"");

        using var again = await PostAsync(scene, fact, "\"1\"");

        (first.StatusCode, again.StatusCode).ShouldBe((HttpStatusCode.Created, HttpStatusCode.OK));
    }

    [Fact]
    public async Task The_same_id_with_other_content_is_refused()
    {
        var scene = await Scene.SetAsync(service.Admin);
        var fact = scene.Fact();
        await scene.RecordAsync(fact);

        using var response = await service.Admin.PostAsync(scene.Facts, fact with { Note = "Another." });

        (await response.ProblemAsync()).ShouldBeProblem(409, "id-reused");
    }

    [Fact]
    public async Task A_stale_version_is_refused_with_the_actual_one()
    {
        var scene = await Scene.SetAsync(service.Admin);
        await scene.RecordAsync(scene.Fact());

        using var response = await PostAsync(scene, scene.Fact(), "\"1\"");

        var problem = await response.ProblemAsync();
        problem.ShouldBeProblem(412, "stale-version");
        problem.Problem!["detail"]!.GetValue<string>().ShouldContain("If-Match: \"2\"");
    }

    [Theory]
    [InlineData("7")]
    [InlineData("\"seven\"")]
    [InlineData("W/\"1\"")]
    [InlineData("\"1\", \"2\"")]
    public async Task A_version_that_is_none_is_malformed(string ifMatch)
    {
        var scene = await Scene.SetAsync(service.Admin);

        using var response = await PostAsync(scene, scene.Fact(), ifMatch);

        (await response.ProblemAsync()).ShouldBeProblem(400, "malformed");
    }

    [Fact]
    public async Task An_array_is_recorded_in_its_order()
    {
        var scene = await Scene.SetAsync(service.Admin);
        var facts = Enumerable.Range(0, 5).Select(_ => scene.Fact()).ToList();

        var receipt = await service.Admin.RecordAsync(scene.Facts, facts);

        receipt["version"]!.GetValue<long>().ShouldBe(6);
        var found = await service.Admin.ReadAsync($"/facts?incident={scene.Incident}&atLeast={receipt.Position()}");
        found["facts"]!.AsArray().Select(one => one!["fact"]!["factId"]!.GetValue<string>()).ShouldBe(facts.Select(fact => fact.FactId.ToString()));
    }

    [Fact]
    public async Task An_array_with_one_bad_fact_in_the_middle_records_none()
    {
        var scene = await Scene.SetAsync(service.Admin);
        var bad = scene.Fact() with { Attribution = new Attribution(new SourceId("nobody-knows")) };

        using var response = await service.Admin.PostAsync(scene.Facts, new[] { scene.Fact(), bad, scene.Fact() });

        (await response.ProblemAsync()).ShouldBeProblem(422, "source-unknown", "/1/attribution/publisher");
        using var incident = await service.Admin.GetAsync($"/incidents/{scene.Incident}?atLeast={scene.OpenedAt}");
        incident.Headers.ETag.ShouldBe(new EntityTagHeaderValue("\"1\""));
    }

    [Fact]
    public async Task Another_voice_corrects_nobody_not_even_at_once_or_in_the_same_request()
    {
        var (scene, other) = (await Scene.SetAsync(service.Admin), await Scene.SetAsync(service.Admin));
        var fact = scene.Fact();
        var correction = other.Fact(new IncidentTimeline.Facts.Revision.StatementCorrected(fact.Claim, fact.FactId));
        var position = await scene.RecordAsync(fact);

        using var atOnce = await service.Admin.PostAsync(scene.Facts, correction);
        var late = scene.Fact();
        using var together = await service.Admin.PostAsync(scene.Facts, new[] { late, other.Fact(new IncidentTimeline.Facts.Revision.StatementCorrected(late.Claim, late.FactId)) });
        var (first, second) = (new FactId(Guid.NewGuid()), new FactId(Guid.NewGuid()));
        using var circle = await service.Admin.PostAsync(scene.Facts, new[]
        {
            scene.Fact(new IncidentTimeline.Facts.Revision.StatementCorrected(fact.Claim, second)) with { FactId = first },
            scene.Fact(new IncidentTimeline.Facts.Revision.StatementCorrected(fact.Claim, first)) with { FactId = second },
        });

        (await atOnce.ProblemAsync()).ShouldBeProblem(422, "not-its-own-statement");
        (await together.ProblemAsync()).ShouldBeProblem(422, "not-its-own-statement", "/1/claim/corrects");
        (await circle.ProblemAsync()).ShouldBeProblem(422, "circular-revision", "/1/claim/corrects");
        (await service.Admin.ReadAsync($"/facts?incident={scene.Incident}&atLeast={position}"))["facts"]!.AsArray().Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_thousand_facts_are_recorded_at_once_and_one_more_is_refused()
    {
        var scene = await Scene.SetAsync(service.Admin);
        var facts = Enumerable.Range(0, 1_001).Select(_ => scene.Fact()).ToList();

        using var tooMany = await service.Admin.PostAsync(scene.Facts, facts);
        var receipt = await service.Admin.RecordAsync(scene.Facts, facts[..1_000]);

        (await tooMany.ProblemAsync()).ShouldBeProblem(400, "malformed");
        receipt["version"]!.GetValue<long>().ShouldBe(1_001);
    }

    [Fact]
    public async Task One_id_twice_in_an_array_is_refused()
    {
        var scene = await Scene.SetAsync(service.Admin);
        var fact = scene.Fact();

        using var response = await service.Admin.PostAsync(scene.Facts, new[] { fact, fact });

        (await response.ProblemAsync()).ShouldBeProblem(422, "event-id-twice");
    }

    [Fact]
    public async Task A_quotation_that_stands_elsewhere_is_refused_with_what_stands_there()
    {
        var scene = await Scene.SetAsync(service.Admin);
        var right = scene.Quote(Scene.Drones);

        using var response = await service.Admin.PostAsync(scene.Facts, scene.Fact() with { Quotations = [right with { Start = right.Start + 1, End = right.End + 1 }] });

        var problem = await response.ProblemAsync();
        problem.ShouldBeProblem(422, "quotation-mismatch", "/quotations/0");
        problem.Problem!["detail"]!.GetValue<string>().ShouldContain("it reads: \"wo drones fell over the oblast.\"");
    }

    [Fact]
    public async Task A_wrong_prefix_or_suffix_is_refused_with_what_stands_there()
    {
        var scene = await Scene.SetAsync(service.Admin);
        var right = scene.Quote(Scene.More);

        using var prefix = await service.Admin.PostAsync(scene.Facts, scene.Fact() with { Quotations = [right with { Prefix = "fort. " }] });
        using var suffix = await service.Admin.PostAsync(scene.Facts, scene.Fact() with { Quotations = [right with { Suffix = "! " }] });

        (await prefix.ProblemAsync()).Problem!["detail"]!.GetValue<string>().ShouldContain("Before the quotation it reads: \"last. \"");
        (await suffix.ProblemAsync()).Problem!["detail"]!.GetValue<string>().ShouldContain("After the quotation it reads: \". \"");
    }

    [Fact]
    public async Task What_a_fact_rests_on_has_to_be_known()
    {
        var scene = await Scene.SetAsync(service.Admin);
        var speaker = new Speaker(SpeakerRole.NamedOffice, new SourceId("nobody-knows"));

        using var incident = await service.Admin.PostAsync("/incidents/nobody-opened/facts", scene.Fact());
        using var publisher = await service.Admin.PostAsync(scene.Facts, scene.Fact() with { Attribution = new Attribution(new SourceId("nobody-knows")) });
        using var voice = await service.Admin.PostAsync(scene.Facts, scene.Fact() with { Attribution = new Attribution(scene.Source, [speaker]) });
        using var document = await service.Admin.PostAsync(scene.Facts, scene.Fact() with { Document = new DocumentHash(new string('0', 64)) });

        (await incident.ProblemAsync()).ShouldBeProblem(404, "not-found");
        (await publisher.ProblemAsync()).ShouldBeProblem(422, "source-unknown", "/attribution/publisher");
        (await voice.ProblemAsync()).ShouldBeProblem(422, "source-unknown", "/attribution/speakers/0/source");
        (await document.ProblemAsync()).ShouldBeProblem(422, "document-unknown", "/document");
    }

    // 30 quotations of 10,000 characters keep every limit but that of the event: 256 KiB.
    [Fact]
    public async Task A_fact_larger_than_an_event_is_too_large()
    {
        var scene = await Scene.SetAsync(service.Admin);
        var text = new string('x', 10_000);
        var captured = await service.Admin.RecordAsync("/documents", new NewDocument(scene.Source, Text: text));
        var fact = scene.Fact() with
        {
            Document = new DocumentHash(captured["sha256"]!.GetValue<string>()),
            Quotations = [.. Enumerable.Repeat(new Quotation(text, 0, text.Length), 30)],
        };

        using var response = await service.Admin.PostAsync(scene.Facts, fact);

        (await response.ProblemAsync()).ShouldBeProblem(413, "too-large");
    }

    [Fact]
    public async Task Every_fact_type_is_recorded_and_read_back_as_it_was_sent()
    {
        var scene = await Scene.SetAsync(service.Admin, IncidentKind.Feed);
        foreach (var type in Catalogue.FactTypes)
        {
            var claim = JsonSerializer.Deserialize<IClaim>(type.Example, Wire.Options)!; // Examples are no null.
            var fact = scene.Fact(claim);
            var position = await scene.RecordAsync(fact);

            var read = await service.Admin.ReadAsync($"/facts/{fact.FactId}?atLeast={position}");

            read["fact"]!["claim"]!.ToJsonString(Wire.Options).ShouldBe(type.Example.ToJsonString(Wire.Options));
        }
    }

    [Fact]
    public async Task An_incident_shows_every_fact_type_and_its_history()
    {
        var scene = await Scene.SetAsync(service.Admin);
        var facts = Catalogue.FactTypes.Select(type => scene.Fact(JsonSerializer.Deserialize<IClaim>(type.Example, Wire.Options))).ToList();
        var head = (await service.Admin.RecordAsync(scene.Facts, facts)).Position();

        var picture = await service.Admin.ReadAsync($"/incidents/{scene.Incident}?atLeast={head}");

        foreach (var aspect in picture["questions"]!.AsArray().Select(question => question!["aspect"]!.GetValue<string>()).Distinct())
        {
            await service.Admin.ReadAsync($"/incidents/{scene.Incident}/aspects/{aspect}/history");
        }

        picture["questions"]!.AsArray().Count.ShouldBeGreaterThan(Catalogue.FactTypes.Count / 2);
    }

    [Fact]
    public async Task Times_at_the_ends_of_the_calendar_leave_a_picture_to_be_seen()
    {
        var first = new DateTimeOffset(1800, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var scene = await Scene.SetAsync(service.Admin);
        var head = 0L;
        foreach (var (edtf, zone, words, reportedAt) in ((string?, string, string, DateTimeOffset)[])
            [
                ("2199-12-31", "Pacific/Kiritimati", "", first),
                ("1800-01-01", "Pacific/Pago_Pago", "", first),
                (null, "Europe/Moscow", "over the past month", first),
                (null, "Europe/Moscow", "last night", first),
                (null, "Pacific/Kiritimati", "today", first),
                (null, "Pacific/Pago_Pago", "overnight", first),
            ])
        {
            var time = new IncidentTimeline.Times.EventTime(IncidentTimeline.Times.EventTimeKind.Relative, words.Length == 0 ? null : words, edtf, Zone: zone);
            head = await scene.RecordAsync(scene.Fact() with { EventTime = time, ReportedAt = reportedAt });
        }

        var picture = await service.Admin.ReadAsync($"/incidents/{scene.Incident}?atLeast={head}");
        var timeline = await service.Admin.ReadAsync($"/incidents/{scene.Incident}/timeline");

        picture["questions"]!.AsArray().ShouldContain(question => question!["aspect"]!.GetValue<string>() == "drones-down");
        timeline["dated"]!.AsArray().Count.ShouldBeLessThanOrEqualTo(6);
    }

    private async Task<HttpResponseMessage> PostAsync(Scene scene, IncidentTimeline.Facts.Fact fact, string ifMatch)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, scene.Facts);
        request.Content = new StringContent(JsonSerializer.Serialize(fact, Wire.Options), System.Text.Encoding.UTF8, "application/json");
        request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        return await service.Admin.SendAsync(request);
    }
}
