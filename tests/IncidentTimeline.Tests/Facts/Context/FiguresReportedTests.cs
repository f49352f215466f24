using IncidentTimeline.Catalog;
using IncidentTimeline.Facts;
using IncidentTimeline.Facts.Context;
using static IncidentTimeline.Tests.Facts.Answering;

namespace IncidentTimeline.Tests.Facts.Context;

public class FiguresReportedTests
{
    [Fact]
    public void Each_number_answers_its_own_question() =>
        AnswersOf(FiguresReported.Example).ShouldBe(["wards-open = 12", "wards-change = -2"]);

    [Fact]
    public void A_change_is_told_as_one_and_never_added() =>
        FiguresReported.Example.Tell().ShouldBe("Wards open: 12, Change of the wards open: -2 (change of wards-open).");

    [Fact]
    public void A_known_question_keeps_its_label() =>
        new FiguresReported([new Figure(new AspectKey("people-killed"), 7, Label: "Other words")]).Tell().ShouldBe("People killed: 7.");

    [Fact]
    public void A_change_under_the_aspect_that_it_changes_is_refused() =>
        Shape.Check(new FiguresReported([new Figure(new AspectKey("cases"), -3, new AspectKey("cases"))])).Single().Pointer.ShouldBe("/figures/0/changeOf");

    [Fact]
    public void Two_numbers_for_one_aspect_are_refused() =>
        Shape.Check(new FiguresReported([new Figure(new AspectKey("cases"), 3), new Figure(new AspectKey("cases"), 4)])).Single().Pointer.ShouldBe("/figures");
}
