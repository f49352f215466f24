using IncidentTimeline.Sources;

namespace IncidentTimeline.Tests.Sources;

public class AttributionTests
{
    private static readonly SourceId Publisher = new("wire-desk");

    [Fact]
    public void The_publisher_speaks_where_nobody_else_does() =>
        new Attribution(Publisher).Voice().Key.ShouldBe("wire-desk");

    [Fact]
    public void The_innermost_registered_source_is_the_voice() =>
        new Attribution(Publisher, [new Speaker(SpeakerRole.Media, Label: "a local paper"), new Speaker(SpeakerRole.NamedOffice, new SourceId("mayor"), "the mayor")])
            .Voice().Key.ShouldBe("mayor");

    [Fact]
    public void An_anonymous_role_is_the_pair_of_publisher_and_label()
    {
        var voice = new Attribution(Publisher, [new Speaker(SpeakerRole.OfficialBody, Label: "Fire brigade ")]).Voice();

        voice.Key.ShouldBe("wire-desk~fire brigade");
        voice.IsAnonymous.ShouldBeTrue();
    }

    [Fact]
    public void An_ambiguous_speaker_leaves_the_publisher_as_the_voice() =>
        new Attribution(Publisher, [new Speaker(SpeakerRole.OfficialBody, Label: "police")], Ambiguous: true).Voice().Key.ShouldBe("wire-desk");
}
