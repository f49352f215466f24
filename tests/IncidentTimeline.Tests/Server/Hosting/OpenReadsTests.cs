using System.Diagnostics;
using System.Net;
using IncidentTimeline.Server.Hosting;

namespace IncidentTimeline.Tests.Server.Hosting;

/// <summary>The demo as a process of its own: whom it lets read without a key. Every case asks from this machine, so that only where it listens tells them apart.</summary>
public sealed class OpenReadsTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    /// <summary>More than a start with the demo takes on a busy machine.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [Theory]
    [InlineData("", HttpStatusCode.OK)]
    [InlineData("--no-demo", HttpStatusCode.Unauthorized)]
    [InlineData("--trusted-proxy 192.0.2.7", HttpStatusCode.Unauthorized)]
    [InlineData("--address 0.0.0.0 --trusted-proxy 192.0.2.7", HttpStatusCode.Unauthorized)]
    public async Task Reads_are_open_in_a_demo_that_listens_on_loopback_and_before_no_proxy(string options, HttpStatusCode expected)
    {
        using var patience = new CancellationTokenSource(Patience);
        using var directory = TestDirectory.Create();
        using var service = Start(directory, options);
        try
        {
            var address = (await service.StandardOutput.ReadLineAsync(patience.Token)).ShouldNotBeNull()["Listening on ".Length..].Replace("0.0.0.0", "127.0.0.1", StringComparison.Ordinal);
            using var client = new HttpClient { BaseAddress = new Uri(address) };
            using var read = await client.GetAsync("/regions/RU-KLU/picture", patience.Token);
            using var written = await client.PostAsync("/sources", """{"id":"any","kind":"agency","name":"Any"}""");

            read.StatusCode.ShouldBe(expected, options);
            written.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        }
        finally
        {
            service.Kill();
        }
    }

    private Process Start(TestDirectory directory, string options) =>
        Process.Start(new ProcessStartInfo(
            "dotnet", [typeof(ServiceHost).Assembly.Location, "--data", directory.Path, "--port", "0", "--connection", database.OwnerConnectionString, .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries)])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        }).ShouldNotBeNull();
}
