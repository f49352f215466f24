using System.Text;
using IncidentTimeline.EventLog;

namespace IncidentTimeline.Tests.Server.Problems;

/// <summary>What a caller sends wrongly is answered as theirs, never as a failure of ours.</summary>
public class CallersFaultsTests(TestService service) : IClassFixture<TestService>
{
    [Theory]
    [InlineData("/incidents/any/facts", Limits.AppendBytesMax)]
    [InlineData("/sources", 1024 * 1024)]
    public async Task A_body_that_is_too_large_is_too_large(string path, int bytesMax)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(new string(' ', bytesMax + 1), Encoding.UTF8, "application/json") };

        // Else the connection is closed while the body is still being sent, and the answer may be lost with it.
        request.Headers.ExpectContinue = true;
        using var response = await service.Admin.SendAsync(request);

        var (status, slug, _) = await response.ProblemAsync();
        (status, slug).ShouldBe((413, "too-large"));
    }

    [Fact]
    public async Task A_body_that_is_no_json_is_of_an_unsupported_media_type()
    {
        using var response = await service.Admin.PostAsync(new Uri("/sources", UriKind.Relative), new StringContent("{}", Encoding.UTF8, "text/plain"));

        var (status, slug, _) = await response.ProblemAsync();
        (status, slug).ShouldBe((415, "unsupported-media-type"));
    }

    [Theory]
    [InlineData("/facts?limit=0", "limit", "Between 1 and 500.")]
    [InlineData("/facts?limit=ten", "limit", "Give a whole number.")]
    [InlineData("/facts?limit=", "limit", "Give a whole number.")]
    [InlineData("/facts?limit=5&limit=6", "limit", "Give it once.")]
    [InlineData("/facts?text=a&text=b", "text", "Give it once.")]
    [InlineData("/facts?voice=%00", "voice", "A text holds no NUL character.")]
    [InlineData("/facts?text=%ff", "string", "A percent sign begins two hexadecimal digits, and together they are UTF-8.")]
    [InlineData("/facts?after=99999999999999999999", "after", "Give a whole number.")]
    [InlineData("/facts?type=Nonsense", "type", "No such fact type; GET /fact-types lists them.")]
    [InlineData("/regions?all=maybe", "all", "Give true or false.")]
    [InlineData("/regions?knownAt=-1", "knownAt", "Give a position, such as 42, or an RFC 3339 instant ")]
    [InlineData("/regions?knownAt=99999999999999999999", "knownAt", "Give a position, such as 42, or an RFC 3339 instant ")]
    [InlineData("/regions?knownAt=NaN", "knownAt", "Give a position, such as 42, or an RFC 3339 instant ")]
    [InlineData("/regions?knownAt=1&knownAt=2", "knownAt", "Give it once.")]
    [InlineData("/regions?eventTime=2026-02-30T00:00:00Z", "eventTime", "Give an RFC 3339 instant ")]
    public async Task A_query_that_cannot_be_read_names_its_parameter(string path, string parameter, string detail)
    {
        using var response = await service.Anonymous.GetAsync(path);

        var (status, slug, problem) = await response.ProblemAsync();
        (status, slug).ShouldBe((400, "invalid-query"));
        problem!["title"]!.GetValue<string>().ShouldBe($"The query parameter {parameter} is not understood");
        problem["detail"]!.GetValue<string>().ShouldStartWith(detail);
    }

    [Theory]
    [InlineData("/facts?after=-1")]
    [InlineData("/facts?atLeast=-1")]
    [InlineData("/events?after=-1")]
    public async Task A_position_that_no_log_has_is_no_position(string path)
    {
        using var response = await service.Anonymous.GetAsync(path);

        var (status, slug, _) = await response.ProblemAsync();
        (status, slug).ShouldBe((400, "invalid-query"));
    }
}
