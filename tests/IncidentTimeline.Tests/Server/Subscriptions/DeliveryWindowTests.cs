using IncidentTimeline.Server.Subscriptions;

namespace IncidentTimeline.Tests.Server.Subscriptions;

public sealed class DeliveryWindowTests
{
    private static readonly Dictionary<string, long> NothingHeld = [];

    [Fact]
    public void One_worker_takes_an_incidents_events_in_their_order()
    {
        Next([Open(1, "a"), Open(2, "b"), Open(3, "a")]).Positions.ShouldBe([1, 2, 3]);
    }

    [Fact]
    public void What_another_worker_has_keeps_back_all_of_its_incident()
    {
        Next([Open(1, "a") with { IsLeased = true }, Open(2, "b"), Open(3, "a")]).Positions.ShouldBe([2]);
    }

    [Fact]
    public void What_bears_on_two_incidents_waits_for_both_and_keeps_back_both()
    {
        Next([Open(1, "a") with { IsLeased = true }, Open(2, "a", "b"), Open(3, "b"), Open(4, "c")]).Positions.ShouldBe([4]);
    }

    [Fact]
    public void What_failed_a_moment_ago_keeps_back_its_incident_only()
    {
        Next([Open(1, "a") with { IsDue = false }, Open(2, "a"), Open(3, "b")]).Positions.ShouldBe([3]);
    }

    [Fact]
    public void What_a_lease_ran_out_over_comes_alone()
    {
        Next([Open(1, "a") with { ComesAlone = true }, Open(2, "b")]).Positions.ShouldBe([1]);
        Next([Open(1, "b"), Open(2, "a") with { ComesAlone = true }, Open(3, "b"), Open(4, "a")]).Positions.ShouldBe([1, 3]);
    }

    [Fact]
    public void What_comes_after_something_parked_is_held_and_holds_up_what_shares_another_incident_with_it()
    {
        var turn = Next([Open(5, "a"), Open(7, "a", "b"), Open(8, "b"), Open(9, "c")], new Dictionary<string, long> { ["a"] = 6 });

        turn.Positions.ShouldBe([5, 9]);
        turn.Held.ShouldBe([7, 8]);
    }

    [Fact]
    public void What_is_held_holds_up_from_where_it_stands_though_something_later_was_parked_before()
    {
        Next([Open(7, "a", "b"), Open(8, "b")], new Dictionary<string, long> { ["a"] = 5, ["b"] = 100 }).Held.ShouldBe([7, 8]);
    }

    [Fact]
    public void What_is_delivered_once_more_waits_for_whoever_has_its_incident()
    {
        Next([Open(83, "a"), Open(90, "a") with { IsLeased = true }]).Positions.ShouldBeEmpty();
    }

    [Fact]
    public void What_does_not_fit_any_more_keeps_its_turn()
    {
        Next([Open(1, "a"), Open(2, "b"), Open(3, "c")], countMax: 2).Positions.ShouldBe([1, 2]);

        // A small one of the same incident may not overtake a large one.
        Next([Open(1, "a"), Open(2, "b") with { Bytes = 4 * 1024 * 1024 }, Open(3, "b"), Open(4, "a")]).Positions.ShouldBe([1, 4]);
        Next([Open(2, "b") with { Bytes = 5 * 1024 * 1024 }]).Positions.ShouldBe([2]);
    }

    private static Turn Next(IReadOnlyList<OpenEvent> open, IReadOnlyDictionary<string, long>? heldFrom = null, int countMax = 100) =>
        DeliveryWindow.Next(open, heldFrom ?? NothingHeld, countMax);

    private static OpenEvent Open(long position, params string[] keys) => new(position, IsLeased: false, IsDue: true, ComesAlone: false, Bytes: 100, keys);
}
