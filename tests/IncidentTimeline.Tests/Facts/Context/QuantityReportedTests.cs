using IncidentTimeline.Facts;
using IncidentTimeline.Facts.Context;
using static IncidentTimeline.Tests.Facts.Answering;

namespace IncidentTimeline.Tests.Facts.Context;

public class QuantityReportedTests
{
    [Fact]
    public void A_number_with_a_unit_is_only_compared_with_its_like() =>
        AnswerOf(QuantityReported.Example, "river-level").ShouldBe(AspectValue.Quantity.Exactly(412, "cm"));

    [Fact]
    public void A_condition_answers_with_its_code() =>
        AnswersOf(ConditionReported.Example).ShouldBe(["bridge-status:east = one lane"]);
}
