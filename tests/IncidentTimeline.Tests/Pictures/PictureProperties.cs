using System.Text.Json;
using System.Text.RegularExpressions;
using IncidentTimeline.Catalog;
using IncidentTimeline.Desk;
using IncidentTimeline.Facts;
using IncidentTimeline.Facts.Revision;
using IncidentTimeline.Pictures;
using IncidentTimeline.Reporting;
using IncidentTimeline.Tests.Reporting;
using Xunit.Abstractions;

namespace IncidentTimeline.Tests.Pictures;

/// <summary>What must be so of every log (SEMANTICS, "Properties to test").</summary>
public partial class PictureProperties(ITestOutputHelper output)
{
    private static readonly DateTimeOffset?[] PublishedBy = [null, LogBuilder.Hour(3)];

    [Fact]
    public void The_order_of_recording_never_changes_a_picture() => GeneratedLog.ForAll(150, (log, chance) =>
    {
        var ledger = log.ToLedger();
        var permuted = log.Permuted(chance);

        foreach (var publishedBy in PublishedBy)
        {
            var knowledge = Knowledge.At(ledger, ledger.Head, publishedBy);
            var again = Knowledge.At(permuted, permuted.Head, publishedBy);
            foreach (var hour in GeneratedLog.EventTimes)
            {
                Pictures(again, hour).ShouldBe(Pictures(knowledge, hour));
            }
        }
    });

    [Fact]
    public void What_comes_after_K_changes_nothing_at_K() => GeneratedLog.ForAll(100, (log, chance) =>
    {
        var ledger = log.ToLedger();
        var known = new Position(1 + (chance % ledger.Head.Value));
        var facts = ledger.Facts.Where(one => one.Position <= known).Aggregate(Ledger.Empty, (then, one) => then.With(one));
        var then = ledger.Decisions.Where(one => one.Position <= known).Aggregate(facts, (then, one) => then.With(one));

        foreach (var publishedBy in PublishedBy)
        {
            Everything(Knowledge.At(ledger, known, publishedBy)).ShouldBe(Everything(Knowledge.At(then, known, publishedBy)));
        }
    });

    [Fact]
    public void What_stands_is_what_the_rules_say_read_one_by_one() => GeneratedLog.ForAll(200, (log, _) =>
    {
        var ledger = log.ToLedger();
        foreach (var publishedBy in PublishedBy)
        {
            Standing(ledger, publishedBy).Order().ShouldBe(new StandingOracle(ledger, ledger.Head, publishedBy).Standing().Order());
        }
    });

    [Fact]
    public void What_is_superseded_names_what_took_its_place() => GeneratedLog.ForAll(100, (log, _) =>
    {
        var ledger = log.ToLedger();
        foreach (var publishedBy in PublishedBy)
        {
            var knowledge = Knowledge.At(ledger, ledger.Head, publishedBy);
            foreach (var statement in knowledge.Statements)
            {
                (knowledge.SuccessorOf(statement) is not null).ShouldBe(statement.IsSuperseded);
            }
        }
    });

    [Fact]
    public void A_reporting_history_is_what_the_rules_say_read_act_by_act() => GeneratedLog.ForAll(200, (log, _) =>
    {
        var ledger = log.ToLedger();
        foreach (var publishedBy in PublishedBy)
        {
            var knowledge = Knowledge.At(ledger, ledger.Head, publishedBy);
            foreach (var (incident, aspect) in knowledge.Statements.Select(one => (one.Incident, one.Aspect.Key)).Distinct())
            {
                Json(ReportingHistory.Of(knowledge, incident, aspect, null, LogBuilder.Hour(24)).Steps).ShouldBe(Json(ReportingOracle.StepsOf(knowledge, incident, aspect, null)));
            }
        }
    });

    [Fact]
    public void A_withdrawal_never_lets_anything_reappear() => GeneratedLog.ForAll(400, (log, chance) =>
    {
        var key = chance % 4 == 0 ? "row 7" : null;
        var target = log.Events[chance % log.Events.Count].Fact ?? log.Events.FirstOrDefault(one => one.Fact is not null)?.Fact;
        if (target is null)
        {
            return;
        }

        var retraction = new Fact(
            new FactId(LogBuilder.GuidOf("the retraction")), new StatementRetracted(key is null ? target.FactId : null), null, target.Places, target.Attribution,
            ReportedAt: chance % 3 == 0 ? null : LogBuilder.Hour(chance % 8), FeedKey: key, Document: LogBuilder.Document("the retraction"));

        Standing(log.Then(retraction, GeneratedLog.Incidents[0]), null).Except(Standing(log.ToLedger(), null)).ShouldBeEmpty();
    });

