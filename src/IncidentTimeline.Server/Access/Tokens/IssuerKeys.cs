using System.Collections.Frozen;
using System.Net;
using System.Text.Json;
using Microsoft.IdentityModel.Tokens;

namespace IncidentTimeline.Server.Access.Tokens;

/// <summary>The keys that the issuer signs with, kept by asking for them: from time to time, and when a token names one that is not known.</summary>
/// <remarks>What the issuer no longer lists is dropped. While it does not answer, what is known stays good for <see cref="StaleMax"/>.</remarks>
internal sealed partial class IssuerKeys : BackgroundService
{
    /// <summary>How old what we know may get before it is asked for anew: for so long a withdrawn key may still be taken.</summary>
    public static readonly TimeSpan RefreshInterval = TimeSpan.FromMinutes(5);

    /// <summary>Between two askings: tokens with made-up key ids must not make us a burden to the issuer.</summary>
    public static readonly TimeSpan RefreshMin = TimeSpan.FromSeconds(10);

    /// <summary>How long what we know stays good while the issuer does not answer: long enough to restart it, and not to forget it.</summary>
    public static readonly TimeSpan StaleMax = TimeSpan.FromHours(1);

    /// <summary>When it is worth asking us again: we ask the issuer no earlier (<see cref="RefreshMin"/>).</summary>
    public const string RetryAfterSeconds = "10";

    /// <summary>Requests that may wait for one asking: whoever makes up tokens while the issuer hangs is to hold no more than these.</summary>
    private const int WaitingMax = 256;

    private const int AnswerBytesMax = 1024 * 1024;
    private const int RsaBitsMin = 2048;

    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(5);

    private readonly OidcOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<IssuerKeys> _logger;
    private readonly HttpClient _http;
    private readonly Lock _gate = new();
    private Task<Known>? _asking;
    private int _waiting;
    private volatile Known _known = new(FrozenDictionary<string, JsonWebKey>.Empty, null, null, IsAnswered: false);

