using IncidentTimeline.Desk;
using IncidentTimeline.Facts;
using IncidentTimeline.Facts.Information;
using IncidentTimeline.Facts.Revision;
using IncidentTimeline.Facts.Transport;
using IncidentTimeline.Pictures;
using IncidentTimeline.Places;
using static IncidentTimeline.Tests.Pictures.LogBuilder;
using static IncidentTimeline.Tests.Pictures.Says;

namespace IncidentTimeline.Tests.Pictures;

/// <summary>How statements stand together in a region (SEMANTICS 10, 14, 15).</summary>
public class PictureTests
{
    private static readonly AspectKey DronesKey = DronesDown.Key;

    [Fact]
    public void A_related_incident_is_named_with_why_it_is_related()
    {
        var picture = Log.Reported("two", Drones(2), reported: 9)
            .Decided(new IncidentOpened(IncidentKind.Happening, "Forty drones"), "forty")
            .Decided(new IncidentRelated(IncidentRelation.DistinctFrom, new IncidentId("forty"), "Another night."))
            .Picture();

        picture.Incidents.ShouldHaveSingleItem().Relations
            .ShouldBe([new RelatedIncident(IncidentRelation.DistinctFrom, new IncidentId("forty"), "Forty drones", "Another night.")]);
    }

    [Fact]
    public void Every_happening_is_asked_for_killed_injured_and_damage()
    {
        var incident = Log.Reported("fact", Drones(2), reported: 9).Picture().Incidents.ShouldHaveSingleItem();

        incident.Questions.Where(one => one.State == AnswerState.NotStated).Select(one => one.Aspect.Value)
            .ShouldBe(["people-killed", "people-injured", "property-damage"]);
    }

    // Neither by name nor by key: people killed come first, and the desk's questions as it put them.
    [Fact]
    public void What_nobody_answered_stands_last_and_in_the_order_in_which_it_is_asked()
    {
        var questions = (string[])["airport-status:vko", "people-injured", "airport-status:dme", "arrests"];
        var incident = Log.Opened("airports", IncidentKind.Happening, [.. questions.Select(key => new AspectKey(key))])
            .Reported("fact", Drones(2), reported: 9, incident: "airports").Picture().Incidents.ShouldHaveSingleItem();

        incident.Questions.Select(one => one.Aspect.Value)
            .ShouldBe(["drones-down", "people-killed", "people-injured", "property-damage", "airport-status:vko", "airport-status:dme", "arrests"]);
    }

    [Fact]
    public void An_incident_is_asked_what_the_desk_wants_to_know_until_somebody_answers()
    {
        var log = Log.Opened("airports", IncidentKind.Happening, SvoStatus.Key)
            .Reported("fact", Drones(2), reported: 9, incident: "airports")
            .Reported("closed", new AirportClosed([new AirportCode("SVO")]), reported: 9, incident: "airports");

        log.Question(SvoStatus.Key, at: 3).State.ShouldBe(AnswerState.NotStated);
        log.Question(SvoStatus.Key).Displayed!.Text.ShouldBe("closed");
    }

    [Fact]
    public void An_airport_that_is_not_named_is_never_joined_to_a_named_one()
    {
        var log = Log.Reported("named", new AirportClosed([new AirportCode("SVO")]), reported: 9)
            .Reported("unnamed", new AirportReopened(), reported: 10);

        log.Question(SvoStatus.Key).Displayed!.Text.ShouldBe("closed");
        log.Question(new AspectKey("airport-status:unspecified")).Displayed!.Text.ShouldBe("open");
    }

    [Fact]
    public void A_question_with_nothing_but_withdrawn_statements_is_not_stated_and_lists_them()
    {
        var log = Log.Reported("fact", Injured(2), reported: 9).Reported("retraction", new StatementRetracted(Id("fact")), reported: 10);

        var question = log.Question(Aspects.PeopleInjured.Key);
        question.State.ShouldBe(AnswerState.NotStated);
        log.NamesOf(question.Withdrawn).ShouldBe("fact");
    }

    [Fact]
    public void Other_incidents_and_places_never_compete_and_are_never_added_up()
    {
        var log = Log.Opened("forty").Reported("two", Drones(2), reported: 9).Reported("forty", Drones(40), reported: 9, incident: "forty")
            .Reported("town", Drones(1), reported: 9, place: "RU-KLU/obninsk");

        var questions = log.Picture().Incidents.SelectMany(one => one.Questions).Where(one => one.Aspect == DronesKey).ToList();
        questions.Select(one => (one.PlaceKey, one.Displayed!.Text)).ShouldBe([("RU-KLU", "40"), ("RU-KLU", "2"), ("RU-KLU/obninsk", "1")]);
        questions.ShouldAllBe(one => one.Competing.Count == 0);
    }

