using IncidentTimeline.Server.Subscriptions;

namespace IncidentTimeline.Tests.Server.Subscriptions;

public sealed class LeaseOrderTests
{
    [Fact]
    public void What_is_said_of_all_in_their_order_counts()
    {
        Settle([Given(1, "a"), Given(2, "b"), Given(3, "a")], (1, WorkersOutcome.Done), (2, WorkersOutcome.Failed), (3, WorkersOutcome.Done))
            .ShouldBe([(1, WorkersOutcome.Done), (2, WorkersOutcome.Failed), (3, WorkersOutcome.Done)]);
    }

    [Fact]
    public void What_comes_after_something_given_up_is_given_back_whatever_is_said_of_it_and_so_is_what_comes_after_that()
    {
        Settle([Given(1, "a"), Given(2, "a", "b"), Given(3, "b"), Given(4, "c")], (1, WorkersOutcome.Parked), (2, WorkersOutcome.Done), (4, WorkersOutcome.Done))
            .ShouldBe([(1, WorkersOutcome.Parked), (2, WorkersOutcome.Returned), (3, WorkersOutcome.Returned), (4, WorkersOutcome.Done)]);
    }

    [Fact]
    public void What_is_done_before_the_worker_says_anything_of_what_comes_earlier_is_given_back()
    {
        Settle([Given(1, "a"), Given(2, "a"), Given(3, "a"), Given(4, "b")], (2, WorkersOutcome.Done))
            .ShouldBe([(2, WorkersOutcome.Returned), (3, WorkersOutcome.Returned)]);
    }

    [Fact]
    public void A_failure_counts_after_a_failure()
    {
        Settle([Given(1, "a"), Given(2, "a")], (1, WorkersOutcome.Failed), (2, WorkersOutcome.Failed)).ShouldBe([(1, WorkersOutcome.Failed), (2, WorkersOutcome.Failed)]);
    }

    [Fact]
    public void What_was_given_out_with_it_and_is_another_workers_now_comes_first()
    {
        Settle([Given(1, "a") with { IsTheirs = false }, Given(2, "a"), Given(3, "a")], (1, WorkersOutcome.Done), (2, WorkersOutcome.Done))
            .ShouldBe([(2, WorkersOutcome.Returned), (3, WorkersOutcome.Returned)]);
        Settle([Given(1, "a") with { IsTheirs = false }, Given(2, "a")]).ShouldBeEmpty();
    }

    private static GivenEvent Given(long position, params string[] keys) => new(position, IsTheirs: true, keys);

    private static IEnumerable<(long, WorkersOutcome)> Settle(IReadOnlyList<GivenEvent> given, params (long Position, WorkersOutcome Outcome)[] said) =>
        LeaseOrder.Settle(given, said.ToDictionary(one => one.Position, one => new EventOutcome(one.Position, one.Outcome))).Select(one => (one.Position.Value, one.Outcome));
}
