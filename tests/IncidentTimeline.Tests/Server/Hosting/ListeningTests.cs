using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using IncidentTimeline.Server.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace IncidentTimeline.Tests.Server.Hosting;

public sealed class ListeningTests
{
    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("::1", true)]
    [InlineData("10.1.2.3", true)]
    [InlineData("::ffff:10.1.2.3", true)]
    [InlineData("192.0.2.1", false)]
    [InlineData("::ffff:192.0.2.1", false)]
    public void Plain_http_is_taken_from_this_machine_and_the_trusted_proxies_only(string remote, bool expected)
    {
        var options = new ServerOptions { Address = IPAddress.Any, TrustedProxies = [System.Net.IPNetwork.Parse("10.0.0.0/8")] };

        Listening.TakesPlainHttp(options, IPAddress.Parse(remote)).ShouldBe(expected);
    }

    [Theory]
    [InlineData("127.0.0.1", false, true)]
    [InlineData("0.0.0.0", false, false)]
    [InlineData("127.0.0.1", true, false)]
    public void Reads_are_open_on_loopback_alone_and_before_no_proxy(string address, bool hasProxy, bool expected) =>
        Listening.IsPrivate(new ServerOptions { Address = IPAddress.Parse(address), TrustedProxies = hasProxy ? [System.Net.IPNetwork.Parse("127.0.0.0/8")] : [] }).ShouldBe(expected);

    [Fact]
    public async Task A_proxy_is_believed_where_it_is_trusted_and_nowhere_else()
    {
        var trusting = new TestService { Configure = options => options with { TrustedProxies = [System.Net.IPNetwork.Parse("127.0.0.0/8")] } };
        var wary = new TestService { Configure = options => options with { TrustedProxies = [System.Net.IPNetwork.Parse("10.0.0.0/8")] } };

        (await IsTakenForHttpsAsync(trusting)).ShouldBeTrue();
        (await IsTakenForHttpsAsync(wary)).ShouldBeFalse();
    }

    // The middleware alone, behind one that gives each request another sender: nothing here listens but on loopback, from where plain HTTP is always taken.
    [Theory]
    [InlineData("Accept", "*/*")]
    [InlineData("X-Forwarded-For", "127.0.0.1")]
    [InlineData("X-Forwarded-Proto", "https")]
    [InlineData("X-Forwarded-For", "203.0.113.1")]
    [InlineData("Forwarded", "for=127.0.0.1;proto=https")]
    [InlineData("Host", "localhost")]
    public async Task Plain_http_from_elsewhere_is_refused_whatever_it_says_of_itself_and_taken_from_a_trusted_proxy(string name, string value)
    {
        await using var wary = await ServeAsync("198.51.100.9", trusted: "203.0.113.0/24");
        await using var trusting = await ServeAsync("198.51.100.9", trusted: "198.51.100.9/32");

        using var refused = await SendAsync(wary, name, value);
        using var taken = await SendAsync(trusting, name, value);

        (await refused.ProblemAsync()).ShouldBeProblem(403, "plain-http");
        taken.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    // Strangers are counted by address: one uses up what he may, and another comes by the same proxy.
    [Theory]
    [InlineData("127.0.0.0/8", "198.51.100.2", false)]
    [InlineData("127.0.0.0/8", "198.51.100.1", true)]
    [InlineData("127.0.0.0/8", "198.51.100.2, 198.51.100.1", true)]
    [InlineData("203.0.113.0/24", "198.51.100.2", true)]
    public async Task Who_comes_by_a_trusted_proxy_is_counted_by_the_address_that_it_names_and_others_by_their_own(string trusted, string then, bool isTheSame)
    {
        await using var service = new Served(new TestService { Demo = false, Configure = options => options with { TrustedProxies = [System.Net.IPNetwork.Parse(trusted)] } });
        await service.Service.InitializeAsync();

        (await IsHeldBackAsync("198.51.100.1", requests: 10_000)).ShouldBeTrue();
        // Fewer than the burst of a stranger who has asked nothing yet (1,000).
        (await IsHeldBackAsync(then, requests: 900)).ShouldBe(isTheSame);

        async Task<bool> IsHeldBackAsync(string forwarded, int requests)
        {
            for (var asked = 0; asked < requests; asked++)
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, "/whoami") { Headers = { { "X-Forwarded-For", forwarded } } };
                using var response = await service.Service.Anonymous.SendAsync(request);
                if (response.StatusCode == HttpStatusCode.TooManyRequests)
                {
                    return true;
                }

                response.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
            }

            return false;
        }
    }

    [Fact]
    public async Task What_shows_a_trace_of_forwarding_or_names_another_host_is_not_local()
    {
        var service = new TestService();
        await service.InitializeAsync();
        try
        {
            foreach (var (name, value, expected) in ((string, string, int)[])
            [
                ("Accept", "*/*", 200), ("X-Forwarded-For", "192.0.2.1", 401), ("Forwarded", "for=192.0.2.1", 401), ("Via", "1.1 proxy", 401), ("X-Real-IP", "192.0.2.1", 401),
                ("Host", "timeline.example", 401), ("Host", "localhost", 200),
            ])
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, "/regions");
                request.Headers.TryAddWithoutValidation(name, value);
                using var response = await service.Anonymous.SendAsync(request);

                ((int)response.StatusCode).ShouldBe(expected, $"{name}: {value}");
            }
        }
        finally
        {
            await service.DisposeAsync();
        }
    }

    [Fact]
    public async Task It_serves_https_with_the_certificate_of_the_options()
    {
        using var directory = TestDirectory.Create();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=timeline.test", key, HashAlgorithmName.SHA256);
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        var (certificateFile, keyFile) = (Path.Combine(directory.Path, "certificate.pem"), Path.Combine(directory.Path, "key.pem"));
        await File.WriteAllTextAsync(certificateFile, certificate.ExportCertificatePem());
        await File.WriteAllTextAsync(keyFile, key.ExportPkcs8PrivateKeyPem());
        var service = new TestService { Configure = options => options with { TlsCertificate = certificateFile, TlsKey = keyFile } };
        await service.InitializeAsync();
        try
        {
            using var handler = new HttpClientHandler { ServerCertificateCustomValidationCallback = (_, shown, _, _) => shown?.Thumbprint == certificate.Thumbprint };
            using var client = new HttpClient(handler) { BaseAddress = service.Admin.BaseAddress };
            using var response = await client.GetAsync("/health/live");

            client.BaseAddress!.Scheme.ShouldBe("https"); // Every client has one.
            response.StatusCode.ShouldBe(HttpStatusCode.OK);
            response.Headers.GetValues("Strict-Transport-Security").ShouldBe(["max-age=31536000"]);
        }
        finally
        {
            await service.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_certificate_that_cannot_be_used_is_named()
    {
        using var directory = TestDirectory.Create();
        var file = Path.Combine(directory.Path, "certificate.pem");
        await File.WriteAllTextAsync(file, "no certificate");
        var service = new TestService { Configure = options => options with { TlsCertificate = file, TlsKey = file } };

        (await Should.ThrowAsync<InvalidDataException>(service.InitializeAsync)).Message.ShouldStartWith($"--tls-certificate {file} and --tls-key {file} cannot be used");
        await service.Database.DisposeAsync();
    }

    private static async Task<WebApplication> ServeAsync(string sender, string trusted)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.Use((context, next) =>
        {
            context.Connection.RemoteIpAddress = IPAddress.Parse(sender);
            return next(context);
        });
        app.UseTrustedProxies(new ServerOptions { Address = IPAddress.Any, TrustedProxies = [System.Net.IPNetwork.Parse(trusted)] });
        app.MapGet("/", () => "taken");
        await app.StartAsync();
        return app;
    }

    private static async Task<HttpResponseMessage> SendAsync(WebApplication app, string name, string value)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, app.Urls.Single());
        request.Headers.TryAddWithoutValidation(name, value);
        return await client.SendAsync(request);
    }

    private static async Task<bool> IsTakenForHttpsAsync(TestService service)
    {
        await service.InitializeAsync();
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/health/live");
            request.Headers.Add("X-Forwarded-For", "192.0.2.1");
            request.Headers.Add("X-Forwarded-Proto", "https");
            using var response = await service.Anonymous.SendAsync(request);
            return response.Headers.Contains("Strict-Transport-Security");
        }
        finally
        {
            await service.DisposeAsync();
        }
    }

    private sealed record Served(TestService Service) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await Service.DisposeAsync();
    }
}