    [Fact]
    public void A_parent_region_names_its_parts_and_takes_none_of_their_numbers()
    {
        var picture = Log.Reported("here", Drones(2), reported: 9).Reported("there", Drones(3), reported: 9, place: Bryansk).Picture("RU");

        picture.Incidents.ShouldBeEmpty();
        picture.Parts.Select(one => (one.Region.Value, one.Incidents.Single().Value)).ShouldBe([("RU-BRY", "pair"), ("RU-KLU", "pair")]);
    }

    [Fact]
    public void A_part_region_is_named_from_when_something_may_have_happened_there()
    {
        var log = Log.Reported("there", Drones(3), reported: 9, place: Bryansk, time: Between(6, 8));

        log.Picture("RU", eventTime: 5).Parts.ShouldBeEmpty();
        log.Picture("RU", eventTime: 6).Parts.ShouldHaveSingleItem();
    }

    [Fact]
    public void A_countrys_own_questions_are_its_own() =>
        Log.Reported("country", Drones(5), reported: 9, place: "RU").Reported("here", Drones(2), reported: 9)
            .Question(DronesKey, "RU").Displayed!.Text.ShouldBe("5");

    [Fact]
    public void A_vague_place_stands_unplaced_under_what_encloses_it()
    {
        var picture = Log.Reported("fact", Drones(2), reported: 9, places: [new Place(PlacePrecision.Informal, new RegionCode("RU"), AsStated: "the south")]).Picture("RU");

        picture.Incidents.ShouldBeEmpty();
        picture.Unplaced.ShouldHaveSingleItem().Questions.ShouldHaveSingleItem().Displayed!.Text.ShouldBe("2");
    }

    [Fact]
    public void A_place_that_no_code_encloses_stands_unplaced_under_ZZ() =>
        Log.Reported("fact", Drones(2), reported: 9, places: [new Place(PlacePrecision.Unknown)])
            .Picture("ZZ").Unplaced.ShouldHaveSingleItem().Questions.ShouldHaveSingleItem().Displayed!.Text.ShouldBe("2");

    [Fact]
    public void Context_incidents_are_counted_and_listed_on_request()
    {
        var log = Log.Opened("background", IncidentKind.Context).Reported("fact", Drones(2), reported: 9, incident: "background");

        log.Picture().Incidents.ShouldBeEmpty();
        log.Picture().ContextIncidents.ShouldBe(1);
        log.Picture(eventTime: 5).ContextIncidents.ShouldBe(0);
        log.Picture("RU").Parts.ShouldBeEmpty();
        log.Picture(withContext: true).Incidents.ShouldHaveSingleItem();
        log.Picture("RU", withContext: true).Parts.ShouldHaveSingleItem();
    }

    [Fact]
    public void A_retraction_of_unknown_report_time_is_listed_undated_under_published_by()
    {
        var log = Log.Reported("fact", Drones(2), reported: 9).Reported("retraction", new StatementRetracted(Id("fact")), double.NaN);

        log.NamesOf(log.Picture(publishedBy: 10).Undated).ShouldBe("retraction");
        log.Standing(publishedBy: 10).ShouldBe("fact");
    }

    [Fact]
    public void Documents_that_nobody_dated_are_named_until_somebody_does()
    {
        var log = Log.Reported("fact", Drones(2), double.NaN).Published("fact", 9);

        log.Picture(at: 2).DocumentsWithoutPublicationTime.ShouldBe([Document("fact")]);
        log.Picture().DocumentsWithoutPublicationTime.ShouldBeEmpty();
    }

    [Fact]
    public void A_part_nests_under_its_whole_and_never_stands_as_its_peer()
    {
        var whole = Parts.Picture().Incidents.ShouldHaveSingleItem();

        whole.Incident.Value.ShouldBe("pair");
        whole.Parts.Select(one => one.Incident.Value).ShouldBe(["first", "second"]);
    }

    [Theory]
    [InlineData(2, true)]
    [InlineData(3, false)]
    public void The_numbers_of_the_parts_are_set_beside_that_of_the_whole(int whole, bool isConsistent)
    {
        var compared = Parts.Reported("new", Drones(whole), reported: 10).Picture().Incidents[0].PartsCompared.ShouldHaveSingleItem();

        (compared.Whole, string.Join(" + ", compared.Parts), compared.IsConsistent).ShouldBe(($"{whole}", "1 + 1", isConsistent));
    }

    [Fact]
    public void Parts_are_not_compared_while_one_says_nothing_or_is_elsewhere()
    {
        var silent = Parts.Opened("third").PartOf("third", "pair").Reported("injured", Injured(1), reported: 9, incident: "third");
        var elsewhere = Parts.Opened("third").PartOf("third", "pair").Reported("there", Drones(1), reported: 9, incident: "third", place: Bryansk);

        silent.Picture().Incidents[0].PartsCompared.ShouldBeEmpty();
        elsewhere.Picture().Incidents[0].PartsCompared.ShouldBeEmpty();
    }

