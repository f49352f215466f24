using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using IncidentTimeline.Server.Access.Tokens;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace IncidentTimeline.Tests.Server.Access.Tokens;

/// <summary>An issuer of tokens on a free loopback port. It signs by hand, so that nothing it says is taken from what is tested.</summary>
internal sealed class TestIssuer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private int _asked;

    private TestIssuer(WebApplication app) => _app = app;

    public string Url { get; private set; } = "";

    /// <summary>The keys it lists, by their ids.</summary>
    public Dictionary<string, AsymmetricAlgorithm> Keys { get; } = [];

    /// <summary>What else it lists, as it stands in the answer.</summary>
    public List<JsonObject> Others { get; } = [];

    /// <summary>Where it says that its keys are; null for the truth. <c>{Url}/moved</c> sends whoever asks there on to the truth.</summary>
    public string? KeysAt { get; set; }

    /// <summary>Bytes of white space behind its keys.</summary>
    public int Padding { get; set; }

    /// <summary>Whether it fails whenever asked.</summary>
    public bool IsDown { get; set; }

    /// <summary>What holds its answers back until it is complete.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    /// <summary>What it says its name is; null for the truth.</summary>
    public string? Claims { get; set; }

    /// <summary>How often its keys were asked for.</summary>
    public int Asked => Volatile.Read(ref _asked);

    public OidcOptions Options => OidcOptions.Read(Url, "timeline", null, "desk=analyst,wire=reporter,ops=admin", null, out _).ShouldNotBeNull();

    /// <param name="on">Where it is found; on loopback by default.</param>
    public static async Task<TestIssuer> StartAsync(IPAddress? on = null)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add($"http://{on ?? IPAddress.Loopback}:0");
        var issuer = new TestIssuer(app);
        app.MapGet("/desk/.well-known/openid-configuration", () => issuer.AnswerAsync(() =>
            new JsonObject { ["issuer"] = issuer.Claims ?? issuer.Url, ["jwks_uri"] = issuer.KeysAt ?? $"{issuer.Url}/keys" }));
        app.MapGet("/desk/moved", () => Results.Redirect($"{issuer.Url}/keys"));
        app.MapGet("/sent-on/.well-known/openid-configuration", () => Results.Redirect($"{issuer.Url}/.well-known/openid-configuration"));
        app.MapGet("/desk/keys", () => issuer.AnswerAsync(() =>
        {
            Interlocked.Increment(ref issuer._asked);
            return new JsonObject { ["keys"] = new JsonArray([.. issuer.Keys.Select(key => Public(key.Key, key.Value)), .. issuer.Others.Select(one => one.DeepClone())]) };
        }, issuer.Padding));
        await app.StartAsync();
        issuer.Url = $"{app.Urls.Single()}/desk";
        issuer.Keys["one"] = RSA.Create(2048);
        return issuer;
    }

    /// <summary>A token as the issuer makes it; each member of <paramref name="payload"/> and <paramref name="header"/> replaces one, and null leaves it out.</summary>
    public string Token(JsonObject? payload = null, JsonObject? header = null, string kid = "one", AsymmetricAlgorithm? signer = null)
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var key = signer ?? Keys[kid];
        var head = With(new JsonObject { ["alg"] = key is RSA ? "RS256" : "ES256", ["kid"] = kid, ["typ"] = "at+jwt" }, header);
        var body = With(
            new JsonObject { ["iss"] = Url, ["aud"] = "timeline", ["sub"] = "ada", ["iat"] = now, ["nbf"] = now, ["exp"] = now + 300, ["roles"] = new JsonArray("desk") }, payload);
        var signed = $"{Encode(head)}.{Encode(body)}";
        return $"{signed}.{Encode(Sign(key, Encoding.ASCII.GetBytes(signed)))}";
    }

    /// <summary>The public key as text, as an attacker has it.</summary>
    public byte[] PublicKey(string kid) => Encoding.UTF8.GetBytes(Keys[kid].ExportSubjectPublicKeyInfoPem());

    /// <summary>A key as it is listed.</summary>
    public static JsonObject Public(string kid, AsymmetricAlgorithm key) => key switch
    {
        RSA rsa when rsa.ExportParameters(false) is var parameters =>
            new JsonObject { ["kty"] = "RSA", ["use"] = "sig", ["kid"] = kid, ["n"] = Encode(parameters.Modulus!), ["e"] = Encode(parameters.Exponent!) }, // Exported.
        ECDsa curve when curve.ExportParameters(false) is var parameters =>
            new JsonObject { ["kty"] = "EC", ["crv"] = "P-256", ["kid"] = kid, ["x"] = Encode(parameters.Q.X!), ["y"] = Encode(parameters.Q.Y!) }, // As above.
        _ => throw new ArgumentException("RSA or ECDsa."),
    };

    public static string Encode(JsonObject part) => Encode(Encoding.UTF8.GetBytes(part.ToJsonString()));

    public static string Encode(byte[] bytes) => Base64Url.EncodeToString(bytes);

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        foreach (var key in Keys.Values)
        {
            key.Dispose();
        }
    }

    private async Task<IResult> AnswerAsync(Func<JsonObject> answer, int padding = 0)
    {
        await Gate;
        return IsDown ? Results.StatusCode(503) : Results.Text(answer().ToJsonString() + new string(' ', padding), "application/json");
    }

    private static byte[] Sign(AsymmetricAlgorithm key, byte[] data) => key switch
    {
        RSA rsa => rsa.SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1),
        ECDsa curve => curve.SignData(data, HashAlgorithmName.SHA256),
        _ => throw new ArgumentException("RSA or ECDsa."),
    };

    private static JsonObject With(JsonObject owner, JsonObject? members)
    {
        foreach (var (name, value) in members ?? [])
        {
            if (value is null)
            {
                owner.Remove(name);
            }
            else
            {
                owner[name] = value.DeepClone();
            }
        }

        return owner;
    }
}
