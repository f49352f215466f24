using System.Security.Cryptography;
using System.Text.Json.Nodes;
using IncidentTimeline.Server.Access.Tokens;
using Microsoft.Extensions.Logging.Abstractions;

namespace IncidentTimeline.Tests.Server.Access.Tokens;

/// <summary>What is known of the issuer's keys, and when it is asked.</summary>
public sealed class IssuerKeysTests : IAsyncLifetime, IDisposable
{
    /// <summary>More than one asking takes on a busy machine.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly SetTime _time = new();
    private TestIssuer _issuer = null!; // Set before any test runs.
    private IssuerKeys _keys = null!; // As above.

    public async Task InitializeAsync()
    {
        _issuer = await TestIssuer.StartAsync();
        _keys = new IssuerKeys(_issuer.Options, _time, NullLogger<IssuerKeys>.Instance);
    }

    public async Task DisposeAsync() => await _issuer.DisposeAsync();

    public void Dispose() => _keys.Dispose();

    [Fact]
    public async Task A_key_that_is_new_is_found_when_a_token_names_it_and_one_that_is_gone_is_not()
    {
        (await FindAsync("one")).ShouldNotBeNull();
        _issuer.Keys.Remove("one");
        _issuer.Keys["two"] = RSA.Create(2048);
        _time.Pass(IssuerKeys.RefreshMin);

        (await FindAsync("two")).ShouldNotBeNull();
        (await FindAsync("one")).ShouldBeNull();
        _issuer.Asked.ShouldBe(2);
    }

    [Fact]
    public async Task Made_up_ids_do_not_make_us_ask_more_often_than_bounded()
    {
        for (var i = 0; i < 100; i++)
        {
            (await FindAsync($"made-up-{i}")).ShouldBeNull();
        }

        _issuer.Asked.ShouldBe(1);
    }

    [Fact]
    public async Task Many_who_come_at_once_wait_for_one_asking()
    {
        var gate = new TaskCompletionSource();
        _issuer.Gate = gate.Task;
        var all = Enumerable.Range(0, 50).Select(_ => FindAsync("one")).ToList();
        gate.SetResult();

        (await Task.WhenAll(all)).ShouldAllBe(key => key != null);
        _issuer.Asked.ShouldBe(1);
    }

    [Fact]
    public async Task Who_gives_up_waiting_ends_nobody_elses()
    {
        var gate = new TaskCompletionSource();
        _issuer.Gate = gate.Task;
        using var patience = new CancellationTokenSource();
        var impatient = _keys.FindAsync("one", patience.Token);
        var patient = FindAsync("one");
        await patience.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => impatient);
        gate.SetResult();

