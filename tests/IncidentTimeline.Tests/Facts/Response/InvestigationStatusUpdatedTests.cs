using IncidentTimeline.Facts;
using IncidentTimeline.Facts.Response;
using static IncidentTimeline.Tests.Facts.Answering;

namespace IncidentTimeline.Tests.Facts.Response;

public class InvestigationStatusUpdatedTests
{
    [Theory]
    [InlineData(InvestigationStatus.Opened)]
    [InlineData(InvestigationStatus.Ongoing)]
    [InlineData(InvestigationStatus.Incomplete)]
    public void What_is_not_finished_is_open(InvestigationStatus status) =>
        AnswersOf(new InvestigationStatusUpdated(status)).ShouldBe(["investigation-status = open"]);

    [Fact]
    public void Concluded_contradicts_open() =>
        AnswersOf(new InvestigationStatusUpdated(InvestigationStatus.Concluded, Finding: "a loose bolt"))
            .ShouldBe(["investigation-status = concluded", "investigation-finding = a loose bolt"]);
}