    [Fact]
    public void A_parts_numbers_of_two_places_are_not_added_up() =>
        Parts.Reported("town", Drones(1), reported: 9, incident: "first", place: "RU-KLU/obninsk").Picture().Incidents[0].PartsCompared.ShouldBeEmpty();

    [Fact]
    public void A_part_whose_whole_is_not_here_stands_by_itself_and_names_it()
    {
        var part = Parts.Reported("there", Drones(1), reported: 9, incident: "first", place: Bryansk).Picture(Bryansk).Incidents.ShouldHaveSingleItem();

        part.PartOf.Select(one => one.Value).ShouldBe(["pair"]);
    }

    [Fact]
    public void What_is_merged_into_an_incident_brings_its_whole_along()
    {
        var log = Parts.Opened("twin").Reported("twin", Drones(1), reported: 9, incident: "twin").Merged("first", "twin");

        log.Picture().Incidents.ShouldHaveSingleItem().Parts.Select(one => one.Incident.Value).ShouldBe(["second", "twin"]);
    }

    [Fact]
    public void Part_of_in_a_circle_loses_nobody()
    {
        var circle = Parts.PartOf("first", "second").PartOf("second", "first");
        var all = Parts.PartOf("pair", "first").PartOf("pair", "second");

        circle.Picture().Incidents.ShouldHaveSingleItem().Parts.Select(one => one.Incident.Value).ShouldBe(["first", "second"]);
        all.Picture().Incidents.Select(one => one.Incident.Value).ShouldBe(["first", "pair", "second"]);
    }

    [Fact]
    public void Incidents_that_are_all_part_of_one_another_cost_no_more_than_their_relations()
    {
        const int Incidents = 40;
        var names = Enumerable.Range(0, Incidents).Select(number => $"part-{number:00}").ToList();
        var log = names.Aggregate(Log, (built, name) => built.Opened(name).Reported($"fact {name}", Drones(1), reported: 9, incident: name));
        foreach (var (part, whole) in names.SelectMany((part, number) => names.Take(number).Select(whole => (part, whole))))
        {
            log = log.PartOf(part, whole);
        }

        var shown = Count(log.Picture().Incidents);

        shown.ShouldBeGreaterThanOrEqualTo(Incidents);
        shown.ShouldBeLessThanOrEqualTo(1 + (Incidents * (Incidents - 1) / 2));

        static int Count(IEnumerable<IncidentPicture> incidents) => incidents.Sum(incident => 1 + Count(incident.Parts));
    }

    [Fact]
    public void Standing_questions_are_asked_where_it_happened_and_not_where_it_is_only_spoken_of()
    {
        var silent = Log.Reported("two", Drones(2), reported: 9).Reported("silent", new CommentDeclined(["the two drones"]), reported: 9, place: Bryansk);
        var spanning = Log.Reported("two", Drones(2), reported: 9).Reported("both", Drones(3), reported: 9, places: [Place(Kaluga), Place(Bryansk)]);
        var onlySilent = Log.Reported("silent", new CommentDeclined(["the two drones"]), reported: 9, place: Bryansk);

        Unanswered(silent, Kaluga).ShouldBe(3);
        Unanswered(silent, Bryansk).ShouldBe(0);
        Unanswered(spanning, Bryansk).ShouldBe(0);
        Unanswered(onlySilent, Bryansk).ShouldBe(3);

        static int Unanswered(LogBuilder log, string region) =>
            log.Picture(region).Incidents.ShouldHaveSingleItem().Questions.Count(one => one.State == AnswerState.NotStated);
    }

    [Fact]
    public void Conflicts_name_the_questions_that_contradict_and_what_persons_asserted()
    {
        var log = Log.Reported("a", Drones(2), reported: 9).Reported("b", Drones(3), reported: 10, voice: "mayor")
            .Reported("c", Injured(NoneReported), reported: 9).Reported("d", Injured(1), reported: 9, voice: "mayor")
            .Related("a", FactRelation.Conflicts, "d").Related("b", FactRelation.Agrees, "c");

        var conflicts = Conflicts.Of(log.Known(), Hour(24));

        conflicts.Computed.ShouldHaveSingleItem().Question.Aspect.ShouldBe(DronesKey);
        conflicts.Asserted.Select(one => (log.NameOf(one.Fact.Fact), log.NameOf(one.To.Fact))).ShouldBe([("a", "d")]);
    }

    private static LogBuilder Parts => Log.Opened("first").Opened("second")
        .PartOf("first", "pair").PartOf("second", "pair")
        .Reported("whole", Drones(2), reported: 9)
        .Reported("one", Drones(1), reported: 9, incident: "first")
        .Reported("two", Drones(1), reported: 9, incident: "second");
}
