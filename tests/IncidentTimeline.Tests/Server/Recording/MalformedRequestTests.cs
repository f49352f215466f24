using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using IncidentTimeline.Catalog;

namespace IncidentTimeline.Tests.Server.Recording;

/// <summary>What is no fact is answered with where it is wrong, and never with a failure of ours.</summary>
public class MalformedRequestTests(TestService service) : IClassFixture<TestService>
{
    [Theory]
    [InlineData("/claim/type", "\"Nonsense\"", "/claim/type")]
    [InlineData("/claim/count", "\"two\"", "/claim/count")]
    [InlineData("/claim/count/value", "\"2\"", "/claim/count/value")]
    [InlineData("/claim/count/value", "-1", "/claim/count/value")]
    [InlineData("/claim/count/value", "1e60", "/claim/count/value")]
    [InlineData("/claim/count/nonsense", "1", "/claim/count/nonsense")]
    [InlineData("/claim/targetClass", "\"\"", "/claim/targetClass")]
    [InlineData("/nonsense", "1", "/nonsense")]
    [InlineData("/factId", "\"not-a-uuid\"", "/factId")]
    [InlineData("/factId", "null", "/factId")]
    [InlineData("/claim", "null", "/claim")]
    [InlineData("/status", "\"certain\"", "/status")]
    [InlineData("/status", "1", "/status")]
    [InlineData("/places", "[]", "/places")]
    [InlineData("/places", "[null]", "/places/0")]
    [InlineData("/places/0/region", "\"RU-XXX\"", "/places/0/region")]
    [InlineData("/places/0/region", "\"russia\"", "/places/0/region")]
    [InlineData("/quotations", "[null]", "/quotations/0")]
    [InlineData("/quotations", "[]", "/quotations")]
    [InlineData("/quotations/0/start", "-1", "/quotations/0/start")]
    [InlineData("/quotations/0/start", "1.5", "/quotations/0/start")]
    [InlineData("/quotations/0/end", "99999999999", "/quotations/0/end")]
    [InlineData("/inferred", "[null]", "/inferred/0")]
    [InlineData("/attribution/speakers", "[{\"role\":\"other\"}]", "/attribution/speakers/0/label")]
    [InlineData("/attribution/speakers", "[null]", "/attribution/speakers/0")]
    [InlineData("/attribution/publisher", "\"Wire Desk\"", "/attribution/publisher")]
    [InlineData("/reportedAt", "\"2024-05-14 09:30\"", "/reportedAt")]
    [InlineData("/reportedAt", "\"2024-05-14T09:30:00\"", "/reportedAt")]
    [InlineData("/eventTime", "{\"kind\":\"exact\"}", "/eventTime/earliest")]
    [InlineData("/eventTime", "{\"kind\":\"relative\",\"asStated\":\"last night\",\"zone\":\"Mars/Olympus\"}", "/eventTime/zone")]
    [InlineData("/feedKey", "\"\"", "/feedKey")]
    [InlineData("/note", "\"a NUL: \\u0000\"", "/note")]
    [InlineData("/note", "\"half a pair: \\ud83d\"", "/note")]
    [InlineData("/note", "\"the other half: \\ude00\"", "/note")]
    [InlineData("/document", "\"abc\"", "/document")]
    public async Task A_wrong_member_is_pointed_at(string member, string value, string pointer)
    {
        var scene = await Scene.SetAsync(service.Admin);
        var fact = JsonSerializer.SerializeToNode(scene.Fact(), Wire.Options)!; // A fact is no null.

        using var response = await service.Admin.PostAsync(scene.Facts, With(fact, member, value));

        var problem = await response.ProblemAsync();
        problem.Status.ShouldBe(400, problem.Problem?.ToJsonString());
        problem.Problem!["errors"]![0]!["pointer"]!.GetValue<string>().ShouldBe(pointer, problem.Problem.ToJsonString());
        problem.Problem.ToJsonString().ShouldNotContain("System.");
        problem.Problem.ToJsonString().ShouldNotContain("IncidentTimeline.");
    }

