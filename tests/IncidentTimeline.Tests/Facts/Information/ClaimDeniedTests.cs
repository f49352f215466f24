using IncidentTimeline.Facts;
using IncidentTimeline.Facts.Information;
using static IncidentTimeline.Tests.Facts.Answering;

namespace IncidentTimeline.Tests.Facts.Information;

public class ClaimDeniedTests
{
    [Fact]
    public void A_denial_puts_no_value_in_the_place_of_what_it_denies() =>
        AnswerOf(ClaimDenied.Example, "drones-down").ShouldBeOfType<AspectValue.Denial>();
}
