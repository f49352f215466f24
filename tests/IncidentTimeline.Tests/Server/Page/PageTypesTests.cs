using System.Diagnostics;
using System.Security.Cryptography;

namespace IncidentTimeline.Tests.Server.Page;

/// <summary>The types that the page is checked with are those of the service as it is.</summary>
[Trait("Category", "Generated")]
public sealed class PageTypesTests(TestService service) : IClassFixture<TestService>
{
    private static readonly string Web = Path.Combine(Repository.Root, "src", "web");

    [Fact]
    public async Task The_types_of_the_page_are_made_of_todays_OpenAPI_document()
    {
        var document = await service.Admin.GetByteArrayAsync(new Uri("/openapi/v1.json", UriKind.Relative));
        if (Repository.UpdatesGenerated)
        {
            await MakeAsync(document);
        }

        var committed = await File.ReadAllTextAsync(Path.Combine(Web, "src", "api", "schema.d.ts"));
        committed.ShouldContain($"SHA-256 {Convert.ToHexStringLower(SHA256.HashData(document))}", customMessage: "ops/generate makes them anew.");
    }

    private static async Task MakeAsync(byte[] document)
    {
        using var directory = TestDirectory.Create();
        var file = Path.Combine(directory.Path, "openapi.json");
        await File.WriteAllBytesAsync(file, document);
        using var making = Process.Start(new ProcessStartInfo("node", ["scripts/make-types.mjs", file]) { WorkingDirectory = Web }).ShouldNotBeNull();
        await making.WaitForExitAsync();
        making.ExitCode.ShouldBe(0, "ops/page installs what it takes.");
    }
}
