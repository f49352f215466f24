using IncidentTimeline.Facts;
using IncidentTimeline.Facts.Air;
using static IncidentTimeline.Tests.Facts.Answering;

namespace IncidentTimeline.Tests.Facts.Air;

public class AirAlertDeclaredTests
{
    [Fact]
    public void An_alert_is_on_until_it_is_lifted()
    {
        AnswersOf(AirAlertDeclared.Example).ShouldBe(["air-alert = on"]);
        AnswersOf(AirAlertLifted.Example).ShouldBe(["air-alert = off"]);
    }
}
