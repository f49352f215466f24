using IncidentTimeline.Facts.Response;
using static IncidentTimeline.Tests.Facts.Answering;

namespace IncidentTimeline.Tests.Facts.Response;

public class CurfewStatusUpdatedTests
{
    [Fact]
    public void A_curfew_in_force_has_hours() =>
        AnswersOf(new CurfewStatusUpdated(CurfewStatus.InForce, "from 22:00 to 05:00"))
            .ShouldBe(["curfew = in force", "curfew-hours = from 22:00 to 05:00"]);

    [Fact]
    public void A_lifted_curfew_has_none() =>
        AnswersOf(new CurfewStatusUpdated(CurfewStatus.Lifted, "from 22:00 to 05:00")).ShouldBe(["curfew = lifted"]);

    [Fact]
    public void In_force_and_lifted_contradict_each_other() =>
        AnswerOf(new CurfewStatusUpdated(CurfewStatus.InForce), "curfew")
            .IsCompatibleWith(AnswerOf(new CurfewStatusUpdated(CurfewStatus.Lifted), "curfew")).ShouldBeFalse();
}
