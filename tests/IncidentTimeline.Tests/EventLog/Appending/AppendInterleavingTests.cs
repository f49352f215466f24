using System.Diagnostics.CodeAnalysis;
using IncidentTimeline.EventLog;
using Xunit.Abstractions;

namespace IncidentTimeline.Tests.EventLog.Appending;

/// <summary>Random appends in random groups get the verdicts of the sequential model. A failure names its seed.</summary>
public sealed class AppendInterleavingTests(TestDatabase database, ITestOutputHelper output) : IClassFixture<TestDatabase>
{
    private const int AppendsPerSeed = 250;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(null)]
    [SuppressMessage("ApiDesign", "RS0030", Justification = "The seed is printed.")]
    public async Task A_group_is_judged_as_if_its_appends_had_come_one_after_the_other(int? given)
    {
        var seed = given ?? Guid.NewGuid().GetHashCode();
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        await using var log = await TestLog.OpenAsync(database);
        await using var connection = await AppendConnection.OpenAsync(database.Service, log.Store.History, TimeSpan.FromSeconds(30), CancellationToken.None);
        var model = new AppendModel(log.At(0));
        var verdicts = new HashSet<Type>();
        var appends = RandomAppends(random, log.Stream);

        for (var next = 0; next < appends.Count;)
        {
            var group = new AppendGroup(eventsMax: random.Next(1, 40), bytesMax: 100_000);
            while (next < appends.Count && group.TryAdd(appends[next]))
            {
                next++;
            }

            var actual = await connection.WriteAsync(group.Appends, CancellationToken.None);

            var expected = group.Appends.Select(append => model.Append(append.StreamId, append.Expected, append.Events)).ToArray();
            actual.ShouldBe(expected, $"seed {seed}");
            verdicts.UnionWith(actual.Select(verdict => verdict.GetType()));
        }

        // A run that never met a conflict or a retry would prove nothing.
        verdicts.Count.ShouldBe(4, $"seed {seed}");
    }

    private static List<PendingAppend> RandomAppends(Random random, string prefix)
    {
        var appends = new List<PendingAppend>();
        while (appends.Count < AppendsPerSeed)
        {
            var append = appends.Count > 0 && random.Next(5) == 0 ? Again(random, appends[random.Next(appends.Count)]) : Fresh(random, prefix);
            appends.Add(append);
        }

        return appends;
    }

    private static PendingAppend Fresh(Random random, string prefix)
    {
        var expected = random.Next(3) switch
        {
            0 => ExpectedVersion.NoStream,
            1 => ExpectedVersion.Exactly(new(random.Next(12))),
            _ => ExpectedVersion.Any,
        };
        return new($"{prefix}-{random.Next(12)}", expected, Events.Many(random.Next(1, 4)), 10);
    }

    /// <summary>A retry, faithful or not.</summary>
    private static PendingAppend Again(Random random, PendingAppend before)
    {
        var events = random.Next(6) switch
        {
            0 => new[] { before.Events[0] with { Data = "[]"u8.ToArray() } },
            1 => [Events.One(), before.Events[0]],
            2 => [before.Events[^1]],
            3 => [.. before.Events.Reverse()],
            _ => [.. before.Events],
        };
        return new(before.StreamId, before.Expected, events, 10);
    }
}
