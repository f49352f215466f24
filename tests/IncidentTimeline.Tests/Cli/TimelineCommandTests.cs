using IncidentTimeline.Cli;
using IncidentTimeline.Tests.Server;

namespace IncidentTimeline.Tests.Cli;

public sealed class TimelineCommandTests(TestService service) : IClassFixture<TestService>
{
    [Fact]
    public async Task Health_says_how_far_the_log_got()
    {
        await Scene.SetAsync(service.Admin);

        var (code, output, error) = await RunAsync("health", "--server", service.Admin.BaseAddress!.ToString()); // Its clients have one.

        (code, error).ShouldBe((0, ""));
        output.ShouldMatch(@"^ready, log at position [1-9][0-9]*\n$");
    }

    [Fact]
    public async Task A_service_that_is_not_there_is_named_and_fails()
    {
        var (code, output, error) = await RunAsync("health", "--server", "http://127.0.0.1:1");

        (code, output).ShouldBe((1, ""));
        error.ShouldContain("127.0.0.1:1");
    }

    [Theory]
    [InlineData("--server must be an address such as http://127.0.0.1:5080, not \"ftp://here\".", "health", "--server", "ftp://here")]
    [InlineData("--server must be an address such as http://127.0.0.1:5080, not \"5080\".", "health", "--server", "5080")]
    [InlineData("Unrecognized command or argument 'heal'.", "heal")]
    public async Task What_is_not_understood_is_named(string expected, params string[] arguments)
    {
        var (code, _, error) = await RunAsync(arguments);

        code.ShouldBe(2);
        error.ShouldContain(expected);
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var code = await TimelineCommand.RunAsync(arguments, _ => null, output, error);
        return (code, output.ToString(), error.ToString());
    }
}
