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
    [InlineData("/facts?after=-1")]
    [InlineData("/facts?atLeast=-1")]
    [InlineData("/events?after=-1")]
    [InlineData("/events?after=9223372036854775807")]
    public async Task A_position_that_no_log_has_is_no_position(string path)
    {
        using var response = await service.Anonymous.GetAsync(path);

        var (status, slug, _) = await response.ProblemAsync();
        (status, slug).ShouldBe((400, "invalid-query"));
    }
}
