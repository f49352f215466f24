using System.Net;
using System.Net.Sockets;
using System.Text;
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

    [Fact]
    public async Task A_key_is_made_listed_and_revoked()
    {
        var server = service.Admin.BaseAddress!.ToString(); // Its clients have one.
        var (made, secret, told) = await RunWithKeyAsync(service.AdminKey, "key", "create", "--server", server, "--name", "shell", "--role", "reporter", "--role", "auditor", "--expires", "2199-01-01T00:00:00Z");
        var prefix = secret[3..11];
        var listed = await RunWithKeyAsync(service.AdminKey, "key", "list", "--server", server);
        var revoked = await RunWithKeyAsync(service.AdminKey, "key", "revoke", prefix, "--server", server);
        var left = await RunWithKeyAsync(service.AdminKey, "key", "list", "--server", server);
        var ended = await RunWithKeyAsync(service.AdminKey, "key", "list", "--ended", "--server", server);

        (made, told).ShouldBe((0, $"Key {prefix} of shell, shown this once:\n"));
        secret.ShouldMatch(@"^it_[a-z2-9]{8}_[0-9a-f]{48}\n$");
        listed.Output.ShouldContain($"{prefix}\tshell\treporter,auditor\t");
        listed.Output.ShouldContain("\t2199-01-01T00:00:00Z\t-\t-\n");
        revoked.Output.ShouldMatch($@"^{prefix} of shell revoked at 20\S+Z by admin\n$");
        left.Output.ShouldNotContain(prefix);
        ended.Output.ShouldContain(prefix);
        (listed.Output + revoked.Output + ended.Output).ShouldNotContain(secret[12..].Trim());
    }

    [Fact]
    public async Task What_the_service_refuses_fails_with_its_words()
    {
        var (code, output, error) = await RunAsync("key", "list", "--server", service.Admin.BaseAddress!.ToString()); // As above.

        (code, output).ShouldBe((1, ""));
        error.ShouldContain("A key is needed.");
    }

    [Theory]
    [InlineData("never the key itself", "key", "revoke", "it_abcdefgh_000000000000000000000000000000000000000000000000")]
    [InlineData("--expires must be a time with an offset", "key", "create", "--name", "a", "--role", "admin", "--expires", "2027-01-01")]
    [InlineData("Option '--role' is required.", "key", "create", "--name", "a")]
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

    [Fact]
    public async Task An_answer_that_is_none_of_ours_fails_in_a_sentence()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var answering = AnswerAsync(listener, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{]");

        var (code, output, error) = await RunAsync("health", "--server", $"http://{listener.LocalEndpoint}");
        await answering;

        (code, output, error).ShouldBe((1, "", "What answered is not an IncidentTimeline service of a version that this command knows.\n"));
    }

    [Fact]
    public async Task A_rebuild_whose_service_dies_says_what_is_in_use()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var answering = AnswerAsync(listener, "HTTP/1.1 200 OK\r\nContent-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n2d\r\n{\"kind\":\"progress\",\"step\":\"fill\",\"upTo\":12}\n\r\n");

        var (code, output, error) = await RunAsync("projections", "rebuild", "statements", "--server", $"http://{listener.LocalEndpoint}");
        await answering;

        (code, output).ShouldBe((1, ""));
        error.ShouldStartWith("fill: position - of 12\nIt was cut short: ");
        error.ShouldEndWith(" The tables in use are as they were; run it again.\n");
    }

    [Fact]
    public async Task A_key_file_with_two_lines_fails_in_a_sentence()
    {
        using var directory = TestDirectory.Create();
        var file = Path.Combine(directory.Path, "key");
        await File.WriteAllTextAsync(file, "it_one\nit_two\n");

        var (code, output, error) = await RunAsync("health", "--key-file", file);

        (code, output, error).ShouldBe((1, "", "The key holds something that no key holds, such as a line break.\n"));
    }

    private static async Task AnswerAsync(TcpListener listener, string answer)
    {
        using var client = await listener.AcceptTcpClientAsync();
        await using var stream = client.GetStream();
        await stream.ReadAtLeastAsync(new byte[4096], 16);
        await stream.WriteAsync(Encoding.ASCII.GetBytes(answer));
    }

    private static async Task<(int Code, string Output, string Error)> RunWithKeyAsync(string? key, params string[] arguments)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var code = await TimelineCommand.RunAsync(arguments, name => name == "TIMELINE_KEY" ? key : null, output, error);
        return (code, output.ToString(), error.ToString());
    }
}
