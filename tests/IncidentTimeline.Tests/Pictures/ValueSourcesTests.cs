using IncidentTimeline.Desk;
using IncidentTimeline.Facts;
using IncidentTimeline.Pictures;
using static IncidentTimeline.Tests.Pictures.LogBuilder;
using static IncidentTimeline.Tests.Pictures.Says;

namespace IncidentTimeline.Tests.Pictures;

/// <summary>On how many sources a value rests (SEMANTICS 16).</summary>
public class ValueSourcesTests
{
    [Fact]
    public void A_relay_is_a_second_publisher_and_no_second_voice() =>
        SourcesOf(Log.Reported("a", Drones(2), reported: 9).Reported("b", Drones(2), reported: 9, publisher: "paper"))
            .ShouldBe(new ValueSources(Voices: 1, Publishers: 2, Anonymous: 0, Documents: 2));

    [Fact]
    public void Two_voices_with_one_value_are_two_and_a_competing_one_does_not_count() =>
        SourcesOf(Log.Reported("a", Drones(2), reported: 10).Reported("b", Drones(2), reported: 9, voice: "mayor").Reported("c", Drones(3), reported: 9, voice: "clinic"))
            .ShouldBe(new ValueSources(Voices: 2, Publishers: 1, Anonymous: 0, Documents: 2));

    [Fact]
    public void Anonymous_voices_are_counted_apart() =>
        SourcesOf(Log.Reported("a", Drones(2), reported: 9).Reported("b", Drones(2), reported: 9, voice: "~medics").Reported("c", Drones(2), reported: 9, voice: "~medics", publisher: "paper"))
            .ShouldBe(new ValueSources(Voices: 1, Publishers: 2, Anonymous: 2, Documents: 3));

    [Theory]
    [InlineData(FactRelation.Repeats)]
    [InlineData(FactRelation.SharedOrigin)]
    public void What_a_person_calls_a_repeat_or_of_one_origin_counts_once(FactRelation relation) =>
        SourcesOf(Three.Related("a", relation, "b").Related("c", relation, "b"))
            .ShouldBe(new ValueSources(Voices: 1, Publishers: 1, Anonymous: 0, Documents: 3));

    [Fact]
    public void Two_repeats_of_a_report_that_no_longer_stands_count_once() =>
        SourcesOf(Three
            .Reported("wire", Drones(9), reported: 8, voice: "wire")
            .Reported("wire again", Drones(5), reported: 8.5, voice: "wire", status: FactStatus.Speculation)
            .Related("a", FactRelation.Repeats, "wire").Related("b", FactRelation.Repeats, "wire"))
            .ShouldBe(new ValueSources(Voices: 2, Publishers: 1, Anonymous: 0, Documents: 3));

    [Fact]
    public void Agreement_alone_joins_nothing() =>
        SourcesOf(Three.Related("a", FactRelation.Agrees, "b").Related("b", FactRelation.Supports, "c"))
            .ShouldBe(new ValueSources(Voices: 3, Publishers: 1, Anonymous: 0, Documents: 3));

    [Fact]
    public void A_repeat_counts_again_once_the_relation_is_undone() =>
        SourcesOf(Three.Decided(new RelationAsserted(Id("a"), FactRelation.Repeats, Id("b")), name: "relation").Undone("relation"))
            .ShouldBe(new ValueSources(Voices: 3, Publishers: 1, Anonymous: 0, Documents: 3));

    [Fact]
    public void Two_voices_in_one_document_are_one_document() =>
        SourcesOf(Log.Reported("a", Drones(2), reported: 9, document: "page").Reported("b", Drones(2), reported: 9, voice: "mayor", document: "page"))
            .ShouldBe(new ValueSources(Voices: 2, Publishers: 1, Anonymous: 0, Documents: 1));

    private static LogBuilder Three => Log
        .Reported("a", Drones(2), reported: 9)
        .Reported("b", Drones(2), reported: 9, voice: "mayor")
        .Reported("c", Drones(2), reported: 9, voice: "clinic");

    private static ValueSources? SourcesOf(LogBuilder log) => log.Question(DronesDown.Key).Sources;
}
