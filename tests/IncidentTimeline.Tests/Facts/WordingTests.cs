using IncidentTimeline.Facts;
using IncidentTimeline.Facts.Transport;

namespace IncidentTimeline.Tests.Facts;

public class WordingTests
{
    [Theory]
    [InlineData("the bridge is shut", "The bridge is shut.")]
    [InlineData("The bridge is shut,", "The bridge is shut.")]
    [InlineData("It is shut.", "It is shut.")]
    [InlineData("two\r\nlines", "Two lines.")]
    [InlineData("мост закрыт", "Мост закрыт.")]
    public void A_sentence_begins_with_a_capital_and_ends_with_one_full_stop(string text, string sentence) =>
        Wording.Sentence(text).ShouldBe(sentence);

    [Fact]
    public void A_member_of_a_list_is_written_as_on_the_wire()
    {
        Wording.Kebab(TransportMode.PublicTransport).ShouldBe("public-transport");
        Wording.Plain(TransportMode.PublicTransport).ShouldBe("public transport");
    }
}
