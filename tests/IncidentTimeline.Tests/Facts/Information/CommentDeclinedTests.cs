using IncidentTimeline.Facts;
using IncidentTimeline.Facts.Information;
using static IncidentTimeline.Tests.Facts.Answering;

namespace IncidentTimeline.Tests.Facts.Information;

public class CommentDeclinedTests
{
    [Fact]
    public void A_silence_answers_the_question_it_leaves_open() =>
        CommentDeclined.Example.Answers().Single()
            .ShouldBe(new Answer(Aspects.Named(new AspectKey("flights-diverted")), new AspectValue.Silence("the number of flights", "left the question open")));

    [Fact]
    public void A_silence_about_no_question_answers_information() =>
        AnswersOf(new CommentDeclined(["the cause", "the cost"])).ShouldBe(["information = comment declined: the cause; the cost"]);

    [Fact]
    public void Whoever_withholds_or_misses_information_is_silent_too()
    {
        AnswersOf(InformationWithheld.Example).ShouldBe(["information = under seal: the flight path"]);
        AnswersOf(InformationGapReported.Example).ShouldBe(["information = not known in public: who gave the order"]);
    }
}
