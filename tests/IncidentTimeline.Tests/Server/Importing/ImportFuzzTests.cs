using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using IncidentTimeline.Tests.Server.Problems;
using Xunit.Abstractions;

namespace IncidentTimeline.Tests.Server.Importing;

/// <summary>Streams of spoilt lines, several at once: each line gets one verdict, none is a failure of ours, and the log holds what was said to be recorded and nothing else.</summary>
public sealed class ImportFuzzTests(TestService service, ITestOutputHelper output) : IClassFixture<TestService>
{
    /// <summary>What is spoilt here of what takes a POST.</summary>
    internal static IEnumerable<string> Routes => ["/facts"];

    /// <summary>Streams of every run; a few seconds.</summary>
    private const int Streams = 48;

    private const int LinesOfStream = 40;

    /// <summary>Callers at once, so that lines of several streams are in one group.</summary>
    private const int Callers = 4;

    /// <summary>More than one answer takes on a busy machine.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Spoilt_lines_are_refused_each_for_itself_and_leave_nothing()
    {
        output.WriteLine($"seed {FuzzTests.Seed}");
        var valid = await ValidRequests.PrepareAsync(service.Reviewer);
        var log = await FuzzedLog.BeginAsync(service);

        var verdicts = await Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => Task.Run(() => SpoilAsync(valid, log, caller))));

        var counted = verdicts.SelectMany(one => one).CountBy(verdict => verdict).ToDictionary();
        output.WriteLine(string.Join(", ", counted));
        await log.HoldsAsync();
        counted.Keys.ShouldBe(["recorded", "already-recorded", "id-conflict", "refused"], ignoreOrder: true); // Else it only knocked at a door that is shut anyway.
    }

    private async Task<List<string>> SpoilAsync(ValidRequests valid, FuzzedLog log, int caller)
    {
        var chance = new Random(FuzzTests.Seed + caller);
        var mutator = new RequestMutator(chance, valid);
        var verdicts = new List<string>();
        for (var stream = 0; stream < Streams / Callers; stream++)
        {
            var sent = Enumerable.Range(0, LinesOfStream).Select(_ => Line(mutator, chance)).SelectMany(line => line.Append((byte)'\n')).ToArray();
            verdicts.AddRange(Judge(await SendAsync(sent), sent, log, $"seed {FuzzTests.Seed}, caller {caller}, stream {stream}"));
        }

        return verdicts;
    }

    /// <summary>A line about the facts of a request, which is spoilt or not; now and then spoilt once more as a line.</summary>
    private static byte[] Line(RequestMutator mutator, Random chance)
    {
        var request = mutator.Next();
        while (request.Route != "/incidents/{id}/facts")
        {
            request = mutator.Next();
        }

        var incident = Encoding.UTF8.GetBytes(JsonSerializer.Serialize(request.Path.Split('/')[2]));
        var facts = request.Body is [(byte)'[', ..] ? request.Body : (byte[])[(byte)'[', .. request.Body, (byte)']'];
        var line = (byte[])[.. "{\"incident\":"u8, .. incident, .. ",\"facts\":"u8, .. facts, (byte)'}'];
        return chance.Next(12) switch
        {
            0 => mutator.SpoilBytes(line),
            1 => Encoding.UTF8.GetBytes(mutator.Any(RequestMutator.Values)),
            2 => [.. "{\"incident\":"u8, .. Encoding.UTF8.GetBytes(mutator.Any(RequestMutator.Values)), .. ",\"facts\":"u8, .. facts, (byte)'}'],
            3 => [.. "{\"incident\":"u8, .. incident, .. ",\"facts\":"u8, .. Encoding.UTF8.GetBytes(mutator.Any(RequestMutator.Values)), (byte)'}'],
            4 => [.. " \t"u8, .. line, (byte)'\r'],
            _ => line,
        };
    }

    private async Task<string> SendAsync(byte[] lines)
    {
        using var patience = new CancellationTokenSource(Patience);
        using var body = new ByteArrayContent(lines) { Headers = { ContentType = new MediaTypeHeaderValue("application/x-ndjson") } };
        using var response = await service.Admin.PostAsync("/facts", body, patience.Token);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        return await response.Content.ReadAsStringAsync(patience.Token);
    }

    private static IEnumerable<string> Judge(string answer, byte[] sent, FuzzedLog log, string who)
    {
        // Ends stand wherever a mutation put one, so the lines are counted in what was sent.
        var lines = Split(sent).Index().Where(line => line.Item.AsSpan().IndexOfAnyExcept(" \t\r"u8) >= 0).ToDictionary(line => line.Index + 1, line => line.Item);
        var verdicts = answer.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!).ToList(); // A line is an object.
        verdicts.Select(verdict => verdict["line"]!.GetValue<int>()).ShouldBe(lines.Keys.Order(), who);
        foreach (var verdict in verdicts)
        {
            var line = lines[verdict["line"]!.GetValue<int>()];
            var what = $"{who}\n{Encoding.UTF8.GetString(line.AsSpan(0, Math.Min(line.Length, 3_000)))}\n{verdict.ToJsonString()}";
            if (verdict.Verdict() is "recorded" or "already-recorded")
            {
                log.Add(verdict["position"]!.GetValue<long>(), FactsIn(line), verdict.Verdict() == "recorded", what);
            }
            else
            {
                verdict.Verdict().ShouldBeOneOf("refused", "id-conflict");
                verdict["problem"].ShouldNotBeNull(what).ShouldBeTheCallers(line, what);
            }
        }

        return verdicts.Select(verdict => verdict.Verdict());
    }

    private static IEnumerable<byte[]> Split(byte[] lines)
    {
        for (var from = 0; from < lines.Length;)
        {
            var end = Array.IndexOf(lines, (byte)'\n', from);
            yield return lines[from..end]; // Each ends with one.
            from = end + 1;
        }
    }

    private static int FactsIn(byte[] line)
    {
        using var json = JsonDocument.Parse(line.AsSpan().StartsWith((byte[])[0xEF, 0xBB, 0xBF]) ? line.AsMemory(3) : line);
        return json.RootElement.GetProperty("facts").GetArrayLength();
    }
}
