using IncidentTimeline.Facts;
using IncidentTimeline.Facts.Information;
using static IncidentTimeline.Tests.Facts.Answering;

namespace IncidentTimeline.Tests.Facts.Information;

public class ClaimConfirmedTests
{
    [Fact]
    public void Who_confirms_a_claim_says_it() =>
        AnswersOf(ClaimConfirmed.Example).ShouldBe(["drones-down = 2", "official-acknowledgement = confirmed"]);

    [Fact]
    public void Who_confirms_only_by_reference_states_no_value() =>
        AnswersOf(ClaimConfirmed.Example with { Claim = null }).ShouldBe(["official-acknowledgement = confirmed"]);

    [Fact]
    public void A_confirmation_of_a_confirmation_answers_once() =>
        AnswersOf(new ClaimConfirmed(Claim: ClaimConfirmed.Example)).ShouldBe(["drones-down = 2", "official-acknowledgement = confirmed"]);
}