    [Theory]
    [InlineData("factId", "/factId")]
    [InlineData("claim", "/claim")]
    [InlineData("places", "/places")]
    [InlineData("attribution", "/attribution")]
    public async Task A_missing_member_is_named(string member, string pointer)
    {
        var scene = await Scene.SetAsync(service.Admin);
        var fact = JsonSerializer.SerializeToNode(scene.Fact(), Wire.Options)!.AsObject(); // As above.
        fact.Remove(member);

        using var response = await service.Admin.PostAsync(scene.Facts, fact.ToJsonString());

        var problem = await response.ProblemAsync();
        problem.ShouldBeProblem(400, "malformed", pointer);
        problem.Problem!["detail"]!.GetValue<string>().ShouldStartWith("Missing.");
    }

    [Fact]
    public async Task A_wrong_member_of_an_array_is_pointed_at_with_its_index()
    {
        var scene = await Scene.SetAsync(service.Admin);
        var good = JsonSerializer.Serialize(scene.Fact(), Wire.Options);
        var wrong = With(JsonSerializer.SerializeToNode(scene.Fact(), Wire.Options)!, "/claim/count/value", "-1"); // As above.

        using var invalid = await service.Admin.PostAsync(scene.Facts, $"[{good},{wrong}]");
        using var isNull = await service.Admin.PostAsync(scene.Facts, $"[{good},null]");
        using var cut = await service.Admin.PostAsync(scene.Facts, $"  [{good},");

        (await invalid.ProblemAsync()).ShouldBeProblem(400, "invalid", "/1/claim/count/value");
        (await isNull.ProblemAsync()).ShouldBeProblem(400, "invalid", "/1");
        (await cut.ProblemAsync()).ShouldBeProblem(400, "malformed");
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("7")]
    [InlineData("\"fact\"")]
    [InlineData("{}{}")]
    [InlineData("{\"factId\":1,\"factId\":1}")]
    public async Task What_is_no_fact_is_malformed(string body)
    {
        var scene = await Scene.SetAsync(service.Admin);

        using var response = await service.Admin.PostAsync(scene.Facts, body);

        (await response.ProblemAsync()).ShouldBeProblem(400, "malformed");
    }

    [Theory]
    [InlineData("/sources")]
    [InlineData("/documents")]
    [InlineData("/incidents")]
    public async Task Every_resource_that_takes_a_body_says_what_is_wrong_with_it(string path)
    {
        foreach (var body in (string[])["", "{", "[]", "null", "{}", "{\"nonsense\":1}", "{\"id\":null}"])
        {
            using var response = await service.Admin.PostAsync(path, body);

            (await response.ProblemAsync()).Status.ShouldBe(400, body);
        }
    }

    [Fact]
    public async Task Bytes_that_are_no_UTF_8_are_malformed()
    {
        var scene = await Scene.SetAsync(service.Admin);
        var fact = JsonSerializer.Serialize(scene.Fact() with { Note = "?" }, Wire.Options);
        var bytes = Encoding.UTF8.GetBytes(fact);
        bytes[Array.LastIndexOf(bytes, (byte)'?')] = 0xFF;
        using var content = new ByteArrayContent(bytes);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");

        using var response = await service.Admin.PostAsync(scene.Facts, content);

        (await response.ProblemAsync()).ShouldBeProblem(400, "malformed");
    }

    // 64 levels are read; a claim inside a claim is how a caller gets there.
    [Fact]
    public async Task Nesting_that_is_too_deep_is_malformed()
    {
        var scene = await Scene.SetAsync(service.Admin);
        var deep = string.Concat(Enumerable.Repeat("{\"type\":\"StatementCorrected\",\"claim\":", 70)) + "null" + new string('}', 70);

        using var claims = await service.Admin.PostAsync(scene.Facts, With(JsonSerializer.SerializeToNode(scene.Fact(), Wire.Options)!, "/claim", "1").Replace("\"claim\":1", $"\"claim\":{deep}", StringComparison.Ordinal)); // As above.
        using var arrays = await service.Admin.PostAsync(scene.Facts, new string('[', 100_000));

        (await claims.ProblemAsync()).ShouldBeProblem(400, "malformed");
        (await arrays.ProblemAsync()).ShouldBeProblem(400, "malformed");
    }

