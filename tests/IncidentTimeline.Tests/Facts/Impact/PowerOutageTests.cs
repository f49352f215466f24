using IncidentTimeline.Facts;
using IncidentTimeline.Facts.Impact;
using static IncidentTimeline.Tests.Facts.Answering;

namespace IncidentTimeline.Tests.Facts.Impact;

public class PowerOutageTests
{
    [Theory]
    [InlineData("residents", "people-without-power")]
    [InlineData("Households", "households-without-power")]
    [InlineData("customers", "customers-without-power")]
    public void What_is_counted_decides_the_question(string unit, string aspect) =>
        AnswersOf(new PowerOutage(Count.Exactly(70), unit)).ShouldBe(["power-supply = interrupted", $"{aspect} = 70"]);

    [Fact]
    public void Another_unit_stays_in_the_value() =>
        AnswerOf(new PowerOutage(Count.Exactly(3), "villages"), "others-without-power").ShouldBe(AspectValue.Quantity.Exactly(3, "villages"));

    [Fact]
    public void Interrupted_and_restored_contradict_each_other() =>
        AnswerOf(new PowerOutage(), "power-supply").IsCompatibleWith(AnswerOf(new PowerRestored(), "power-supply")).ShouldBeFalse();
}
