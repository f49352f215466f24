using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using IncidentTimeline.Server.Hosting;

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

    // From the machine's own address, which is what a stranger's is to the service: no loopback and no trusted proxy.
    [Fact]
    public async Task Plain_http_from_elsewhere_is_refused_whatever_it_says_of_itself_and_taken_from_a_trusted_proxy()
    {
        var own = OwnAddress.Find();
        await using var wary = new Served(new TestService { Configure = options => options with { Address = IPAddress.Any, TrustedProxies = [System.Net.IPNetwork.Parse("203.0.113.0/24")] } });
        await using var trusting = new Served(new TestService { Configure = options => options with { Address = IPAddress.Any, TrustedProxies = [new System.Net.IPNetwork(own, 32)] } });
        await wary.Service.InitializeAsync();
        await trusting.Service.InitializeAsync();

        foreach (var (name, value) in ((string, string)[])[("Accept", "*/*"), ("X-Forwarded-For", "127.0.0.1"), ("X-Forwarded-Proto", "https"), ("X-Forwarded-For", "203.0.113.1"), ("Forwarded", "for=127.0.0.1;proto=https"), ("Host", "localhost")])
        {
            foreach (var path in (string[])["/whoami", "/health/live", "/"])
            {
                using var refused = await SendAsync(wary.Service, own, path, (name, value), wary.Service.AdminKey);
                using var taken = await SendAsync(trusting.Service, own, path, (name, value), trusting.Service.AdminKey);

                (await refused.ProblemAsync()).ShouldBeProblem(403, "plain-http");
                taken.StatusCode.ShouldBe(HttpStatusCode.OK, $"{path} {name}: {value}");
            }
        }
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
                using var response = await SendAsync(service.Service, IPAddress.Loopback, "/whoami", ("X-Forwarded-For", forwarded), null);
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

    private static async Task<HttpResponseMessage> SendAsync(TestService service, IPAddress address, string path, (string Name, string Value) header, string? key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new UriBuilder("http", address.ToString(), service.Anonymous.BaseAddress!.Port, path).Uri); // Every client has one.
        request.Headers.TryAddWithoutValidation(header.Name, header.Value);
        request.Headers.Authorization = key is null ? null : new("Bearer", key);
        return await service.Anonymous.SendAsync(request);
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
