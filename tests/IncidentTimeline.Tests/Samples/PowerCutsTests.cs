using System.Diagnostics;
using System.Globalization;
using IncidentTimeline.Client;
using IncidentTimeline.Facts;
using IncidentTimeline.Pictures;
using IncidentTimeline.Places;
using IncidentTimeline.Tests.Faults;
using Npgsql;
using Xunit.Abstractions;
using IncidentPicture = IncidentTimeline.Pictures.IncidentPicture;
using Picture = IncidentTimeline.Pictures.Picture;

namespace IncidentTimeline.Tests.Samples;

/// <summary>
/// Two processes of the sample keep one table, while they, their connections, the way to the service, the service and its database are killed at random, and
/// electricity is reported, corrected and taken back. At the end every event was taken exactly once, and the table is what the log leads to.
/// </summary>
[Collection(FaultsCollection.Name)]
public sealed class PowerCutsTests(TestDatabase database, ITestOutputHelper output) : IClassFixture<TestDatabase>
{
    /// <summary>How long the consumers may need to reach the head when nothing breaks any more: a restart, a pause and a heartbeat.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    /// <summary>Events without which nothing was put to the test, however long the kills hold everything up.</summary>
    private const int EventsMin = 60;

    private static readonly EventFilter Power = new() { Types = ["PowerOutage", "PowerRestored"] };

    [Fact]
    public async Task No_event_is_lost_or_taken_twice_whoever_is_killed()
    {
        var seed = FaultBudget.Seed;
        var name = string.Create(CultureInfo.InvariantCulture, $"{FaultBudget.SeedVariable}={seed}");
        output.WriteLine(name);
        await using var own = await OwnDatabaseAsync();
        await using var server = await ServerProcess.StartAsync();
        await using var proxy = TcpProxy.To(server.Address);
        await using var one = Consumer(proxy, server);
        await using var other = Consumer(proxy, server);
        var reports = new PowerReports(() => server, new Random(seed));
        await reports.SetUpAsync();
        one.Start();
        other.Start();

        using var ending = new CancellationTokenSource(FaultBudget.Duration);
        var reporting = Task.Run(() => ReportAsync(reports, new Random(seed + 2), ending.Token), CancellationToken.None);
        var kills = await KillAsync(server, proxy, [one, other], own, new Random(seed + 1), reporting);
        await reporting;
        var log = await AfterFault.LogAsync(server);
        await WaitAsync(own, log.Count, [one, other], name);

        output.WriteLine($"{log.Count} events, {reports.Expected.Count} expected; killed: {kills}");
        var taken = await TakenAsync(own);
        taken.ShouldBe(await FedAsync(server), name);
        reports.Expected.Except(taken.Select(one => one.Id)).ShouldBeEmpty(name);
        (await TableAsync(own)).ShouldBe(Counted(log), name);
        await AfterFault.CheckSoundAsync(server);
    }

    private static async Task ReportAsync(PowerReports reports, Random chance, CancellationToken ending)
    {
        while (!ending.IsCancellationRequested || reports.Expected.Count < EventsMin)
        {
            await reports.ActAsync();

            // About as fast as events are taken, so that the kills fall among events that come and not only into a long history.
            await Task.Delay(TimeSpan.FromMilliseconds(chance.Next(40)), TimeProvider.System, CancellationToken.None);
        }
    }

    private static async Task<string> KillAsync(ServerProcess server, TcpProxy proxy, SampleProcess[] consumers, NpgsqlDataSource own, Random chance, Task reporting)
    {
        var kills = new SortedDictionary<string, int>();
        while (!reporting.IsCompleted)
        {
            // Some events are taken between two kills, or the second would hit nothing.
            await Task.Delay(TimeSpan.FromMilliseconds(chance.Next(100, 1_500)), TimeProvider.System, CancellationToken.None);
            var kill = chance.Next(16) switch
            {
                0 => await KillAsync(server, proxy),
                1 => KillDatabase(server),
                < 4 => Cut(proxy),
                < 6 => await TerminateAsync(own),
                _ => await KillAsync(consumers[chance.Next(consumers.Length)]),
            };
            kills[kill] = kills.GetValueOrDefault(kill) + 1;
        }

        await KillAsync(server, proxy); // Once at least, and it is up at the end.
        return string.Join(", ", kills.Select(one => $"{one.Key} {one.Value}"));
    }

    private static async Task<string> KillAsync(ServerProcess server, TcpProxy proxy)
    {
        await server.KillAsync();
        await server.StartAgainAsync();
        proxy.LeadTo(server.Address);
        return "server";
    }

    private static string KillDatabase(ServerProcess server)
    {
        try
        {
            if (server.PostmasterId() is { } id)
            {
                using var postmaster = Process.GetProcessById(id);
                postmaster.Kill();
                return "database of the server";
            }
        }
        catch (ArgumentException)
        {
            // Gone by itself.
        }

        return "none";
    }

    private static string Cut(TcpProxy proxy)
    {
        proxy.Cut();
        return "way";
    }

