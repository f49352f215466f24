using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using IncidentTimeline.Desk;
using IncidentTimeline.Server.Recording;

namespace IncidentTimeline.Tests.Server.Documents;

public partial class ListDocumentsTests(TestService service) : IClassFixture<TestService>
{
    [Fact]
    public async Task Documents_are_listed_the_latest_first_with_what_rests_on_them()
    {
        var scene = await Scene.SetAsync(service.Admin);
        await scene.RecordAsync(scene.Fact());
        await scene.RecordAsync(scene.Fact(quote: Scene.More));
        var version = await service.Admin.RecordAsync("/documents", new NewDocument(scene.Source, Text: $"Anew, {scene.Source}.", Title: "A report, mended", Supersedes: scene.Document));
        var published = new DateTimeOffset(2024, 5, 14, 9, 30, 0, TimeSpan.Zero);
        var (_, head) = await scene.DecideAsync(new DocumentPublicationTimeAsserted(published, "As the page says."), $"/documents/{scene.Document}/desk");

        var page = await ReadAsync($"/documents?atLeast={head}&limit=2");

        var (later, first) = (page[0]!, page[1]!);
        (later.Text("sha256"), later.Text("title"), later.Text("form"), later["facts"]!.GetValue<int>(), later["publishedAt"], later.Text("supersedes"))
            .ShouldBe((version.Text("sha256"), "A report, mended", "transcription", 0, null, scene.Document.Value));
        (first.Text("sha256"), first.Text("publisher"), first.Text("publisherName"), first.Text("form"), first["facts"]!.GetValue<int>(), first["publishedAt"]!.GetValue<DateTimeOffset>(), first["supersedes"])
            .ShouldBe((scene.Document.Value, scene.Source.Value, $"Wire {scene.Source}", "original", 2, published, null));
    }

    [Fact]
    public async Task Pages_follow_each_other_without_gap_or_double()
    {
        var scene = await Scene.SetAsync(service.Admin);
        var captured = new List<string> { scene.Document.Value };
        JsonNode receipt = null!; // Set by the first of four.
        foreach (var number in Enumerable.Range(1, 4))
        {
            receipt = await service.Admin.RecordAsync("/documents", new NewDocument(scene.Source, Encoding.UTF8.GetBytes($"No. {number} of {scene.Source}.")));
            captured.Insert(0, receipt.Text("sha256")!);
        }

        var listed = new List<string?>();
        var next = receipt.Position() + 1;
        while (listed.Count < captured.Count)
        {
            var page = await service.Admin.ReadAsync($"/documents?limit=2&before={next}&atLeast={receipt.Position()}");
            listed.AddRange(page["documents"]!.Texts("sha256"));
            next = page["next"]!.GetValue<long>();
        }

        listed.Take(captured.Count).ShouldBe(captured);
    }

    [Fact]
    public async Task A_list_of_an_earlier_moment_knows_neither_what_came_later_nor_what_was_decided_then()
    {
        var scene = await Scene.SetAsync(service.Admin);
        await scene.RecordAsync(scene.Fact());
        await scene.DecideAsync(new DocumentPublicationTimeAsserted(new DateTimeOffset(2024, 5, 14, 9, 30, 0, TimeSpan.Zero), "As the page says."), $"/documents/{scene.Document}/desk");
        var later = await service.Admin.RecordAsync("/documents", new NewDocument(scene.Source, Text: $"Later, {scene.Source}."));

        var documents = await ReadAsync($"/documents?knownAt={scene.OpenedAt}&limit=1&atLeast={later.Position()}");

        (documents[0].Text("sha256"), documents[0]!["facts"]!.GetValue<int>(), documents[0]!["publishedAt"]).ShouldBe((scene.Document.Value, 0, null));
    }

    [Theory]
    [InlineData("before=0")]
    [InlineData("limit=0")]
    [InlineData("limit=501")]
    public async Task What_no_page_has_is_refused(string query)
    {
        using var response = await service.Admin.GetAsync($"/documents?{query}");

        (await response.ProblemAsync()).ShouldBeProblem(400, "invalid-query");
    }

    // A database from before the list was there: what its index had taken is listed by the migration, under the key by which the index lists what comes later.
    [Fact]
    public async Task The_migration_lists_what_the_index_lists()
    {
        var scene = await Scene.SetAsync(service.Admin);
        await ReadAsync($"/documents?atLeast={scene.OpenedAt}");
        var migration = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "src/IncidentTimeline.Server/Migrations/0007_list_documents.sql"));
        await using var connection = await service.Database.Owner.OpenConnectionAsync();

        var before = await KeysAsync();
        await ExecuteAsync($"delete from decision_keys where key = {CapturesKey().Match(migration).Groups[1].Value}");
        var without = await KeysAsync();
        await ExecuteAsync(migration);

        (await KeysAsync()).ShouldBe(before);
        without.ShouldNotBe(before);

        async Task<string> KeysAsync()
        {
            await using var command = connection.CreateCommand();
            command.CommandText = "select string_agg(key || ' ' || position, ' ' order by key, position) from decision_keys";
            return (string)(await command.ExecuteScalarAsync())!; // The scene has decisions.
        }

        async Task ExecuteAsync(string sql)
        {
            await using var command = connection.CreateCommand();
            command.CommandText = sql;
            await command.ExecuteNonQueryAsync();
        }
    }

    [GeneratedRegex(@"select (-?\d+), position")]
    private static partial Regex CapturesKey();

    private async Task<JsonArray> ReadAsync(string path) => (await service.Admin.ReadAsync(path))["documents"]!.AsArray();
}
