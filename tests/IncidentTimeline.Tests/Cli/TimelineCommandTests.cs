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
    public async Task Check_says_whether_all_is_sound_and_what_is_not()
    {
        var checkedService = new TestService();
        await checkedService.InitializeAsync();
        var server = checkedService.Admin.BaseAddress!.ToString(); // Its clients have one.
        await Scene.SetAsync(checkedService.Admin);
        var sound = await RunWithKeyAsync(checkedService.AdminKey, "check", "--server", server);
        await using (var damage = checkedService.Database.Owner.CreateCommand("update log_head set position = 4"))
        {
            await damage.ExecuteNonQueryAsync();
        }

        var damaged = await RunWithKeyAsync(checkedService.AdminKey, "check", "--server", server);

        sound.ShouldBe((0, "clean: 3 of 3 events read, the last at position 3\n", ""));
        damaged.ShouldBe((
            1,
            """
            error head-differs at table log_head: It says 4; the last event is at position 3. The next append would take a position that is taken, or would leave a gap.
            not clean: 3 of 3 events read, the last at position 3, head-differs 1

            """,
            ""));
        await checkedService.DisposeAsync();
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

    private static Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments) => RunWithKeyAsync(null, arguments);

    private static async Task<(int Code, string Output, string Error)> RunWithKeyAsync(string? key, params string[] arguments)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var code = await TimelineCommand.RunAsync(arguments, name => name == "TIMELINE_KEY" ? key : null, output, error);
        return (code, output.ToString(), error.ToString());
    }
}
