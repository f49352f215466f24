using IncidentTimeline.Facts;
using IncidentTimeline.Facts.Air;
using IncidentTimeline.Facts.Context;

namespace IncidentTimeline.Tests.Facts;

public class AspectsTests
{
    [Fact]
    public void A_key_that_a_fact_type_declares_keeps_its_kind_and_label()
    {
        var declared = DroneDownReported.Example.Answers().Single().Aspect;

        Aspects.Named(new AspectKey("drones-down"), TemporalKind.State, "Something else").ShouldBe(declared);
    }

    [Fact]
    public void A_qualified_key_takes_kind_and_label_of_its_name() =>
        Aspects.Named(new AspectKey("airport-status:svo")).ShouldBe(Aspects.AirportStatus.For("SVO"));

    [Fact]
    public void A_key_that_nobody_declares_is_what_the_claim_says_of_it()
    {
        Aspects.Named(new AspectKey("river-level"), TemporalKind.Occurrence, "Level").ShouldBe(Aspect.Occurrence("river-level", "Level"));
        Aspects.Named(new AspectKey("river-level:east")).ShouldBe(Aspect.State("river-level:east", "River level: east"));
    }

    [Fact]
    public void A_feed_that_counts_what_a_fact_type_counts_answers_the_same_question() =>
        new QuantityReported(new AspectKey("people-injured"), Count.Exactly(2)).Answers().Single().Aspect.ShouldBe(Aspects.PeopleInjured);

    [Fact]
    public void A_happening_is_always_asked_for_people_and_property() =>
        Aspects.Standing(IncidentKind.Happening).Select(aspect => aspect.Key.Value).ShouldBe(["people-killed", "people-injured", "property-damage"]);

    [Fact]
    public void A_context_has_no_standing_questions() =>
        Aspects.Standing(IncidentKind.Context).ShouldBeEmpty();
}