    [Fact]
    public void A_strike_lets_older_statements_reappear_in_some_logs()
    {
        var revived = 0;
        GeneratedLog.ForAll(200, (log, chance) =>
        {
            var strike = new FactStruck(new FactId(GeneratedLog.IdOf(chance % log.Events.Count)), "why");
            revived += Standing(log.Then(strike), null).Except(Standing(log.ToLedger(), null)).Any() ? 1 : 0;
        });

        revived.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void Nothing_that_stands_is_lost_from_the_picture_of_its_region() => GeneratedLog.ForAll(150, (log, _) =>
    {
        var ledger = log.ToLedger();
        foreach (var publishedBy in PublishedBy)
        {
            var knowledge = Knowledge.At(ledger, ledger.Head, publishedBy);
            foreach (var hour in GeneratedLog.EventTimes)
            {
                foreach (var region in GeneratedLog.Regions)
                {
                    var picture = Picture.Of(knowledge, region, LogBuilder.Hour(hour), withContext: true);
                    var listed = picture.Incidents.Concat(picture.Unplaced).SelectMany(Listed).ToHashSet();
                    var standing = knowledge.Statements.Where(one => one.Stands && one.Place.StandsUnder() == region && !one.Fact.Bounds.IsAbsentAt(LogBuilder.Hour(hour)));
                    standing.Except(Developments(knowledge, LogBuilder.Hour(hour))).Select(one => (one.Incident, one.Aspect.Key, one.Fact.Id)).Except(listed).ShouldBeEmpty();
                }
            }
        }
    });

    [Fact]
    public void One_of_the_statements_of_a_register_always_stands_or_was_withdrawn() => GeneratedLog.ForAll(300, (log, _) =>
    {
        var ledger = log.ToLedger();
        var registers = Knowledge.At(ledger, ledger.Head, null).Statements.Where(one => one.Fact.IsSeen).GroupBy(one => one.Register);
        registers.ShouldAllBe(register => register.Any(one => one.Stands || one.Standing == IncidentTimeline.Pictures.Standing.Withdrawn));
    });

    [Fact]
    public void Generated_logs_reach_what_the_rules_are_about()
    {
        var reached = new Dictionary<string, int>();
        GeneratedLog.ForAll(300, (log, _) => Cases(log).Distinct().ToList().ForEach(one => reached[one] = reached.GetValueOrDefault(one) + 1));

        output.WriteLine(string.Join(Environment.NewLine, reached.OrderBy(one => one.Value).Select(one => $"{one.Value,4} of 300: {one.Key}")));
        foreach (var expected in new[]
        {
            "superseded by report time", "superseded by revision", "withdrawn by name", "withdrawn by feed key", "reinstated", "revision before its target", "retraction before its target",
            "publication time asserted", "report time unknown", "moved", "linked", "merged", "undone", "recoded", "struck", "contested", "preferred", "possible", "development", "ended", "nested", "gap", "denial",
        })
        {
            reached.GetValueOrDefault(expected).ShouldBeGreaterThanOrEqualTo(3, $"too few logs reach: {expected}"); // 1 in 100.
        }
    }

    private static IEnumerable<string> Cases(GeneratedLog log)
    {
        var ledger = log.ToLedger();
        var knowledge = Knowledge.At(ledger, ledger.Head, null);
        foreach (var fact in knowledge.Facts)
        {
            var claim = fact.Recorded.Fact.Claim;
            var cases = new (bool Is, string Case)[]
            {
                (fact.Standing == IncidentTimeline.Pictures.Standing.Struck, "struck"),
                (fact.WithdrawnBy?.Recorded.Fact.Claim is StatementRetracted { Retracts: not null }, "withdrawn by name"),
                (fact.WithdrawnBy?.Recorded.Fact.Claim is StatementRetracted { Retracts: null }, "withdrawn by feed key"),
                (fact.WithdrawnBy?.Recorded.Position < fact.Recorded.Position, "retraction before its target"),
                (fact.Revises?.Recorded.Position > fact.Recorded.Position, "revision before its target"),
                (fact.Revises is not null && claim is StatementReinstated, "reinstated"),
                (fact.ReportTime is null, "report time unknown"),
                (fact.ReportTime != fact.Recorded.Fact.ReportedAt, "publication time asserted"),
                (knowledge.InForce.MovedTo(fact.Id) is { } to && to != fact.Recorded.Home, "moved"),
                (fact.Incidents.Count > 1, "linked"),
                (knowledge.Resolve(fact.Recorded.Home) != fact.Recorded.Home, "merged"),
                (fact.IsRecoded, "recoded"),
            };
            foreach (var one in cases.Where(one => one.Is))
            {
                yield return one.Case;
            }
        }

        foreach (var superseded in knowledge.Statements.Where(one => one.IsSuperseded))
        {
            yield return knowledge.Facts.Any(one => one.Revises == superseded.Fact) ? "superseded by revision" : "superseded by report time";
        }

        if (ledger.Decisions.Any(one => one.Decision is not DecisionUndone && !knowledge.Decisions.Contains(one)))
        {
            yield return "undone";
        }

        if (GeneratedLog.EventTimes.SelectMany(hour => Developments(knowledge, LogBuilder.Hour(hour))).Any())
        {
            yield return "development";
        }

        foreach (var incident in GeneratedLog.EventTimes.SelectMany(hour => Picture.Of(knowledge, GeneratedLog.Regions[1], LogBuilder.Hour(hour)).Incidents))
        {
            var cases = new (bool Is, string Case)[]
            {
                (incident.Questions.Any(one => one.State == AnswerState.Contested), "contested"),
                (incident.Questions.Any(one => one.DecidedBy == DecidedBy.PreferredByDesk), "preferred"),
                (incident.Questions.Any(one => one.Possible.Count > 0), "possible"),
                (incident.Questions.Any(one => one.Ended.Count > 0), "ended"),
                (incident.Parts.Count > 0, "nested"),
                (incident.InformationGaps.Count > 0, "gap"),
                (incident.Denials.Count > 0, "denial"),
            };
            foreach (var one in cases.Where(one => one.Is))
            {
                yield return one.Case;
            }
        }
    }

    private static IEnumerable<(IncidentId Incident, AspectKey Aspect, FactId Fact)> Listed(IncidentPicture incident) =>
    [
        .. from question in incident.Questions
           from account in question.Competing.SelectMany(one => one.Agreeing.Prepend(one.Account)).Concat(question.Agreeing).Concat(question.Possible).Concat(question.Ended)
               .Concat(question.Displayed is { } displayed ? [displayed] : [])
           select (incident.Incident, question.Aspect, account.Fact),
        .. incident.InformationGaps.Concat(incident.Denials).Select(one => (incident.Incident, one.Aspect, one.Account.Fact)),
        .. incident.Parts.SelectMany(Listed),
    ];

    // What the timeline and the reporting history tell, and a picture leaves to them.
    private static IEnumerable<Statement> Developments(Knowledge knowledge, DateTimeOffset eventTime) =>
        from statements in knowledge.Statements.Where(one => one.Fact.IsSeen && !one.Fact.Bounds.IsAbsentAt(eventTime)).GroupBy(one => (one.Incident, one.Aspect.Key, one.Place.Key()))
        let question = Question.At([.. statements], eventTime, knowledge.InForce)
        from development in question.Developments.Except(question.Ended)
        select development;

    private static HashSet<string> Standing(Ledger ledger, DateTimeOffset? publishedBy) =>
        [.. Knowledge.At(ledger, ledger.Head, publishedBy).Statements.Where(one => one.Stands).Select(one => StandingOracle.Name(one.Fact.Id, one.Aspect.Key, one.Incident, one.Place.Key()))];

    // Positions tell when the log recorded a fact, which is what a permutation changes.
    private static string Pictures(Knowledge knowledge, double hour) => RecordingMembers().Replace(
        Json(GeneratedLog.Regions.Select(region => Picture.Of(knowledge, region, LogBuilder.Hour(hour), withContext: true))) + Json(Conflicts.Of(knowledge, LogBuilder.Hour(hour))), "");

    private static string Everything(Knowledge knowledge) => string.Join('\n',
        GeneratedLog.EventTimes.SelectMany(hour => GeneratedLog.Incidents.SelectMany(incident => GeneratedLog.Aspects.Select(aspect => Told(ReportingHistory.Of(knowledge, incident, aspect, null, LogBuilder.Hour(hour)))))
            .Concat(GeneratedLog.Incidents.Select(incident => Told(Timeline.Of(knowledge, incident, LogBuilder.Hour(hour)))))
            .Append(Pictures(knowledge, hour))));

    // The claims of these logs are none of the catalogue's, so a recoding has no JSON; every decision has a sentence.
    private static string Told(ReportingHistory history) => Json(history with { Decisions = [], Undone = [] }) + Told(history.Decisions, history.Undone);

    private static string Told(Timeline timeline) => Json(timeline with { Decisions = [], Undone = [] }) + Told(timeline.Decisions, timeline.Undone);

    private static string Told(IReadOnlyList<DeskStep> decisions, IReadOnlyList<UndoneStep> undone) =>
        string.Concat(decisions.Concat(undone.SelectMany(one => (DeskStep[])[one.Step, one.By])).Select(one => one with { Decision = null! }));

    private static string Json<T>(T value) => JsonSerializer.Serialize(value, Wire.Options);

    [GeneratedRegex(",?\"(position\":[0-9]+|recordedAt\":\"[^\"]+\")")]
    private static partial Regex RecordingMembers();
}
