using System.Net.Http.Json;
using System.Text.Json;
using IncidentTimeline.Benchmarks.Http;
using IncidentTimeline.Catalog;
using IncidentTimeline.Server.Access;
using IncidentTimeline.Server.Access.Keys;
using IncidentTimeline.Server.Access.Limits;

namespace IncidentTimeline.Benchmarks.Following;

/// <summary>Many followers of one server, each on a connection of its own.</summary>
internal sealed class Followers : IDisposable
{
    private readonly LeanFollower[] _all;

    private Followers(LeanFollower[] all) => _all = all;

    public int Count => _all.Length;

    /// <summary>Opens them, one after the other: the server is to answer all, not to be stormed.</summary>
    public static async Task<Followers> OpenAsync(int count, Func<int, Task<LeanFollower>> open)
    {
        var all = new LeanFollower[count];
        for (var number = 0; number < count; number++)
        {
            all[number] = await open(number);
        }

        return new Followers(all);
    }

    /// <summary>A key that may follow as often as anybody wants to: by default a caller has 256 requests under way.</summary>
    public static async Task<string> KeyAsync(ServerProcess server, int followers, CancellationToken cancellationToken)
    {
        using var http = new HttpClient { BaseAddress = server.Address };
        http.DefaultRequestHeaders.Authorization = new("Bearer", server.Key);
        using var answer = await http.PostAsJsonAsync("/keys", new NewKey("followers", [Role.Subscriber], Limits: new CallerLimits(Concurrent: 2 * followers)), Wire.Options, cancellationToken);
        return (await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>(cancellationToken)).GetProperty("secret").GetString()!; // As documented.
    }

    /// <summary>Done when each has read a message with the word.</summary>
    public Task ReadUntilAsync(ReadOnlyMemory<byte> word, ReadOnlyMemory<byte> end, CancellationToken cancellationToken) =>
        Task.WhenAll(_all.Select(follower => follower.ReadUntilAsync(word, end, cancellationToken)));

    public void Dispose()
    {
        foreach (var follower in _all)
        {
            follower.Dispose();
        }
    }
}
