using System.Security.Cryptography;
using IncidentTimeline.Server.Access.Tokens;
using Microsoft.Extensions.Logging.Abstractions;

namespace IncidentTimeline.Tests.Server.Access.Tokens;

/// <summary>What is known of the issuer's keys, and when it is asked.</summary>
public sealed class IssuerKeysTests : IAsyncLifetime, IDisposable
{
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

    private Task<Microsoft.IdentityModel.Tokens.JsonWebKey?> FindAsync(string? kid) => _keys.FindAsync(kid, CancellationToken.None);
}
