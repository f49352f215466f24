using IncidentTimeline.Changes;
using IncidentTimeline.Facts;
using IncidentTimeline.Pictures;
using IncidentTimeline.Tests.Pictures;

namespace IncidentTimeline.Tests.Changes;

/// <summary>What must be so of the changes of every log.</summary>
public class ChangeProperties
{
    private static readonly DateTimeOffset?[] PublishedBy = [null, LogBuilder.Hour(3)];

    [Fact]
    public void The_changes_of_all_events_up_to_K_lead_to_the_picture_at_K() => GeneratedLog.ForAll(60, (log, chance) =>
    {
        var ledger = log.ToLedger();
        var publishedBy = PublishedBy[chance % 2];
        var eventTime = LogBuilder.Hour(GeneratedLog.EventTimes[chance % 4]);
        var answers = new Dictionary<QuestionKey, Answered>();
        var clusters = new EventClusters();
        for (var known = 1; known <= ledger.Head.Value; known++)
        {
            Take(clusters, ledger, new Position(known));
            foreach (var change in PictureChanges.Of(clusters.Around(new Position(known)), new ChangeFilter(WithContext: true, PublishedBy: publishedBy, EventTime: eventTime)))
            {
                change.From.ShouldBe(answers.GetValueOrDefault(new QuestionKey(change.Incident, change.Aspect, change.PlaceKey), Answered.NotStated));
                answers[new QuestionKey(change.Incident, change.Aspect, change.PlaceKey)] = change.To;
            }

            Told(answers).ShouldBe(Shown(Knowledge.At(ledger, new Position(known), publishedBy), eventTime));
        }
    });

    [Fact]
    public void A_difference_is_told_where_the_pictures_differ_and_nowhere_else() => ForAllPairs((from, to, axis) =>
    {
        foreach (var region in GeneratedLog.Regions)
        {
            var told = PictureDiff.Of(from, to, region, axis, withContext: true).Questions.Select(one => one.Question).ToList();

            var (was, now) = (Shown(Picture.Of(from.Knowledge, region, from.EventTime, true)), Shown(Picture.Of(to.Knowledge, region, to.EventTime, true)));
            told.Where(one => one.Change != ChangeKind.Silence).Select(Name).Order(StringComparer.Ordinal)
                .ShouldBe(was.Except(now).Concat(now.Except(was)).Select(one => one.Split('=')[0]).Distinct().Order(StringComparer.Ordinal));
        }
    });

    [Fact]
    public void The_difference_backwards_is_the_difference_turned_round() => ForAllPairs((from, to, axis) =>
    {
        foreach (var region in GeneratedLog.Regions)
        {
            PictureDiff.Of(to, from, region, axis, withContext: true).Questions.Select(one => (Name(one.Question), one.Question.To, one.Question.From)).OrderBy(one => one.Item1, StringComparer.Ordinal)
                .ShouldBe(PictureDiff.Of(from, to, region, axis, withContext: true).Questions.Select(one => (Name(one.Question), one.Question.From, one.Question.To)).OrderBy(one => one.Item1, StringComparer.Ordinal));
        }
    });

    [Fact]
    public void Every_difference_has_a_cause_between_the_two_ends() => ForAllPairs((from, to, axis) =>
    {
        foreach (var change in GeneratedLog.Regions.SelectMany(region => PictureDiff.Of(from, to, region, axis, withContext: true).Questions))
        {
            change.Causes.ShouldNotBeEmpty($"{Name(change.Question)} {change.Question.From} {change.Question.To}");
            change.Causes.ShouldAllBe(one => axis != DiffAxis.Known || (one.Position > from.Knowledge.Known && one.Position <= to.Knowledge.Known));
        }
    });

    private static void ForAllPairs(Action<Moment, Moment, DiffAxis> property) => GeneratedLog.ForAll(60, (log, chance) =>
    {
        var ledger = log.ToLedger();
        var known = new Position(1 + (chance % ledger.Head.Value));
        var head = Knowledge.At(ledger, ledger.Head, PublishedBy[chance % 2]);
        property(new Moment(Knowledge.At(ledger, known, PublishedBy[chance % 2]), LogBuilder.Hour(10)), new Moment(head, LogBuilder.Hour(10)), DiffAxis.Known);
        property(
            new Moment(Knowledge.At(ledger, ledger.Head, LogBuilder.Hour(2)), LogBuilder.Hour(10)),
            new Moment(Knowledge.At(ledger, ledger.Head, LogBuilder.Hour(2 + (chance % 5))), LogBuilder.Hour(10)),
            DiffAxis.Published);
        property(new Moment(head, LogBuilder.Hour(GeneratedLog.EventTimes[chance % 4])), new Moment(head, LogBuilder.Hour(24)), DiffAxis.Event);
    });

    private static void Take(EventClusters clusters, Ledger ledger, Position position)
    {
        if (ledger.Facts.Find(one => one.Position == position) is { } fact)
        {
            clusters.Add(fact);
        }
        else
        {
            clusters.Add(ledger.Decisions.Find(one => one.Position == position)!); // A position is that of a fact or a decision.
        }
    }

    private static IEnumerable<string> Told(Dictionary<QuestionKey, Answered> answers) => (
        from one in answers
        where one.Value.State != AnswerState.NotStated
        select $"{one.Key.Incident} {one.Key.Aspect} {one.Key.Place}={one.Value.State} {Told(one.Value.Displayed)} | {string.Join(", ", one.Value.Competing.Select(Told))}").Order(StringComparer.Ordinal);

    private static string Told(AccountInShort? account) => account is null ? "" : Told(account.Fact, account.Text, account.Agreeing);

    private static string Told(FactId fact, string? text, IEnumerable<FactId> agreeing) => $"{fact} {text} {string.Join('+', agreeing)}";

    private static IEnumerable<string> Shown(Knowledge knowledge, DateTimeOffset eventTime) =>
        GeneratedLog.Regions.SelectMany(region => Shown(Picture.Of(knowledge, region, eventTime, withContext: true))).Order(StringComparer.Ordinal);

    // Every question of a picture that has an answer, as the picture shows it. A part may be shown under several wholes.
    private static HashSet<string> Shown(Picture picture) => [
        .. from incident in picture.Incidents.Concat(picture.Unplaced).SelectMany(WithParts)
           from question in incident.Questions
           where question.State != AnswerState.NotStated
           select $"{incident.Incident} {question.Aspect} {question.PlaceKey}={question.State} {Told(question.Displayed, question.Agreeing)} | {string.Join(", ", question.Competing.Select(one => Told(one.Account, one.Agreeing)))}",
    ];

    private static string Told(AccountView? account, IEnumerable<AccountView> agreeing) => account is null ? "" : Told(account.Fact, account.Text, agreeing.Select(one => one.Fact));

    private static IEnumerable<IncidentPicture> WithParts(IncidentPicture incident) => incident.Parts.SelectMany(WithParts).Prepend(incident);

    private static string Name(QuestionChange change) => $"{change.Incident} {change.Aspect} {change.PlaceKey}";
}
