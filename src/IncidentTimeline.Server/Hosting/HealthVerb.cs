using System.CommandLine;
using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace IncidentTimeline.Server.Hosting;

/// <summary><c>health</c>: asks the service that these settings describe whether it is alive, for whoever supervises it from the same environment.</summary>
internal static class HealthVerb
{
    private const int Succeeded = 0;
    private const int Failed = 1;

    private static readonly TimeSpan AnswerMax = TimeSpan.FromSeconds(4);

    public static Command Create(CommandLine commandLine)
    {
        var verb = new Command("health", "Asks the service that the environment's TIMELINE_ variables describe whether it is alive; exit code 1 where it is not.");
        verb.SetAction(async (parsed, cancellationToken) =>
        {
            // As the service reads them, whose options are not this verb's own.
            var options = commandLine.Read(commandLine.Parse([]));
            var problem = await AskAsync(options, cancellationToken);
            await parsed.InvocationConfiguration.Output.WriteLineAsync(problem ?? "alive");
            return problem is null ? Succeeded : Failed;
        });
        return verb;
    }

    [SuppressMessage("Security", "CA5359", Justification = "It asks its own machine and sends nothing; the certificate is for callers, who know the service by another name than this.")]
    private static async Task<string?> AskAsync(ServerOptions options, CancellationToken cancellationToken)
    {
        using var handler = new SocketsHttpHandler { UseProxy = false, SslOptions = { RemoteCertificateValidationCallback = (_, _, _, _) => true } };
        using var http = new HttpClient(handler) { Timeout = AnswerMax };
        var scheme = options.TlsCertificate is null ? Uri.UriSchemeHttp : Uri.UriSchemeHttps;
        try
        {
            using var response = await http.GetAsync(new UriBuilder(scheme, Reached(options.Address).ToString(), options.Port, "/health/live").Uri, cancellationToken);
            return response.IsSuccessStatusCode ? null : $"It answers {(int)response.StatusCode}.";
        }
        catch (HttpRequestException e)
        {
            return e.Message;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return $"It does not answer within {AnswerMax.TotalSeconds:0} seconds.";
        }
    }

    // Who listens on every address is asked on this machine's.
    private static IPAddress Reached(IPAddress address) =>
        address.Equals(IPAddress.Any) ? IPAddress.Loopback : address.Equals(IPAddress.IPv6Any) ? IPAddress.IPv6Loopback : address;
}
