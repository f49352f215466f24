using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Security.Cryptography;
using IncidentTimeline.EventLog;
using Npgsql;

namespace IncidentTimeline.Server.Access.Keys;

/// <summary>The live keys in memory, so that a request waits for no database to be let in, and readers are let in while it is away.</summary>
/// <remarks>A copy that cannot be refreshed goes on letting in whom it knows: whoever could have revoked a key meanwhile needed the same database.</remarks>
internal sealed partial class KeyRing(KeyStore store, TimeProvider time, ILogger<KeyRing> logger) : BackgroundService
{
    /// <summary>How long another process's new key or revocation may take to get here. What this process does counts at once.</summary>
    public static readonly TimeSpan RefreshInterval = TimeSpan.FromSeconds(2);

    /// <summary>How often a key's last use is written down: a use is a request, and a write for each would double the load.</summary>
    public static readonly TimeSpan TouchInterval = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, DateTimeOffset> _uses = new();
    private readonly SemaphoreSlim _refreshing = new(1);
    private FrozenDictionary<string, Held> _keys = FrozenDictionary<string, Held>.Empty;

    /// <summary>The key that the text is, if it lets somebody in now.</summary>
    public ApiKey? Find(KeyText text)
    {
        var now = time.GetUtcNow();
        if (!Volatile.Read(ref _keys).TryGetValue(text.Prefix, out var held)
            || !CryptographicOperations.FixedTimeEquals(held.Sha256, text.Sha256())
            || held.Key.ExpiresAt <= now)
        {
            return null;
        }

        _uses[text.Prefix] = now;
        return held.Key;
    }

    /// <summary>Whether somebody who was let in would be let in still: a body may come for long after the header that showed the key.</summary>
    public bool StillLetsIn(Caller caller) =>
        !(caller.ExpiresAt <= time.GetUtcNow()) && (caller.Prefix is not { } prefix || Volatile.Read(ref _keys).ContainsKey(prefix));

    /// <summary>Makes a key that this process knows when this returns. Null where there are too many.</summary>
    public async Task<(KeyText Text, ApiKey Key)?> CreateAsync(NewKey key, string by, CancellationToken cancellationToken)
    {
        var created = await store.CreateAsync(key, by, cancellationToken);
        await SeeOwnAsync();
        return created;
    }

    /// <summary>Ends a key: this process lets nobody in by it when this returns. Null where there is none.</summary>
    public async Task<ApiKey?> RevokeAsync(string prefix, string by, CancellationToken cancellationToken)
    {
        var revoked = await store.RevokeAsync(prefix, by, cancellationToken);
        if (revoked is not null)
        {
            await ForgetAsync(prefix);
        }

        await SeeOwnAsync();
        return revoked;
    }

    /// <summary>Reads the keys anew.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        // One at a time, else an older reading could replace a newer one.
        await _refreshing.WaitAsync(cancellationToken);
        try
        {
            var live = await store.ReadLiveAsync(cancellationToken);
            Volatile.Write(ref _keys, live.ToFrozenDictionary(one => one.Key.Prefix, one => new Held(one.Key, one.Sha256)));
        }
        finally
        {
            _refreshing.Release();
        }
    }

    // What is committed is answered, whoever has left meanwhile: a key that was made and not shown would live, known to nobody.
    private async Task SeeOwnAsync()
    {
        try
        {
            await RefreshAsync(CancellationToken.None);
        }
        catch (Exception e) when (IsTheDatabases(e))
        {
            // The next round reads it.
            LogStale(e.GetType().Name);
        }
    }

    private async Task ForgetAsync(string prefix)
    {
        await _refreshing.WaitAsync(CancellationToken.None);
        try
        {
            Volatile.Write(ref _keys, _keys.Where(one => one.Key != prefix).ToFrozenDictionary());
        }
        finally
        {
            _refreshing.Release();
        }
    }

    /// <summary>Writes down the uses since the last time.</summary>
    public async Task TouchAsync(CancellationToken cancellationToken)
    {
        var uses = _uses.ToArray();
        if (uses.Length == 0)
        {
            return;
        }

        await store.TouchAsync(uses, cancellationToken);
        foreach (var use in uses)
        {
            // Only what was written: a use since then waits for the next time.
            _uses.TryRemove(use);
        }
    }

    /// <summary>Returns when the keys are known, so that nobody is turned away for coming early.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await RefreshAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    /// <summary>What was used since the last minute is written before the database goes, if it is there.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await TryTouchAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var isStale = false;
        var touched = time.GetTimestamp();
        using var timer = new PeriodicTimer(RefreshInterval, time);
        while (await WaitAsync(timer, stoppingToken))
        {
            try
            {
                await RefreshAsync(stoppingToken);
                if (isStale)
                {
                    LogFresh();
                    isStale = false;
                }
            }
            catch (Exception e) when (IsTheDatabases(e))
            {
                if (!isStale)
                {
                    LogStale(e.GetType().Name);
                    isStale = true;
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }

            if (!isStale && time.GetElapsedTime(touched) >= TouchInterval)
            {
                touched = time.GetTimestamp();
                await TryTouchAsync(stoppingToken);
            }
        }
    }

    // Reading goes on where writing does not, as on a full disk: the uses are kept for the next minute.
    private async Task TryTouchAsync(CancellationToken cancellationToken)
    {
        try
        {
            await TouchAsync(cancellationToken);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.ReadOnlySqlTransaction)
        {
            // A standby: they are written once it is promoted.
        }
        catch (Exception e) when (IsTheDatabases(e) || e is OperationCanceledException)
        {
            LogUsesLost(e.GetType().Name);
        }
    }

    // Also what does not pass by itself, such as a table that is gone: those known go on letting in, and the rest is the operator's.
    private static bool IsTheDatabases(Exception exception) => exception is NpgsqlException || exception.IsOutage();

    private static async Task<bool> WaitAsync(PeriodicTimer timer, CancellationToken stoppingToken)
    {
        try
        {
            return await timer.WaitForNextTickAsync(stoppingToken);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private sealed record Held(ApiKey Key, byte[] Sha256);

    [LoggerMessage(EventId = 600, Level = LogLevel.Warning, Message = "Cannot read the keys ({Error}): those known go on letting in, new ones and revocations are not seen until the database answers")]
    private partial void LogStale(string error);

    [LoggerMessage(EventId = 601, Level = LogLevel.Information, Message = "Read the keys again")]
    private partial void LogFresh();

    [LoggerMessage(EventId = 602, Level = LogLevel.Warning, Message = "Did not write down the last uses of keys ({Error}); their list shows earlier ones")]
    private partial void LogUsesLost(string error);
}
