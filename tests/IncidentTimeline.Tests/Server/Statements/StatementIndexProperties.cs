using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using IncidentTimeline.Catalog;
using IncidentTimeline.Changes;
using IncidentTimeline.EventLog;
using IncidentTimeline.Facts;
using IncidentTimeline.Pictures;
using IncidentTimeline.Places;
using IncidentTimeline.Reporting;
using IncidentTimeline.Server.Changes;
using IncidentTimeline.Server.Statements;
using IncidentTimeline.Tests.Changes;
using IncidentTimeline.Tests.Pictures;
using Microsoft.Extensions.Logging.Abstractions;

namespace IncidentTimeline.Tests.Server.Statements;

/// <summary>Index = fold, for any log and any K, P and T (SEMANTICS, properties c and d).</summary>
public sealed class StatementIndexProperties(TestDatabase database) : IClassFixture<TestDatabase>
{
    /// <summary>Another seed looks further, and more logs longer: PROPERTY_SEED, PROPERTY_LOGS.</summary>
    private static readonly int Seed = int.Parse(Environment.GetEnvironmentVariable("INDEX_SEED") ?? "20240514", System.Globalization.CultureInfo.InvariantCulture);
    private static readonly int Logs = int.Parse(Environment.GetEnvironmentVariable("INDEX_LOGS") ?? "30", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Cuts of one log: the head, and some at random.</summary>
    private const int CutsOfALog = 6;

    [Fact]
    public async Task What_the_index_finds_is_answered_as_the_whole_log_is()
    {
        for (var number = 0; number < Logs; number++)
        {
            var chance = new Random(Seed + number);
            var log = GeneratedLog.Any.Generator.Sample(1, new Rnd((ulong)(Seed + number), 9793), 1).First();
            var (ledger, finder) = await new IndexedLog(database).WriteAsync(log, chance);
            for (var one = 0; one < CutsOfALog; one++)
            {
                var known = one == 0 ? ledger.Head : new Position(1 + chance.Next((int)ledger.Head.Value));
                var publishedBy = chance.Next(2) == 0 ? (DateTimeOffset?)null : LogBuilder.Hour(chance.Next(1, 8));
                var cut = new Cut(known, publishedBy, LogBuilder.Hour(GeneratedLog.EventTimes[chance.Next(GeneratedLog.EventTimes.Count)]));

                await CompareAsync(ledger, finder, cut, $"seed {Seed + number}: {cut}\n");
                await CompareChangesAsync(ledger, finder, cut, $"seed {Seed + number}: {cut}\n");
            }
        }
    }

    private static async Task CompareAsync(Ledger ledger, StatementFinder finder, Cut cut, string name)
    {
        var knowledge = Knowledge.At(ledger, cut.Known, cut.PublishedBy);
        foreach (var region in GeneratedLog.Regions)
        {
            var (found, surroundings) = await finder.OfRegionAsync(region, cut, CancellationToken.None);
            foreach (var withContext in (bool[])[true, false])
            {
                Same(Picture.Of(found, surroundings, region, cut.EventTime, withContext), Picture.Of(knowledge, region, cut.EventTime, withContext), $"{name}picture of {region}");
            }
        }

        foreach (var incident in GeneratedLog.Incidents.Where(knowledge.Incidents.ContainsKey))
        {
            Same(
                IncidentPicture.Of(await finder.OfIncidentAsync(incident, cut, CancellationToken.None), incident, cut.EventTime),
                IncidentPicture.Of(knowledge, incident, cut.EventTime), $"{name}incident {incident}");
            Same(
                Timeline.Of(await finder.OfIncidentHistoryAsync(incident, null, cut, CancellationToken.None), incident, cut.EventTime),
                Timeline.Of(knowledge, incident, cut.EventTime), $"{name}timeline of {incident}");
            foreach (var aspect in GeneratedLog.Aspects)
            {
                Same(
                    ReportingHistory.Of(await finder.OfIncidentHistoryAsync(incident, aspect, cut, CancellationToken.None), incident, aspect, null, cut.EventTime),
                    ReportingHistory.Of(knowledge, incident, aspect, null, cut.EventTime), $"{name}history of {incident} {aspect}");
            }
        }

        var (conflicting, isDisputed) = await finder.OfConflictsAsync(cut, CancellationToken.None);
        Same(Conflicts.Of(conflicting, cut.EventTime, isDisputed), Conflicts.Of(knowledge, cut.EventTime), $"{name}conflicts");
        var (listed, shown) = await finder.OfRegionsAsync(cut, CancellationToken.None);
        Same(
            Picture.IncidentsByRegion(listed, shown, true).OrderBy(one => one.Key).Select(one => $"{one.Key}: {string.Join(' ', one)}"),
            Picture.IncidentsByRegion(knowledge, Surroundings.Of(knowledge, cut.EventTime), true).OrderBy(one => one.Key).Select(one => $"{one.Key}: {string.Join(' ', one)}"), $"{name}regions");
        var facts = ledger.Facts.Where(one => one.Position <= cut.Known).Select(one => one.Fact.FactId).ToList();
        var known = await finder.OfFactsAsync(facts, cut, CancellationToken.None);
        facts.Select(one => Tell(known, one)).ShouldBe(facts.Select(one => Tell(knowledge, one)), $"{name}facts");
    }

    /// <summary>What the event at K changed, and how the picture differs from one of earlier.</summary>
    private async Task CompareChangesAsync(Ledger ledger, StatementFinder finder, Cut cut, string name)
    {
        var at = ledger.Facts.Find(one => one.Position == cut.Known) ?? (object?)ledger.Decisions.Find(one => one.Position == cut.Known);
        var filter = new ChangeFilter(WithContext: true, PublishedBy: cut.PublishedBy, EventTime: cut.EventTime);
        await using var store = new EventStore(database.Service, new EventStoreOptions(), TimeProvider.System, null);
        var events = new EventReader();
        using var index = new StatementIndexRunner(database.Service, store, new StatementIndex(events), TimeProvider.System, NullLoggerFactory.Instance);
        var reader = new SurroundingsReader(index, finder);
        if (at is not null)
        {
            var expected = ChangeProperties.Around(ledger, cut.Known);
            foreach (var one in GeneratedLog.Incidents.Select(incident => filter with { Incident = incident }).Concat(GeneratedLog.Regions.Select(region => filter with { Region = region })).Append(filter))
            {
                Same(await reader.ReadAsync(at, one, cut, CancellationToken.None) is { } around ? PictureChanges.Of(around, one) : [], PictureChanges.Of(expected, one), $"{name}changes for {one}");
            }
        }

        var earlier = cut with { Known = new Position((cut.Known.Value + 1) / 2) };
        foreach (var region in GeneratedLog.Regions)
        {
            var (before, after) = await finder.OfRegionBetweenAsync(region, earlier, cut, CancellationToken.None);
            Same(
                Differing(before, after, region, cut.EventTime),
                Differing(Knowledge.At(ledger, earlier.Known, cut.PublishedBy), Knowledge.At(ledger, cut.Known, cut.PublishedBy), region, cut.EventTime),
                $"{name}difference of {region}");
        }
    }

    // Without the causes, which are those about what either end shows: the whole log knows of others around them.
    private static (IEnumerable<QuestionChange> Questions, IEnumerable<string> Incidents) Differing(Knowledge before, Knowledge after, RegionCode region, DateTimeOffset eventTime)
    {
        var difference = PictureDiff.Of(new Moment(before, eventTime), new Moment(after, eventTime), region, DiffAxis.Known, true);
        return (difference.Questions.Select(one => one.Question), difference.Incidents.Select(one => $"{one.Incident} {one.Change} {one.Into}"));
    }

    // A whole picture twice tells nobody where they differ.
    private static void Same<T>(T found, T folded, string name)
    {
        var (one, other) = (Json(found), Json(folded));
        var at = one.Zip(other).TakeWhile(pair => pair.First == pair.Second).Count();
        one[Math.Max(0, at - 200)..Math.Min(one.Length, at + 300)].ShouldBe(other[Math.Max(0, at - 200)..Math.Min(other.Length, at + 300)], name);
    }

    private static string Tell(Knowledge knowledge, FactId id) =>
        knowledge.Find(id) is { } fact ? $"{knowledge.StandingOf(fact)} {fact.WithdrawnBy?.Id} {string.Join(',', fact.Incidents)} {Json(AccountView.Of(fact, knowledge, null))}" : "unknown";

    private static string Json<T>(T value) => JsonSerializer.Serialize(value, Wire.Options);
}
