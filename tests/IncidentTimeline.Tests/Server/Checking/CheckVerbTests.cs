using IncidentTimeline.Tests.Server.Backups;

namespace IncidentTimeline.Tests.Server.Checking;

/// <summary>The server's verb as an operator meets it: lines and exit codes.</summary>
public sealed class CheckVerbTests(RecordedTimeline timeline) : IClassFixture<RecordedTimeline>
{
    [Fact]
    public async Task It_says_clean_and_exits_with_0()
    {
        await using var copy = await timeline.CopyAsync();

        (await ServerVerb.RunAsync("check", "--connection", copy.ConnectionString)).ShouldBe((0, "clean: 8 of 8 events read, the last at position 8\n", ""));
    }

    [Fact]
    public async Task It_names_what_is_wrong_and_exits_with_1()
    {
        await using var copy = await timeline.CopyAsync();
        await copy.ExecuteAsync("delete from fact_search where position = 5");

        (await ServerVerb.RunAsync("check", "--connection", copy.ConnectionString)).ShouldBe((
            1,
            """
            error search-row-missing at position 5: The table fact_search has no row for this fact. A recorded fact is not found by the search.
            not clean: 8 of 8 events read, the last at position 8, search-row-missing 1

            """,
            ""));
    }

    [Fact]
    public async Task A_directory_without_a_cluster_is_explained_and_none_is_made()
    {
        using var directory = TestDirectory.Create();

        var (exitCode, output, error) = await ServerVerb.RunAsync("check", "--data", directory.Path);

        (exitCode, output).ShouldBe((1, ""));
        error.ShouldStartWith($"{directory.Path} holds no PostgreSQL cluster.");
        Directory.GetFileSystemEntries(directory.Path).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_is_not_understood_exits_with_2()
    {
        var (exitCode, _, error) = await ServerVerb.RunAsync("check", "--bogus");

        exitCode.ShouldBe(2);
        error.ShouldContain("'--bogus'");
    }
}
