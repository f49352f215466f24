using System.Net;
using System.Security.Cryptography;
using System.Text;
using IncidentTimeline.Catalog;
using IncidentTimeline.Server.Recording;
using IncidentTimeline.Sources;

namespace IncidentTimeline.Tests.Server.Recording;

public class CaptureDocumentTests(TestService service) : IClassFixture<TestService>
{
    [Fact]
    public async Task Captured_bytes_are_named_by_their_hash_and_come_back_untouched()
    {
        var scene = await Scene.SetAsync(service.Admin);
        var bytes = Encoding.UTF8.GetBytes($"﻿With a mark, two ends:\r\nand no last one. {scene.Source}");

        var receipt = await service.Admin.RecordAsync("/documents", new NewDocument(scene.Source, bytes, Url: "https://wire.example/1", Title: "With a mark"));

        var hash = receipt.Text("sha256");
        hash.ShouldBe(Convert.ToHexStringLower(SHA256.HashData(bytes)));
        (await service.Admin.GetByteArrayAsync($"/documents/{hash}/bytes")).ShouldBe(bytes);
        (await service.Admin.GetByteArrayAsync($"/documents/{hash}/text")).ShouldBe(bytes);
        var document = await service.Admin.ReadAsync($"/documents/{hash}?atLeast={receipt.Position()}");
        (document.Text("form"), document.Text("url"), document.Text("title"), document["isIntact"]!.GetValue<bool>())
            .ShouldBe(("original", "https://wire.example/1", "With a mark", true));
    }

