using IncidentTimeline.Facts;
using IncidentTimeline.Facts.Air;
using static IncidentTimeline.Tests.Facts.Answering;

namespace IncidentTimeline.Tests.Facts.Air;

public class AirTargetInterceptedReportedTests
{
    [Fact]
    public void A_target_of_unknown_class_never_counts_as_a_drone() =>
        AnswersOf(AirTargetInterceptedReported.Example).ShouldBe(["air-targets-intercepted = 1", "air-target-class = unspecified"]);
}