    public IssuerKeys(OidcOptions options, TimeProvider time, ILogger<IssuerKeys> logger)
    {
        _options = options;
        _time = time;
        _logger = logger;
        // No redirects: what is asked over https is not to be answered from elsewhere.
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = AnswerTimeout, PooledConnectionLifetime = RefreshInterval };
        _http = new HttpClient(handler) { Timeout = AnswerTimeout, MaxResponseContentBufferSize = AnswerBytesMax };
    }

    /// <summary>The key of that id; without an id, the only key there is. Null where the issuer has no such key.</summary>
    /// <param name="kid">As the token names it.</param>
    /// <param name="cancellationToken">Ends the waiting, not the asking, on which others may wait.</param>
    /// <exception cref="IssuerAwayException">It cannot be told, as the issuer does not answer.</exception>
    public async Task<JsonWebKey?> FindAsync(string? kid, CancellationToken cancellationToken)
    {
        if (Find(_known, kid) is { } key)
        {
            return key;
        }

        if (Interlocked.Increment(ref _waiting) > WaitingMax)
        {
            Interlocked.Decrement(ref _waiting);
            throw new IssuerAwayException();
        }

        Known known;
        try
        {
            known = await AskAsync(cancellationToken);
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }

        return Find(known, kid) ?? (known.IsAnswered ? null : throw new IssuerAwayException());
    }

    public override void Dispose()
    {
        _http.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(RefreshMin, _time);
        try
        {
            do
            {
                if (!_known.IsAnswered || Age(_known) >= RefreshInterval)
                {
                    await AskAsync(stoppingToken);
                }
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host is stopping.
        }
    }

    private JsonWebKey? Find(Known known, string? kid) =>
        Age(known) >= StaleMax ? null
        : kid is not null ? known.Keys.GetValueOrDefault(kid)
        : known.Keys.Count == 1 ? known.Keys.Values[0]
        : null;

    private TimeSpan Age(Known known) => known.AnsweredAt is { } at ? _time.GetElapsedTime(at) : TimeSpan.MaxValue;

    // One asking at a time, on which all wait; and none so soon after another.
    private Task<Known> AskAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_asking is null && _known.AskedAt is { } at && _time.GetElapsedTime(at) < RefreshMin)
            {
                return Task.FromResult(_known);
            }

            _asking ??= AskAsync();
            return _asking.WaitAsync(cancellationToken);
        }
    }

    private async Task<Known> AskAsync()
    {
        // Off the caller's stack, which holds the gate.
        await Task.Yield();
        var before = _known;
        var now = _time.GetTimestamp();
        var known = before with { AskedAt = now, IsAnswered = false };
        try
        {
            known = new Known(await FetchAsync(), now, now, IsAnswered: true);
            if (!before.IsAnswered)
            {
                LogAnswers(_options.Issuer, known.Keys.Count);
            }
        }
        catch (Exception e) when (e is HttpRequestException or IOException or JsonException or InvalidDataException or InvalidOperationException or OperationCanceledException)
        {
            // InvalidOperationException: bytes that are no text, which the reader finds only when they are asked for.
            if (before.IsAnswered || before.AskedAt is null)
            {
                LogAway(_options.Issuer, e is InvalidDataException ? e.Message : e.GetType().Name);
            }
        }

        finally
        {
            lock (_gate)
            {
                _known = known;
                _asking = null;
            }
        }

        return known;
    }

    private async Task<FrozenDictionary<string, JsonWebKey>> FetchAsync()
    {
        using var discovery = await GetAsync(_options.Discovery);
        if (Text(discovery.RootElement, "issuer") != _options.Issuer)
        {
            throw new InvalidDataException($"{_options.Discovery} speaks for another issuer");
        }

        if (!Uri.TryCreate(Text(discovery.RootElement, "jwks_uri"), UriKind.Absolute, out var address)
            || !OidcOptions.IsTrustworthy(address) || (address.IsLoopback && !_options.Discovery.IsLoopback))
        {
            throw new InvalidDataException($"{_options.Discovery} names no jwks_uri that can be trusted");
        }

        using var set = await GetAsync(address);
        if (set.RootElement.ValueKind != JsonValueKind.Object || !set.RootElement.TryGetProperty("keys", out var keys) || keys.ValueKind != JsonValueKind.Array)
        {
            throw new InvalidDataException($"{address} holds no keys");
        }

        // Those without an id are told apart, so that "the only key" is never one of several. An id of two keys would leave it to their order which is meant.
        return keys.EnumerateArray().Select(Read).OfType<JsonWebKey>()
            .Select((key, number) => (Id: key.Kid ?? $"#{number}", Key: key)).GroupBy(one => one.Id, StringComparer.Ordinal)
            .Where(same => same.All(one => IsSame(one.Key, same.First().Key)))
            .ToFrozenDictionary(same => same.Key, same => same.First().Key, StringComparer.Ordinal);
    }

    private static bool IsSame(JsonWebKey one, JsonWebKey other) =>
        (one.Kty, one.Alg, one.N, one.E, one.Crv, one.X, one.Y) == (other.Kty, other.Alg, other.N, other.E, other.Crv, other.X, other.Y);

    private async Task<JsonDocument> GetAsync(Uri address)
    {
        using var response = await _http.GetAsync(address);
        return response.StatusCode == HttpStatusCode.OK
            ? await JsonDocument.ParseAsync(await response.Content.ReadAsStreamAsync())
            : throw new InvalidDataException($"{address} answers {(int)response.StatusCode}");
    }

    // Public keys for signatures only: with a shared secret, or a short key, others could sign, too.
    private static JsonWebKey? Read(JsonElement element)
    {
        try
        {
            var key = new JsonWebKey(element.GetRawText());
            var isFit = key.Use is null or "sig" && (key.Kty == JsonWebAlgorithmsKeyTypes.EllipticCurve || (key.Kty == JsonWebAlgorithmsKeyTypes.RSA && key.KeySize >= RsaBitsMin));
            return isFit ? key : null;
        }
        catch (Exception e) when (e is ArgumentException or FormatException or JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static string? Text(JsonElement owner, string name) =>
        owner.ValueKind == JsonValueKind.Object && owner.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <param name="Keys">By their ids; one without has one of ours.</param>
    /// <param name="AnsweredAt">When the issuer last answered.</param>
    /// <param name="AskedAt">When it was last asked.</param>
    /// <param name="IsAnswered">Whether it answered then.</param>
    private sealed record Known(FrozenDictionary<string, JsonWebKey> Keys, long? AnsweredAt, long? AskedAt, bool IsAnswered);

    [LoggerMessage(EventId = 610, Level = LogLevel.Information, Message = "Knows {Keys} keys of the issuer {Issuer}")]
    private partial void LogAnswers(string issuer, int keys);

    [LoggerMessage(EventId = 611, Level = LogLevel.Warning, Message = "Cannot read the keys of the issuer {Issuer} ({Problem}): those known stay good for an hour, tokens signed with others wait")]
    private partial void LogAway(string issuer, string problem);
}

/// <summary>Whether a token is good cannot be told, as its issuer does not answer.</summary>
internal sealed class IssuerAwayException : Exception;