    [Fact]
    public async Task The_same_bytes_again_answer_the_first_receipt()
    {
        var scene = await Scene.SetAsync(service.Admin);
        var document = new NewDocument(scene.Source, Encoding.UTF8.GetBytes($"Once only, {scene.Source}."));
        var first = await service.Admin.RecordAsync("/documents", document);

        using var again = await service.Admin.PostAsync("/documents", document);
        using var other = await service.Admin.PostAsync("/documents", document with { Title = "Another title" });

        again.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await again.Content.ReadAsStringAsync()).ShouldBe(first.ToJsonString());
        (await other.ProblemAsync()).ShouldBeProblem(409, "id-reused");
    }

    [Fact]
    public async Task A_pasted_text_is_marked_as_a_transcription()
    {
        var scene = await Scene.SetAsync(service.Admin);

        var receipt = await service.Admin.RecordAsync("/documents", new NewDocument(scene.Source, Text: $"Pasted from {scene.Source}."));

        var document = await service.Admin.ReadAsync($"/documents/{receipt.Text("sha256")}?atLeast={receipt.Position()}");
        document.Text("form").ShouldBe("transcription");
        (await service.Admin.GetStringAsync($"/documents/{receipt.Text("sha256")}/text")).ShouldBe($"Pasted from {scene.Source}.");
    }

    [Fact]
    public async Task Bytes_that_are_no_text_need_the_text_in_them()
    {
        var scene = await Scene.SetAsync(service.Admin);
        byte[] scan = [0xFF, 0xD8, .. Encoding.UTF8.GetBytes(scene.Source.Value)];

        using var without = await service.Admin.PostAsync("/documents", new NewDocument(scene.Source, scan, MediaType: "image/jpeg"));
        var with = await service.Admin.RecordAsync("/documents", new NewDocument(scene.Source, scan, "What the scan says.", "image/jpeg"));

        (await without.ProblemAsync()).ShouldBeProblem(422, "no-text", "/text");
        (await service.Admin.GetStringAsync($"/documents/{with.Text("sha256")}/text")).ShouldBe("What the scan says.");
        (await service.Admin.GetByteArrayAsync($"/documents/{with.Text("sha256")}/bytes")).ShouldBe(scan);
    }

    [Fact]
    public async Task A_text_beside_the_bytes_that_was_changed_behind_our_back_is_not_intact()
    {
        var scene = await Scene.SetAsync(service.Admin);
        byte[] scan = [0xFF, 0xD9, .. Encoding.UTF8.GetBytes(scene.Source.Value)];
        var captured = await service.Admin.RecordAsync("/documents", new NewDocument(scene.Source, scan, "What the scan says.", "image/jpeg"));
        var path = $"/documents/{captured.Text("sha256")}?atLeast={captured.Position()}";
        var before = await service.Admin.ReadAsync(path);

        await using (var tamper = service.Database.Owner.CreateCommand(
            $"alter table documents disable trigger all; update documents set content = 'Something else.' where sha256 = '\\x{captured.Text("sha256")}'; alter table documents enable always trigger documents_are_frozen"))
        {
            await tamper.ExecuteNonQueryAsync();
        }

        var after = await service.Admin.ReadAsync(path);
        (before["isIntact"]!.GetValue<bool>(), after["isIntact"]!.GetValue<bool>()).ShouldBe((true, false));
        after.Text("recomputedSha256").ShouldBe(captured.Text("sha256"));
    }

    // Quotations are found in it: two writers must not believe in two texts of the same bytes.
    [Fact]
    public async Task The_same_bytes_with_another_text_are_refused()
    {
        var scene = await Scene.SetAsync(service.Admin);
        byte[] scan = [0xFF, 0xD8, .. Encoding.UTF8.GetBytes(scene.Source.Value)];
        await service.Admin.RecordAsync("/documents", new NewDocument(scene.Source, scan, "What the scan says.", "image/jpeg"));

        using var other = await service.Admin.PostAsync("/documents", new NewDocument(scene.Source, scan, "What it does not say.", "image/jpeg"));

        (await other.ProblemAsync()).ShouldBeProblem(409, "text-differs", "/text");
    }

    // The bound is one of bytes; Cyrillic letters have two.
    [Fact]
    public void A_transcription_has_at_most_32_MiB_of_UTF_8()
    {
        var text = new string('ж', (16 * 1024 * 1024) + 1);

        Shape.Check(new NewDocument(new SourceId("wire"), Text: text)).Select(problem => problem.Pointer).ShouldBe(["/text"]);
        Shape.Check(new NewDocument(new SourceId("wire"), Text: text[1..])).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_is_refused_is_not_kept()
    {
        var text = $"Nobody published this: {Guid.NewGuid()}.";
        var hash = DocumentHash.Of(Encoding.UTF8.GetBytes(text));

        using var refused = await service.Admin.PostAsync("/documents", new NewDocument(new SourceId("nobody-knows"), Text: text));
        using var read = await service.Admin.GetAsync($"/documents/{hash}/text");

        (await refused.ProblemAsync()).ShouldBeProblem(422, "source-unknown", "/publisher");
        (await read.ProblemAsync()).ShouldBeProblem(404, "not-found");
    }

    [Fact]
    public async Task Another_version_names_the_one_before()
    {
        var scene = await Scene.SetAsync(service.Admin);

        var receipt = await service.Admin.RecordAsync("/documents", new NewDocument(scene.Source, Text: $"Now it reads thus, {scene.Source}.", Supersedes: scene.Document));
        using var unknown = await service.Admin.PostAsync("/documents", new NewDocument(scene.Source, Text: $"And thus, {scene.Source}.", Supersedes: new DocumentHash(new string('0', 64))));

        var recorded = await service.Admin.GetStringAsync($"/events?after={receipt.Position() - 1}&limit=1");
        recorded.ShouldContain("\"type\":\"DocumentVersionCaptured\"");
        recorded.ShouldContain($"\"supersedes\":\"{scene.Document}\"");
        (await unknown.ProblemAsync()).ShouldBeProblem(422, "document-unknown", "/supersedes");
    }

    [Fact]
    public async Task Spans_that_nobody_coded_are_listed_in_code_points()
    {
        var scene = await Scene.SetAsync(service.Admin);
        var facts = new[] { scene.Fact(), scene.Fact(quote: Scene.More), scene.Fact(quote: Scene.Cyrillic) };
        var position = (await service.Admin.RecordAsync(scene.Facts, facts)).Position();

        var document = await service.Admin.ReadAsync($"/documents/{scene.Document}/facts?atLeast={position}");

        document["facts"]!.AsArray().Select(one => one!["fact"].Text("factId")).ShouldBe(facts.Select(fact => fact.FactId.ToString()));
        document["uncoded"]!.Texts("text").ShouldBe([scene.Text[..scene.Text.IndexOf(Scene.Drones, StringComparison.Ordinal)], ". Nobody wrote down this."]);
        var runes = scene.Text.EnumerateRunes().Select(rune => rune.ToString()).ToArray();
        document["uncoded"]!.AsArray().Select(span => string.Concat(runes[span!["start"]!.GetValue<int>()..span["end"]!.GetValue<int>()])).ShouldBe(document["uncoded"]!.Texts("text"));
    }

    [Theory]
    [InlineData("/documents/abc")]
    [InlineData("/documents/abc/text")]
    [InlineData("/documents/abc/bytes")]
    [InlineData("/documents/abc/facts")]
    [InlineData("/documents/0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("/documents/0000000000000000000000000000000000000000000000000000000000000000/text")]
    [InlineData("/documents/0000000000000000000000000000000000000000000000000000000000000000/bytes")]
    [InlineData("/documents/0000000000000000000000000000000000000000000000000000000000000000/facts")]
    public async Task What_was_not_captured_is_not_found(string path)
    {
        using var response = await service.Admin.GetAsync(path);

        (await response.ProblemAsync()).ShouldBeProblem(404, "not-found");
    }
}