        (await patient).ShouldNotBeNull();
    }

    [Fact]
    public async Task While_the_issuer_is_away_what_is_known_stays_good_for_an_hour()
    {
        await FindAsync("one");
        _issuer.IsDown = true;
        _time.Pass(TimeSpan.FromMinutes(59));

        (await FindAsync("one")).ShouldNotBeNull();
        await Should.ThrowAsync<IssuerAwayException>(() => FindAsync("two"));
        _time.Pass(TimeSpan.FromMinutes(1));
        await Should.ThrowAsync<IssuerAwayException>(() => FindAsync("one"));
        _issuer.IsDown = false;
        _time.Pass(IssuerKeys.RefreshMin);
        (await FindAsync("one")).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_token_without_an_id_means_the_only_key()
    {
        (await FindAsync(null)).ShouldNotBeNull();
        _issuer.Keys["two"] = RSA.Create(2048);
        _time.Pass(IssuerKeys.RefreshMin);
        await FindAsync("two");

        (await FindAsync(null)).ShouldBeNull();
    }

    [Fact]
    public async Task A_key_that_is_too_short_is_none()
    {
        _issuer.Keys["short"] = RSA.Create(1024);

        (await FindAsync("short")).ShouldBeNull();
        (await FindAsync("one")).ShouldNotBeNull();
    }

    [Fact]
    public async Task Who_speaks_for_another_issuer_is_not_believed()
    {
        _issuer.Claims = "https://issuer.example";

        await Should.ThrowAsync<IssuerAwayException>(() => FindAsync("one"));
    }

    [Fact]
    public async Task Made_up_ids_do_not_keep_a_new_key_out_for_longer_than_the_bound()
    {
        var asked = 0;
        for (var round = 0; round < 30; round++)
        {
            (await FindAsync($"made-up-{round}")).ShouldBeNull();
            _time.Pass(TimeSpan.FromSeconds(1));
        }

        _issuer.Keys["two"] = RSA.Create(2048);
        asked = _issuer.Asked;
        var waited = 0;
        while (await FindAsync("two") is null && waited < 100)
        {
            _time.Pass(TimeSpan.FromSeconds(1));
            waited++;
            await FindAsync($"made-up-too-{waited}");
        }

        asked.ShouldBe(3); // At 0, 10 and 20 seconds.
        waited.ShouldBeLessThanOrEqualTo(10); // IssuerKeys.RefreshMin, as access.md says.
        _issuer.Asked.ShouldBe(4);
    }

    // The loop of the service itself, by a clock that the test moves: no token asks for anything here.
    [Fact]
    public async Task A_key_that_the_issuer_withdraws_is_dropped_within_five_minutes_and_a_new_one_is_known_by_then()
    {
        var time = new PassedTime();
        using var keys = new IssuerKeys(_issuer.Options, time, NullLogger<IssuerKeys>.Instance);
        await keys.StartAsync(CancellationToken.None);
        (await keys.FindAsync("one", CancellationToken.None)).ShouldNotBeNull();
        _issuer.Keys.Remove("one");
        _issuer.Keys["two"] = RSA.Create(2048);

        time.Pass(TimeSpan.FromMinutes(4));
        (await keys.FindAsync("one", CancellationToken.None)).ShouldNotBeNull(); // As good as it was when it was asked for.
        time.Pass(TimeSpan.FromMinutes(1));

        using var patience = new CancellationTokenSource(Patience);
        while (await keys.FindAsync("one", CancellationToken.None) is not null)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, patience.Token);
        }

        (await keys.FindAsync("two", CancellationToken.None)).ShouldNotBeNull();
        _issuer.Asked.ShouldBe(2);
        await keys.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task What_is_no_key_to_check_a_signature_with_is_none()
    {
        using var other = RSA.Create(2048);
        _issuer.Others.Add(With(TestIssuer.Public("encrypts", other), "use", "enc"));
        _issuer.Others.Add(new JsonObject { ["kty"] = "oct", ["kid"] = "shared", ["k"] = TestIssuer.Encode(new byte[32]) });
        _issuer.Others.Add(With(TestIssuer.Public("broken", other), "n", "no Base64!"));
        _issuer.Others.Add(new JsonObject { ["kty"] = "RSA", ["kid"] = 7 });

        foreach (var kid in (string[])["encrypts", "shared", "broken", "7"])
        {
            (await FindAsync(kid)).ShouldBeNull(kid);
        }

        (await FindAsync("one")).ShouldNotBeNull();
        (await FindAsync(null)).ShouldNotBeNull(); // It is the only one.
    }

    [Fact]
    public async Task An_id_of_two_keys_names_neither_and_a_key_that_is_listed_twice_is_one()
    {
        using var other = RSA.Create(2048);
        _issuer.Keys["two"] = RSA.Create(2048);
        _issuer.Others.Add(TestIssuer.Public("two", other));
        _issuer.Others.Add(TestIssuer.Public("one", _issuer.Keys["one"]));

        (await FindAsync("two")).ShouldBeNull();
        (await FindAsync("one")).ShouldNotBeNull();
    }

    [Theory]
    [InlineData("", "{issuer}/moved")]
    [InlineData("", "ftp://127.0.0.1/keys")]
    [InlineData("", "keys")]
    [InlineData("{origin}/sent-on", "{issuer}/keys")]
    [InlineData("{remote}", "{issuer}/keys")]
    [InlineData("", "{remote}/keys")]
    public async Task Keys_from_where_they_cannot_be_trusted_are_none(string issuer, string keysAt)
    {
        await using var remote = await TestIssuer.StartAsync(OwnAddress.Find());
        var name = issuer.Length == 0 ? _issuer.Url : At(issuer);
        using var keys = new IssuerKeys(_issuer.Options with { Issuer = name }, _time, NullLogger<IssuerKeys>.Instance);
        foreach (var one in (TestIssuer[])[_issuer, remote])
        {
            (one.Claims, one.KeysAt) = (name, At(keysAt));
        }

        await Should.ThrowAsync<IssuerAwayException>(() => keys.FindAsync("one", CancellationToken.None));

        string At(string text) => text.Replace("{issuer}", _issuer.Url, StringComparison.Ordinal).Replace("{origin}", _issuer.Url[..^"/desk".Length], StringComparison.Ordinal)
            .Replace("{remote}", remote.Url, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1_000_000, true)]
    [InlineData(1_100_000, false)]
    public async Task An_answer_of_more_than_a_mebibyte_is_none(int padding, bool isTaken)
    {
        _issuer.Padding = padding;

        var found = await FindAsync("one").ContinueWith(finding => finding.IsCompletedSuccessfully && finding.Result is not null, TaskScheduler.Default);

        found.ShouldBe(isTaken);
    }

    private static JsonObject With(JsonObject key, string name, string value)
    {
        key[name] = value;
        return key;
    }

    private Task<Microsoft.IdentityModel.Tokens.JsonWebKey?> FindAsync(string? kid) => _keys.FindAsync(kid, CancellationToken.None);
}
