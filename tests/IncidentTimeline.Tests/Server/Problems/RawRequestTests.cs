using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using IncidentTimeline.Catalog;
using IncidentTimeline.EventLog;
using Microsoft.Extensions.DependencyInjection;

namespace IncidentTimeline.Tests.Server.Problems;

/// <summary>What no HTTP client would send, written to the socket byte by byte.</summary>
public class RawRequestTests(TestService service) : IClassFixture<TestService>
{
    /// <summary>More than an answer takes on a busy machine.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData("Transfer-Encoding: chunked", "zz\r\n{}\r\n0\r\n\r\n", 400, "malformed")]
    [InlineData("Transfer-Encoding: chunked", "2\r\n{}xx0\r\n\r\n", 400, "malformed")]
    [InlineData("Transfer-Encoding: gzip, chunked", "2\r\n{}\r\n0\r\n\r\n", 415, "unsupported-media-type")]
    [InlineData("Content-Length: 2\r\nTransfer-Encoding: chunked", "2\r\n{}\r\n0\r\n\r\n", 400, "malformed")]
    [InlineData("Content-Length: 99000000000", "{}", 413, "too-large")]
    [InlineData("Content-Length: 0", "", 400, "malformed")]
    [InlineData("Content-Length: 2\r\nExpect: something", "{}", 400, "malformed")]
    public async Task A_body_that_is_sent_wrongly_gets_a_problem_document(string headers, string body, int status, string slug)
    {
        foreach (var path in (string[])["/sources", "/documents", "/incidents", "/incidents/any/facts", "/incidents/any/desk"])
        {
            var answer = await SendAsync($"POST {path} HTTP/1.1\r\nHost: test\r\nContent-Type: application/json\r\n{Key}{headers}\r\n\r\n{body}");

            answer.Head.ShouldStartWith($"HTTP/1.1 {status} ");
            answer.Head.ShouldContain("application/problem+json");
            answer.Problem.ShouldNotBeNull(answer.Body)["type"]!.GetValue<string>().ShouldBe($"/problems/{slug}");
        }
    }

    [Theory]
    [InlineData("/incidents/%ff%fe", 404, "not-found")]
    [InlineData("/incidents/a%2fb", 404, "not-found")]
    [InlineData("/facts?text=%ff%fe", 400, "invalid-query")]
    [InlineData("/facts?text=%ED%A0%80", 400, "invalid-query")]
    [InlineData("/facts?text=50%", 400, "invalid-query")]
    [InlineData("/facts?text=%zz", 400, "invalid-query")]
    [InlineData("/facts?voice=%00", 400, "invalid-query")]
    public async Task A_path_or_query_that_is_no_text_gets_a_problem_document(string target, int status, string slug)
    {
        var answer = await SendAsync($"GET {target} HTTP/1.1\r\nHost: test\r\n{Key}\r\n");

        answer.Head.ShouldStartWith($"HTTP/1.1 {status} ");
        answer.Problem.ShouldNotBeNull(answer.Body)["type"]!.GetValue<string>().ShouldBe($"/problems/{slug}");
    }

    // The web server refuses these before any of our code is asked, with a bare status; docs/reference/http.md lists them.
    [Theory]
    [InlineData("GET /incidents/%00 HTTP/1.1\r\nHost: test\r\n\r\n", 400)]
    [InlineData("GET /regions HTTP/1.1\r\n\r\n", 400)]
    [InlineData("GET /regions HTTP/1.1\r\nHost: test\r\nX: a\0b\r\n\r\n", 400)]
    [InlineData("POST /sources HTTP/1.1\r\nHost: test\r\nContent-Length: two\r\n\r\n{}", 400)]
    [InlineData("POST /sources HTTP/1.1\r\nHost: test\r\nContent-Length: -1\r\n\r\n{}", 400)]
    [InlineData("POST /sources HTTP/1.1\r\nHost: test\r\nContent-Length: 99999999999999999999\r\n\r\n{}", 400)]
    [InlineData("POST /sources HTTP/1.1\r\nHost: test\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}", 400)]
    [InlineData("GET /regions HTTP/7.0\r\nHost: test\r\n\r\n", 505)]
    public async Task What_is_no_HTTP_gets_a_bare_status(string request, int status)
    {
        var answer = await SendAsync(request);

        answer.Head.ShouldStartWith($"HTTP/1.1 {status} ");
        answer.Body.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(9_000, 10, 414)]
    [InlineData(10, 40_000, 431)]
    public async Task A_line_or_header_beyond_the_bounds_gets_a_bare_status(int pathLength, int headerLength, int status)
    {
        var answer = await SendAsync($"GET /{new string('p', pathLength)} HTTP/1.1\r\nHost: test\r\nX-Long: {new string('h', headerLength)}\r\n\r\n");

        answer.Head.ShouldStartWith($"HTTP/1.1 {status} ");
        answer.Body.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_caller_who_goes_away_in_the_middle_of_a_body_leaves_nothing(bool isChunked)
    {
        var scene = await Scene.SetAsync(service.Admin);
        var store = service.Services.GetRequiredService<EventStore>();
        var head = await store.HeadAsync(CancellationToken.None);
        var fact = Encoding.UTF8.GetBytes(JsonSerializer.Serialize(scene.Fact(), Wire.Options));
        var framing = isChunked ? $"Transfer-Encoding: chunked\r\n\r\n{fact.Length:x}\r\n" : $"Content-Length: {fact.Length + 1}\r\n\r\n";

        using (var client = await ConnectAsync())
        {
            // All of the fact, but not of the body: only what arrived as announced is recorded.
            await client.GetStream().WriteAsync(Encoding.UTF8.GetBytes($"POST {scene.Facts} HTTP/1.1\r\nHost: test\r\nContent-Type: application/json\r\n{Key}{framing}"));
            await client.GetStream().WriteAsync(fact);
        }

        await scene.RecordAsync(scene.Fact());
        (await store.HeadAsync(CancellationToken.None)).Value.ShouldBe(head.Value + 1);
    }

    private string Key => $"Authorization: Bearer {service.AdminKey}\r\n";

    private async Task<TcpClient> ConnectAsync()
    {
        var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", service.Admin.BaseAddress!.Port); // The fixture set it.
        return client;
    }

    private async Task<(string Head, string Body, JsonNode? Problem)> SendAsync(string request)
    {
        using var patience = new CancellationTokenSource(Patience);
        using var client = await ConnectAsync();
        await client.GetStream().WriteAsync(Encoding.Latin1.GetBytes(request.Replace("\r\nHost: test\r\n", "\r\nHost: test\r\nConnection: close\r\n", StringComparison.Ordinal)), patience.Token);
        var answer = new MemoryStream();
        await client.GetStream().CopyToAsync(answer, patience.Token);

        var text = Encoding.UTF8.GetString(answer.ToArray());
        var (head, body) = text.Split("\r\n\r\n", 2) is [var first, var rest] ? (first, rest) : (text, "");
        var (from, to) = (body.IndexOf('{', StringComparison.Ordinal), body.LastIndexOf('}'));
        return (head, body, from < 0 || to < from ? null : JsonNode.Parse(body[from..(to + 1)]));
    }
}