    private static async Task<string> TerminateAsync(NpgsqlDataSource own)
    {
        await using var command = own.CreateCommand("select count(pg_terminate_backend(pid)) from pg_stat_activity where application_name = 'power-cuts' and datname = current_database()");
        await command.ExecuteNonQueryAsync();
        return "connection of a consumer";
    }

    private static async Task<string> KillAsync(SampleProcess consumer)
    {
        await consumer.KillAsync();
        consumer.Start();
        return "consumer";
    }

    private SampleProcess Consumer(TcpProxy proxy, ServerProcess server) => new("PowerCuts", [], new Dictionary<string, string>
    {
        ["TIMELINE_SERVER"] = proxy.Address.ToString(),
        ["TIMELINE_KEY"] = server.Key.ShouldNotBeNull(),
        ["POWER_CUTS_DATABASE"] = OwnConnectionString("power-cuts"),
    });

    /// <summary>A schema of the consumer's, beside which nothing of the timeline is looked at.</summary>
    private async Task<NpgsqlDataSource> OwnDatabaseAsync()
    {
        await using var command = database.Owner.CreateCommand("drop schema if exists power cascade; create schema power");
        await command.ExecuteNonQueryAsync();
        return NpgsqlDataSource.Create(OwnConnectionString("test"));
    }

    private string OwnConnectionString(string application) => new NpgsqlConnectionStringBuilder(database.OwnerConnectionString) { SearchPath = "power", ApplicationName = application }.ConnectionString;

    private static async Task WaitAsync(NpgsqlDataSource own, long head, SampleProcess[] consumers, string name)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            try
            {
                await using var connection = await own.OpenConnectionAsync();
                if (await new TransactionCheckpoint("power-cuts").ReadAsync(connection, CancellationToken.None) >= head)
                {
                    return;
                }
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UndefinedTable)
            {
                // No consumer lived long enough to make it yet.
            }

            var said = string.Join('\n', consumers.Select(consumer => consumer.Errors).Prepend(name));
            consumers.ShouldAllBe(consumer => !consumer.HasExited, $"A consumer ended by itself.\n{said}");
            patience.IsCancellationRequested.ShouldBeFalse($"The consumers did not reach position {head}.\n{said}");
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, CancellationToken.None);
        }
    }

    /// <summary>What the consumers took, as they noted it.</summary>
    private static async Task<List<(long Position, Guid Id)>> TakenAsync(NpgsqlDataSource own)
    {
        await using var command = own.CreateCommand("select position, event_id from power_cut_events order by position");
        await using var reader = await command.ExecuteReaderAsync();
        var taken = new List<(long, Guid)>();
        while (await reader.ReadAsync())
        {
            taken.Add((reader.GetInt64(0), reader.GetGuid(1)));
        }

        return taken;
    }

    /// <summary>What passes the filter, read in one go when all is quiet.</summary>
    private static async Task<List<(long Position, Guid Id)>> FedAsync(ServerProcess server)
    {
        using var client = TimelineClient.Create(server.Address, server.Key);
        return await client.ReadEventsAsync(Power, 0, CancellationToken.None).Select(one => (one.Position, one.Id)).ToListAsync();
    }

    private static async Task<List<PowerCut>> TableAsync(NpgsqlDataSource own)
    {
        await using var command = own.CreateCommand("select region, incident, place_key, supply, fact from power_cuts");
        await using var reader = await command.ExecuteReaderAsync();
        var cuts = new List<PowerCut>();
        while (await reader.ReadAsync())
        {
            cuts.Add(new PowerCut(reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetString(3), reader.IsDBNull(4) ? null : reader.GetGuid(4)));
        }

        return [.. cuts.Order()];
    }

    /// <summary>What the log leads to by the pure folds, which know nothing of the feed, the index or the sample.</summary>
    private static List<PowerCut> Counted(IReadOnlyList<string> log)
    {
        var ledger = AfterFault.Replay(log);
        var knowledge = Knowledge.At(ledger, ledger.Head, null);
        var eventTime = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero); // After all that is reported.
        return [.. PowerReports.Regions.SelectMany(region => Of(Picture.Of(knowledge, new RegionCode(region), eventTime))).Distinct().Order()];

        static IEnumerable<PowerCut> Of(Picture picture) => picture.Incidents.Concat(picture.Unplaced).SelectMany(incident => OfIncident(picture.Region.Value, incident));

        static IEnumerable<PowerCut> OfIncident(string region, IncidentPicture incident) =>
            incident.Questions.Where(one => one.Aspect == Aspects.PowerSupply.Key && one.State is AnswerState.Displayed or AnswerState.Contested)
                .Select(one => new PowerCut(region, incident.Incident.Value, one.PlaceKey, one.Displayed?.Text ?? "contested", one.Displayed?.Fact.Id))
                .Concat(incident.Parts.SelectMany(part => OfIncident(region, part)));
    }

    private sealed record PowerCut(string Region, string Incident, string PlaceKey, string Supply, Guid? Fact) : IComparable<PowerCut>
    {
        public int CompareTo(PowerCut? other) => string.CompareOrdinal(ToString(), other?.ToString());
    }
}
