using System.Net;
using IncidentTimeline.Server.Access.Limits;
using Microsoft.AspNetCore.Http;

namespace IncidentTimeline.Tests.Server.Access.Limits;

public sealed class FoldQueueTests : IDisposable
{
    private readonly FoldQueue _queue = new();

    public void Dispose() => _queue.Dispose();

    [Fact]
    public async Task As_many_run_as_there_are_cores_and_the_next_waits_for_one_to_leave()
    {
        var running = await FillAsync();
        var next = EnterAsync(new DefaultHttpContext());
        var isWaiting = !next.IsCompleted;

        FoldQueue.Leave(running[0]);

        isWaiting.ShouldBeTrue();
        (await next).ShouldBeTrue();
    }

    [Fact]
    public async Task Who_went_away_leaves_the_queue_to_who_comes_after()
    {
        var running = await FillAsync();
        using var gone = new CancellationTokenSource();
        var first = _queue.EnterAsync(new DefaultHttpContext(), gone.Token);
        var second = EnterAsync(new DefaultHttpContext());
        await gone.CancelAsync();

        FoldQueue.Leave(running[0]);

        await Should.ThrowAsync<OperationCanceledException>(() => first);
        (await second).ShouldBeTrue();
    }

    /// <summary>Who is turned away does not wait; on a machine that stalls, not for longer than this.</summary>
    private static readonly TimeSpan AtOnce = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task Whoever_finds_the_queue_full_is_turned_away_at_once()
    {
        await FillAsync();
        var waiting = Enumerable.Range(0, FoldQueue.WaitingMax).Select(number => EnterAsync(From(number % 4))).ToList();

        (await EnterAsync(From(4)).WaitAsync(AtOnce)).ShouldBeFalse();
        waiting.ShouldAllBe(one => !one.IsCompleted);
    }

    [Fact]
    public async Task One_caller_takes_a_quarter_of_the_queue_and_no_more()
    {
        await FillAsync();
        var waiting = Enumerable.Range(0, FoldQueue.WaitingOfOneMax).Select(_ => EnterAsync(From(0))).ToList();

        (await EnterAsync(From(0)).WaitAsync(AtOnce)).ShouldBeFalse();
        waiting.Append(EnterAsync(From(1))).ShouldAllBe(one => !one.IsCompleted);
    }

    [Fact]
    public async Task To_leave_twice_gives_one_turn_back()
    {
        var running = await FillAsync();
        FoldQueue.Leave(running[0]);
        FoldQueue.Leave(running[0]);

        (await EnterAsync(new DefaultHttpContext())).ShouldBeTrue();
        EnterAsync(new DefaultHttpContext()).IsCompleted.ShouldBeFalse();
    }

    /// <summary>A request of somebody who is known by an address.</summary>
    private static DefaultHttpContext From(int number) => new() { Connection = { RemoteIpAddress = new IPAddress([192, 0, 2, (byte)number]) } };

    private async Task<List<HttpContext>> FillAsync()
    {
        var running = new List<HttpContext>();
        for (var core = 0; core < Environment.ProcessorCount; core++)
        {
            running.Add(new DefaultHttpContext());
            (await EnterAsync(running[^1])).ShouldBeTrue();
        }

        return running;
    }

    private Task<bool> EnterAsync(HttpContext context) => _queue.EnterAsync(context, CancellationToken.None);
}
