using System.Net;
using IncidentTimeline.Server.Access;
using IncidentTimeline.Server.Access.Keys;
using IncidentTimeline.Server.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging.Abstractions;

namespace IncidentTimeline.Tests.Server.Access.Keys;

public sealed class KeyRingTests
{
    /// <summary>Added to the bound that is tested, for a machine that is busy with other tests.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task A_revocation_reaches_another_process_on_the_same_log()
    {
        var first = new TestService { Demo = false };
        await first.InitializeAsync();
        await using var other = await StartAnotherAsync(first);
        var created = await first.Admin.RecordAsync("/keys", new NewKey("shared", [Role.Auditor]));
        using var client = new HttpClient { BaseAddress = new Uri(other.Urls.Single()) };
        client.DefaultRequestHeaders.Authorization = new("Bearer", created.Text("secret"));

        await UntilAsync(client, HttpStatusCode.OK);
        using var revoked = await first.Admin.DeleteAsync($"/keys/{created["key"].Text("prefix")}");
        await UntilAsync(client, HttpStatusCode.Unauthorized);

        await other.StopAsync();
        await first.DisposeAsync();
    }

    [Fact]
    public async Task Keys_let_in_while_the_database_is_away()
    {
        var service = new TestService { Demo = false };
        await service.InitializeAsync();
        await service.Database.DisposeAsync();

        // Past a refresh that fails.
        await Task.Delay(KeyRing.RefreshInterval + TimeSpan.FromSeconds(1), TimeProvider.System);

        (await service.Admin.ReadAsync("/whoami")).Text("name").ShouldBe("admin");
        using var created = await service.Admin.PostAsync("/keys", new NewKey("late", [Role.Auditor]));
        ((int)created.StatusCode).ShouldBeGreaterThanOrEqualTo(500);
        await service.DisposeAsync();
    }

    [Fact]
    public async Task Expiry_is_judged_at_every_request()
    {
        var database = new TestDatabase();
        await database.InitializeAsync();
        var time = new SetTime { Start = TimeProvider.System.GetUtcNow() };
        using var ring = new KeyRing(new KeyStore(database.Service), time, NullLogger<KeyRing>.Instance);
        var (text, _) = (await ring.CreateAsync(new NewKey("brief", [Role.Auditor], time.Start.AddMinutes(5)), "test", CancellationToken.None)).ShouldNotBeNull();

        ring.Find(text).ShouldNotBeNull();
        time.Pass(TimeSpan.FromMinutes(5));
        ring.Find(text).ShouldBeNull();
        await database.DisposeAsync();
    }

    [Fact]
    public async Task Last_uses_are_written_by_the_minute_and_at_the_stop_and_outlive_both()
    {
        var database = new TestDatabase();
        await database.InitializeAsync();
        var store = new KeyStore(database.Service);
        var time = new PassedTime();
        using var ring = new KeyRing(store, time, NullLogger<KeyRing>.Instance);
        await ring.StartAsync(CancellationToken.None);
        var (used, _) = (await ring.CreateAsync(new NewKey("used", [Role.Auditor]), "test", CancellationToken.None)).ShouldNotBeNull();
        var (idle, _) = (await ring.CreateAsync(new NewKey("idle", [Role.Auditor]), "test", CancellationToken.None)).ShouldNotBeNull();

        // Twice, so that a use after the first writing waits for the next one.
        for (var round = 0; round < 2; round++)
        {
            var at = time.GetUtcNow();
            ring.Find(used).ShouldNotBeNull();
            (await UntilWrittenAsync(at)).ShouldBeGreaterThan(KeyRing.TouchInterval - KeyRing.RefreshInterval);
        }

        time.Pass(TimeSpan.FromSeconds(1));
        var last = time.GetUtcNow();
        ring.Find(used).ShouldNotBeNull();
        (await LastUseAsync(used)).ShouldNotBe(last);
        await ring.StopAsync(CancellationToken.None);

        (await LastUseAsync(used)).ShouldBe(last);
        (await LastUseAsync(idle)).ShouldBeNull();
        // Another process, whose clock is behind, or which saw it used earlier.
        using var other = new KeyRing(store, new PassedTime(), NullLogger<KeyRing>.Instance);
        await other.StartAsync(CancellationToken.None);
        other.Find(used).ShouldNotBeNull();
        await other.StopAsync(CancellationToken.None);
        (await LastUseAsync(used)).ShouldBe(last);
        await database.DisposeAsync();

        async Task<TimeSpan> UntilWrittenAsync(DateTimeOffset at)
        {
            using var patience = new CancellationTokenSource(Slack);
            var passed = TimeSpan.Zero;
            while (await LastUseAsync(used) != at)
            {
                time.Pass(KeyRing.RefreshInterval);
                passed += KeyRing.RefreshInterval;
                await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, patience.Token);
            }

            return passed;
        }

        async Task<DateTimeOffset?> LastUseAsync(KeyText text) =>
            (await store.ListAsync(0, 10, withEnded: false, CancellationToken.None)).Single(key => key.Prefix == text.Prefix).LastUsedAt;
    }

    [Fact]
    public async Task Of_two_processes_that_start_on_an_empty_log_one_makes_the_first_key()
    {
        var database = new TestDatabase();
        await database.InitializeAsync();
        var made = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => new KeyStore(database.Service).CreateFirstAsync(CancellationToken.None)));

        made.Count(text => text is not null).ShouldBe(1);
        await database.DisposeAsync();
    }

    [Theory]
    [InlineData("it_abcdefgh_00000000000000000000000000000000000000000000000", false)]
    [InlineData("it_abcdefgh_000000000000000000000000000000000000000000000000", true)]
    [InlineData("it_abcdefgh_00000000000000000000000000000000000000000000000G", false)]
    [InlineData("it_abcdefg1_000000000000000000000000000000000000000000000000", false)]
    [InlineData("it_abcdefgh-000000000000000000000000000000000000000000000000", false)]
    [InlineData("", false)]
    public void A_text_is_a_key_or_is_none(string text, bool expected) => (KeyText.Parse(text) is not null).ShouldBe(expected);

    [Fact]
    public void A_key_that_ends_up_in_words_shows_its_prefix_only() =>
        KeyText.Parse("it_abcdefgh_000000000000000000000000000000000000000000000000")!.ToString().ShouldBe("it_abcdefgh_…"); // As the case above says.

    private static async Task<WebApplication> StartAnotherAsync(TestService first)
    {
        var app = await ServiceHost.BuildAsync(new ServerOptions { Port = 0, Demo = false }, first.Database.OwnerConnectionString, CancellationToken.None);
        await app.StartAsync();
        return app;
    }

    private static async Task UntilAsync(HttpClient client, HttpStatusCode status)
    {
        using var patience = new CancellationTokenSource(KeyRing.RefreshInterval + Slack);
        while (true)
        {
            using var response = await client.GetAsync("/whoami", patience.Token);
            if (response.StatusCode == status)
            {
                return;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, patience.Token);
        }
    }
}
