using IncidentTimeline.Facts;

namespace IncidentTimeline.Tests.Facts;

public class AspectValueTests
{
    [Fact]
    public void Numbers_are_compatible_where_their_intervals_meet()
    {
        Count.Vague("hundreds").ToValue().IsCompatibleWith(Count.Exactly(320).ToValue()).ShouldBeTrue();
        Count.Vague("hundreds").ToValue().IsCompatibleWith(Count.Exactly(12).ToValue()).ShouldBeFalse();
        Count.Exactly(2).ToValue().IsCompatibleWith(Count.Exactly(40).ToValue()).ShouldBeFalse();
    }

    [Fact]
    public void Numbers_of_different_units_are_never_compatible() =>
        Count.Exactly(2).ToValue("barges").IsCompatibleWith(Count.Exactly(2).ToValue("lorries")).ShouldBeFalse();

    [Fact]
    public void A_narrower_number_refines_a_wider_one()
    {
        Count.Exactly(320).ToValue().Refines(Count.Vague("hundreds").ToValue()).ShouldBeTrue();
        Count.Vague("hundreds").ToValue().Refines(Count.Exactly(320).ToValue()).ShouldBeFalse();
        Count.Exactly(320).ToValue().Refines(Count.Exactly(320).ToValue()).ShouldBeFalse();
    }

    [Fact]
    public void Different_codes_contradict_each_other() =>
        new AspectValue.Code("open").IsCompatibleWith(new AspectValue.Code("closed")).ShouldBeFalse();

    [Fact]
    public void Free_words_never_contradict_each_other() =>
        new AspectValue.Words("quiet").IsCompatibleWith(new AspectValue.Words("uneasy")).ShouldBeTrue();

    [Fact]
    public void Two_silences_do_not_contradict_each_other() =>
        new AspectValue.Silence("the cause", "left open").IsCompatibleWith(new AspectValue.Silence("the time", "under seal")).ShouldBeTrue();
}