    [Fact]
    public async Task A_feed_key_has_at_most_512_bytes()
    {
        var scene = await Scene.SetAsync(service.Admin);

        await scene.RecordAsync(scene.Fact() with { FeedKey = new string('ж', 256) });
        using var response = await service.Admin.PostAsync(scene.Facts, scene.Fact() with { FeedKey = new string('ж', 257) });

        (await response.ProblemAsync()).ShouldBeProblem(400, "invalid", "/feedKey");
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData(null)]
    public async Task Another_media_type_is_not_read(string? mediaType)
    {
        var scene = await Scene.SetAsync(service.Admin);
        using var content = new ByteArrayContent("{}"u8.ToArray());
        content.Headers.ContentType = mediaType is null ? null : new MediaTypeHeaderValue(mediaType);

        using var response = await service.Admin.PostAsync(scene.Facts, content);

        (await response.ProblemAsync()).ShouldBeProblem(415, "unsupported-media-type");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_body_beyond_the_bound_is_too_large(bool isAnnounced)
    {
        var scene = await Scene.SetAsync(service.Admin);
        var body = Encoding.UTF8.GetBytes($"[{new string(' ', (16 * 1024 * 1024) + 1)}]");
        using var request = new HttpRequestMessage(HttpMethod.Post, scene.Facts) { Content = isAnnounced ? new ByteArrayContent(body) : new StreamContent(new MemoryStream(body)) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.TransferEncodingChunked = !isAnnounced;
        request.Headers.ExpectContinue = true; // So that the server may refuse before the body is sent.

        using var response = await service.Admin.SendAsync(request);

        (await response.ProblemAsync()).ShouldBeProblem(413, "too-large");
    }

    [Fact]
    public async Task An_unknown_path_or_method_is_a_problem_document()
    {
        using var path = await service.Admin.GetAsync("/nothing/here");
        using var method = await service.Admin.DeleteAsync("/sources");

        (await path.ProblemAsync()).ShouldBeProblem(404, "not-found");
        (await method.ProblemAsync()).ShouldBeProblem(405, "method-not-allowed");
        path.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        method.StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);
    }

    // Sets or adds a member. The value is spliced in as text: some of these are no JSON that a writer would write.
    private static string With(JsonNode fact, string member, string value)
    {
        var path = member.Split('/')[1..];
        var owner = path[..^1].Aggregate(fact, (node, step) => int.TryParse(step, out var index) ? node[index]! : node[step]!); // The paths above are of that fact.
        owner[path[^1]] = "SPLICED";
        return fact.ToJsonString(Wire.Options).Replace("\"SPLICED\"", value, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"decision":{}}""", "/decision/type")]
    [InlineData("""{"decision":{"a":1}}""", "/decision/type")]
    public async Task A_decision_without_a_type_is_malformed(string body, string pointer)
    {
        var scene = await Scene.SetAsync(service.Admin);

        using var response = await service.Admin.PostAsync(scene.Desk, body);

        (await response.ProblemAsync()).ShouldBeProblem(400, "malformed", pointer);
    }

    [Theory]
    [InlineData("{}", "/claim/type")]
    [InlineData("""{"count":{"value":1}}""", "/claim/type")]
    [InlineData("""{"type":"StatementCorrected","claim":{"a":1}}""", "/claim/claim/type")]
    public async Task A_claim_without_a_type_is_malformed(string claim, string pointer)
    {
        var scene = await Scene.SetAsync(service.Admin);
        var fact = System.Text.Json.Nodes.JsonNode.Parse(System.Text.Json.JsonSerializer.Serialize(scene.Fact(), IncidentTimeline.Catalog.Wire.Options))!;
        fact["claim"] = System.Text.Json.Nodes.JsonNode.Parse(claim);

        using var response = await service.Admin.PostAsync(scene.Facts, fact.ToJsonString());

        (await response.ProblemAsync()).ShouldBeProblem(400, "malformed", pointer);
    }
}
