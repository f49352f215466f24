using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using IncidentTimeline.Cli;
using IncidentTimeline.EventLog;
using IncidentTimeline.Tests.Server;
using Microsoft.Extensions.DependencyInjection;

namespace IncidentTimeline.Tests.Cli.Importing;

/// <summary>The command as a user runs it, against a service of its own.</summary>
public sealed class ImportCommandTests(TestService service) : IClassFixture<TestService>, IDisposable
{
    private const string Mapping = """
        {
          "name": "NAME",
          "format": "FORMAT",
          "columns": { "id": {}, "region": {}, "n": {TYPE}, "at": {} },
          "row": "{id}",
          "sources": [ { "id": "gauges", "kind": "sensor-feed", "name": "Gauges" } ],
          "incident": { "id": "NAME-{region|lower}", "title": "Rivers in {region}" },
          "facts": [ { "attribution": { "publisher": "gauges" }, "places": [ { "precision": "admin1", "region": "{region}" } ], "eventTime": { "at": "{at}" },
            "claim": { "type": "QuantityReported", "aspect": "river-level", "quantity": { "value": "{n|number}" } } } ]
        }
        """;

    /// <summary>A line of an exported log.</summary>
    private const string Registered = """{"position":1,"stream":"source-gauges","version":1,"eventId":"01890a5d-ac96-774b-bcce-b302099a8057","type":"SourceRegistered","schemaVersion":1,"recordedAt":"2026-01-01T00:00:00Z","data":{"type":"SourceRegistered","kind":"sensor-feed","name":"Gauges"},"metadata":{}}""";

    private static int _names;

    private readonly TestDirectory _directory = TestDirectory.Create();
    private readonly string _name = $"rivers-{Interlocked.Increment(ref _names)}";

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("ndjson", "{\"id\":\"1\",\"region\":\"UA-74\",\"n\":1,\"at\":\"2024-05-14T09:30:00Z\"}\n{\"id\":\"2\",\"region\":\"UA-71\",\"n\":2,\"at\":\"2024-05-14T09:30:00Z\"}\n")]
    [InlineData("json", "[{\"id\":\"1\",\"region\":\"UA-74\",\"n\":1,\"at\":\"2024-05-14T09:30:00Z\"},\n{\"id\":\"2\",\"region\":\"UA-71\",\"n\":2,\"at\":\"2024-05-14T09:30:00Z\"}]")]
    [InlineData("csv", "id,region,n,at\r\n1,\"UA-74\",1,2024-05-14T09:30:00Z\r\n2,UA-71,2,2024-05-14T09:30:00Z\r\n")]
    public async Task A_feed_is_imported_once_however_often_it_is_run(string format, string feed)
    {
        var (map, file, packed) = (Map(format), Write("feed", feed), Pack("feed.gz", feed));
        var first = await RunAsync("import", file, "--mapping", map);
        var head = await HeadAsync();

        var second = await RunAsync("import", file, "--mapping", map);
        var unpacked = await RunAsync("import", packed, "--mapping", map);

        first.ShouldBe((0, "2 rows: 2 recorded, 0 recorded already, 0 in conflict, 0 refused, 0 without a fact, 0 blank; 2 facts\n", ""));
        second.ShouldBe((0, "2 rows: 0 recorded, 2 recorded already, 0 in conflict, 0 refused, 0 without a fact, 0 blank; 0 facts\n", ""));
        unpacked.ShouldBe(second);
        (await HeadAsync()).ShouldBe(head);
        (await service.Admin.ReadAsync($"/regions/UA-74/picture?eventTime=2024-06-01T00:00:00Z&atLeast={head}")).ToJsonString().ShouldContain($"{_name}-ua-74");
    }

    [Fact]
    public async Task Rows_added_to_a_feed_are_recorded_and_the_ones_before_are_not_again()
    {
        var map = Map("ndjson");
        await RunAsync("import", Write("monday", Row(1, "UA-74", 1)), "--mapping", map);

        var tuesday = await RunAsync("import", Write("tuesday", Row(0, "UA-74", 0) + Row(1, "UA-74", 1)), "--mapping", map);

        tuesday.Output.ShouldStartWith("2 rows: 1 recorded, 1 recorded already, 0 in conflict");
    }

    [Fact]
    public async Task Refused_rows_can_be_mended_and_imported_again()
    {
        var (map, rejects) = (Map("ndjson"), Path.Combine(_directory.Path, "rejects"));
        var feed = Row(1, "UA-74", 1) + "{]\n" + Row(2, "XX-99", 2) + Row(3, "UA-74", 3);

        var first = await RunAsync("import", Write("feed", feed), "--mapping", map, "--rejects", rejects);
        var mended = (await File.ReadAllTextAsync(rejects)).Replace("{]\n", "", StringComparison.Ordinal).Replace("XX-99", "UA-71", StringComparison.Ordinal);
        var second = await RunAsync("import", Write("mended", mended), "--mapping", map);

        (first.Code, first.Output).ShouldBe((1, "4 rows: 2 recorded, 0 recorded already, 0 in conflict, 2 refused, 0 without a fact, 0 blank; 2 facts\n"));
        first.Error.ShouldContain("feed, line 2: The line is no JSON");
        first.Error.ShouldContain("feed, line 3: ");
        File.ReadAllText(rejects).ShouldBe("{]\n" + Row(2, "XX-99", 2));
        File.ReadAllLines(rejects + ".reasons.ndjson").Select(line => JsonNode.Parse(line)!).Select(one => (one["line"]!.GetValue<int>(), one["code"]!.GetValue<string>())).ShouldBe([(2, "mapping"), (3, "invalid")]);
        second.Output.ShouldStartWith("1 rows: 1 recorded");
    }

    [Fact]
    public async Task Refused_items_of_an_array_can_be_mended_and_imported_again()
    {
        var (map, rejects) = (Map("json"), Path.Combine(_directory.Path, "rejects"));
        var feed = $"[{Row(1, "UA-74", 1)},{Row(2, "XX-99", 2)},{Row(3, "XX-98", 3)}]";

        await RunAsync("import", Write("feed", feed), "--mapping", map, "--rejects", rejects);
        var mended = (await File.ReadAllTextAsync(rejects)).Replace("XX-99", "UA-71", StringComparison.Ordinal).Replace("XX-98", "UA-71", StringComparison.Ordinal);
        var second = await RunAsync("import", Write("mended", mended), "--mapping", map);

        (second.Code, second.Output, second.Error).ShouldBe((0, "2 rows: 2 recorded, 0 recorded already, 0 in conflict, 0 refused, 0 without a fact, 0 blank; 2 facts\n", ""));
    }

    [Theory]
    [InlineData("feed.json", "feed.json")]
    [InlineData("sub/../feed.json", "feed.json")]
    [InlineData("feed", "feed.reasons.ndjson")]
    [InlineData("map.json", "map.json")]
    public async Task What_is_read_is_not_overwritten_by_what_is_refused(string rejects, string read)
    {
        var map = Map("ndjson");
        var files = new[] { Write("feed.json", Row(1, "UA-74", 1)), Write("feed.reasons.ndjson", Row(2, "UA-74", 2)) };
        var before = await File.ReadAllTextAsync(Path.Combine(_directory.Path, read));

        var (code, output, error) = await RunAsync(["import", .. files, "--mapping", map, "--rejects", Path.Combine(_directory.Path, rejects), "--dry-run"]);

        (code, output).ShouldBe((2, ""));
        error.ShouldBe($"--rejects would overwrite {Path.Combine(_directory.Path, read)}, which is read: name another file.\n");
        (await File.ReadAllTextAsync(Path.Combine(_directory.Path, read))).ShouldBe(before);
    }

    [Fact]
    public async Task Files_with_differing_headers_do_not_share_a_file_of_rejects()
    {
        var (map, rejects) = (Map("csv"), Path.Combine(_directory.Path, "rejects"));
        var (one, other) = (Write("one", "id,region,n,at\n1,XX-99,1,2024-05-14T09:30:00Z\n"), Write("other", "id,n,region,at\n2,2,XX-99,2024-05-14T09:30:00Z\n"));

        var (code, output, error) = await RunAsync("import", one, other, "--mapping", map, "--rejects", rejects, "--dry-run");

        (code, output).ShouldBe((2, ""));
        error.ShouldBe($"{other} has another header than {one}, and a file of rejects has one only: import them one by one, or without --rejects.\n");
        File.Exists(rejects).ShouldBeFalse();
    }

    [Fact]
    public async Task A_quote_inside_a_field_costs_no_row()
    {
        var rows = new[] { "a", "5\" pipe", "b", "c", "6\" pipe", "d" }.Select(id => $"{id},UA-74,1,2024-05-14T09:30:00Z\n");

        var (code, output, error) = await RunAsync("import", Write("feed", "id,region,n,at\n" + string.Concat(rows)), "--mapping", Map("csv"), "--dry-run");

        (code, error).ShouldBe((0, ""));
        output.ShouldEndWith("\n6 rows: 6 mapped, 0 refused, 0 without a fact, 0 blank; 6 facts\n");
    }

    [Theory]
    [InlineData("[ROW,", "feed ends at row 1: The array is cut off: its closing bracket is missing.\n")]
    [InlineData("[ROW]\n[ROW]", "feed ends at row 1: There is more after the end of the array.\n")]
    public async Task An_array_that_is_not_read_to_its_end_is_not_finished(string feed, string expected)
    {
        var (code, output, error) = await RunAsync("import", Write("feed", feed.Replace("ROW", Row(1, "UA-74", 1), StringComparison.Ordinal)), "--mapping", Map("json"), "--dry-run");

        code.ShouldBe(1);
        output.ShouldEndWith("\nnot finished: 1 rows: 1 mapped, 0 refused, 0 without a fact, 0 blank; 1 facts\n");
        error.ShouldEndWith(expected);
    }

    [Fact]
    public async Task A_row_that_says_something_else_under_a_known_id_is_in_conflict()
    {
        var map = Map("ndjson");
        await RunAsync("import", Write("feed", Row(1, "UA-74", 1)), "--mapping", map);

        var other = await RunAsync("import", Write("other", Row(1, "UA-74", 2)), "--mapping", map);

        (other.Code, other.Output).ShouldBe((1, "1 rows: 0 recorded, 0 recorded already, 1 in conflict, 0 refused, 0 without a fact, 0 blank; 0 facts\n"));
    }

    [Fact]
    public async Task A_dry_run_shows_the_first_row_and_records_nothing()
    {
        var head = await HeadAsync();

        var run = await RunAsync("import", Write("feed", "\n" + Row(1, "UA-74", 1) + "x\n"), "--mapping", Map("ndjson"), "--dry-run");

        run.Code.ShouldBe(1);
        run.Output.ShouldStartWith($$"""{"incident":"{{_name}}-ua-74","facts":[{"factId":""");
        run.Output.ShouldEndWith("3 rows: 1 mapped, 1 refused, 0 without a fact, 1 blank; 1 facts\n");
        (await HeadAsync()).ShouldBe(head);
    }

    [Fact]
    public async Task A_file_that_lacks_a_column_keeps_all_files_from_being_recorded()
    {
        var (map, head) = (Map("csv"), await HeadAsync());
        var (good, bad) = (Write("good", "id,region,n,at\n1,UA-74,1,2024-05-14T09:30:00Z\n"), Write("bad", "id,region,n\n1,UA-74,1\n"));

        var (code, output, error) = await RunAsync("import", good, bad, "--mapping", map);

        (code, output).ShouldBe((1, ""));
        error.ShouldEndWith("bad has no column at. Nothing was recorded.\n");
        (await HeadAsync()).ShouldBe(head);
    }

    [Fact]
    public async Task A_mapping_that_is_none_is_misuse()
    {
        var (code, _, error) = await RunAsync("import", Write("feed", ""), "--mapping", Write("map.json", """{"name":"x"}"""));

        code.ShouldBe(2);
        error.ShouldStartWith("map.json: The mapping cannot be read");
    }

    [Theory]
    [InlineData("{}", "it lacks name, format, columns, row, incident, facts.")]
    [InlineData("""{"name":"x","format":"xml","columns":{},"row":"","incident":{"id":"a","title":"b"},"facts":[]}""", "at $.format ")]
    [InlineData("""{"name":"x","format":"csv","columns":{},"row":"","incident":{"id":"a","title":"b"},"facts":[],"fact_":{}}""", "at $.fact_ ")]
    [InlineData("""{"name":"x","format":"csv","columns":{"n":{"type":"integer"}},"row":"","incident":{"id":"a","title":"b"},"facts":[]}""", "at $.columns.n.type ")]
    public async Task What_is_wrong_with_a_mapping_is_told_without_the_words_of_the_program(string mapping, string told)
    {
        var (code, _, error) = await RunAsync("import", Write("feed", ""), "--mapping", Write("map.json", mapping));

        code.ShouldBe(2);
        error.ShouldStartWith($"map.json: The mapping cannot be read: {told}");
        error.ShouldNotContain("IncidentTimeline.");
        error.ShouldNotContain("System.");
    }

    [Theory]
    [InlineData("(", "Column id: Invalid pattern '(' at offset 1. Not enough )'s.\n")]
    [InlineData("a)(b", "Column id: Invalid pattern 'a)(b' at offset 2. Too many )'s.\n")]
    [InlineData(@"(a)\\1", "Column id: the pattern (a)\\1 looks around or back, which takes too long on some texts.\n")]
    public async Task A_pattern_that_is_none_is_misuse_and_names_its_column(string pattern, string told)
    {
        var mapping = Mapping.Replace("\"id\": {}", $"\"id\": {{ \"pattern\": \"{pattern}\" }}", StringComparison.Ordinal).Replace("FORMAT", "csv", StringComparison.Ordinal).Replace("TYPE", "", StringComparison.Ordinal);

        (await RunAsync("import", Write("feed", ""), "--mapping", Write("map.json", mapping))).ShouldBe((2, "", $"map.json: {told}"));
    }

    [Fact]
    public async Task A_mapping_that_is_not_there_is_misuse()
    {
        var (code, _, error) = await RunAsync("import", Write("feed", ""), "--mapping", Path.Combine(_directory.Path, "none.json"));

        code.ShouldBe(2);
        error.ShouldStartWith("none.json: The mapping cannot be read: ");
    }

    [Theory]
    [InlineData("ndjson")]
    [InlineData("csv")]
    public async Task A_packed_feed_that_is_cut_off_is_not_finished(string format)
    {
        var packed = Pack("feed.gz", format == "csv" ? "id,region,n,at\n1,UA-74,1,2024-05-14T09:30:00Z\n" : Row(1, "UA-74", 1));
        await File.WriteAllBytesAsync(packed, (await File.ReadAllBytesAsync(packed))[..^8]);
        var magic = Path.Combine(_directory.Path, "magic.gz");
        await File.WriteAllBytesAsync(magic, [0x1F, 0x8B]);

        var cut = await RunAsync("import", packed, "--mapping", Map(format));
        var nothing = await RunAsync("import", magic, "--mapping", Map(format));

        (cut.Code, nothing.Code).ShouldBe((1, 1));
        cut.Output.ShouldStartWith("not finished: 1 rows: 1 recorded");
        cut.Error.ShouldBe($"{packed} ends at row 1: The packed file is cut off.\n");
        nothing.Output.ShouldStartWith("not finished: 0 rows: 0 recorded");
        nothing.Error.ShouldBe($"{magic} ends at row 0: The packed file is cut off.\n");
    }

    [Theory]
    [InlineData("{\"id\":\"1\",\"region\":\"UA-74\"}\n")]
    [InlineData("{\"account\":\"0197\",\"position\":4,\"type\":\"IncidentOpened\",\"data\":{}}\n")]
    [InlineData("id,region\n1,UA-74\n")]
    [InlineData("[{\"id\":\"1\"}]\n")]
    public async Task A_feed_without_its_mapping_is_no_log(string feed)
    {
        var file = Write("feed", feed);

        (await RunAsync("import", file)).ShouldBe((2, "", $"{file} is no exported log; did you forget --mapping?\n"));
    }

    [Theory]
    [InlineData("{\"position\":2}")]
    [InlineData("{\"position\":2,\"stream\":null")]
    [InlineData("no JSON")]
    public async Task A_line_of_a_log_that_is_no_event_is_told_in_a_sentence(string line)
    {
        var (code, _, error) = await RunAsync("import", Write("log", Registered + "\n" + line + "\n"));

        code.ShouldBe(1);
        error.ShouldStartWith("line 2: It is no event of an exported log.\n");
    }

    [Theory]
    [InlineData("\"data\":[]")]
    [InlineData("\"data\":null")]
    [InlineData("\"data\":{},\"stream\":null")]
    public async Task An_event_that_holds_something_else_is_told_in_a_sentence(string members)
    {
        var line = """{"position":2,"stream":"source-a","version":1,"eventId":"01890a5d-ac96-774b-bcce-b302099a8058","type":"SourceRegistered","schemaVersion":1,"recordedAt":"2026-01-01T00:00:00Z","metadata":{},""" + members + "}";

        var (code, _, error) = await RunAsync("import", Write("log", Registered + "\n" + line + "\n"));

        code.ShouldBe(1);
        error.ShouldStartWith("line 2: ");
        error.ShouldNotContain("IncidentTimeline.");
    }

    [Fact]
    public async Task A_packed_log_that_is_cut_off_is_not_finished()
    {
        var packed = Pack("log.gz", Registered + "\n");
        await File.WriteAllBytesAsync(packed, (await File.ReadAllBytesAsync(packed))[..^8]);

        var (code, _, error) = await RunAsync("import", packed);

        code.ShouldBe(1);
        error.ShouldEndWith($"{packed}: The packed file is cut off. What came before was taken.\n");
    }

    [Fact]
    public async Task A_directory_is_told_from_a_file() =>
        (await RunAsync("import", _directory.Path, "--mapping", Map("csv"))).ShouldBe((1, "", $"{_directory.Path} is a directory; name the files in it.\n"));

    [Fact]
    public async Task Without_a_mapping_it_says_what_is_missing() =>
        (await RunAsync("import", Write("feed", ""), "--dry-run")).ShouldBe((2, "", "--dry-run and --rejects are about rows: --mapping MAP says what these mean.\n"));

    // The real program, killed where it stands: whatever was under way, the next run completes it.
    [Fact]
    public async Task An_import_that_was_killed_goes_on_without_doing_anything_twice()
    {
        const int Rows = 6_000;
        var (map, file, before) = (Map("ndjson"), Write("feed", string.Concat(Enumerable.Range(1, Rows).Select(number => Row(number, "UA-74", number)))), await HeadAsync());
        using var killed = Process.Start(Program(file, map))!; // The program is there.
        await foreach (var _ in service.Services.GetRequiredService<EventStore>().FollowAsync(new LogPosition(before + 200), CancellationToken.None))
        {
            break;
        }

        killed.Kill();
        await killed.WaitForExitAsync();
        var between = await HeadAsync();
        var (code, output, _) = await RunAsync("import", file, "--mapping", map);

        between.ShouldBeLessThan(before + 1 + Rows);
        code.ShouldBe(0);
        output.ShouldStartWith($"{Rows} rows: ");
        output.ShouldContain(" 0 in conflict, 0 refused, 0 without a fact, 0 blank; ");
        (await LinesAsync()).Order().ShouldBe(Enumerable.Range(1, Rows));
    }

    // From the log itself: the line of each fact that was imported.
    private async Task<IReadOnlyList<int>> LinesAsync()
    {
        var lines = new List<int>();
        await foreach (var recorded in service.Services.GetRequiredService<EventStore>().ReadLogAsync(LogPosition.Start, new LogPosition(long.MaxValue), CancellationToken.None))
        {
            if (recorded.StreamId == $"incident-{_name}-ua-74" && recorded.Type == "QuantityReported")
            {
                lines.Add(JsonNode.Parse(recorded.Data.Span)!["line"]!["number"]!.GetValue<int>());
            }
        }

        return lines;
    }

    private ProcessStartInfo Program(string file, string map)
    {
        var program = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "timeline.dll"), "import", file, "--mapping", map, "--server", service.Admin.BaseAddress!.ToString()])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        program.Environment["TIMELINE_KEY"] = service.AdminKey;
        return program;
    }

    private async Task<long> HeadAsync() => (await service.Services.GetRequiredService<EventStore>().HeadAsync(CancellationToken.None)).Value;

    private async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var code = await TimelineCommand.RunAsync(
            [.. arguments, "--server", service.Admin.BaseAddress!.ToString()], // Its clients have one.
            name => name == "TIMELINE_KEY" ? service.AdminKey : null, output, error);
        return (code, output.ToString(), error.ToString());
    }

    private static string Row(int id, string region, int level) => $$"""{"id":"{{id}}","region":"{{region}}","n":{{level}},"at":"2024-05-14T09:30:00Z"}""" + "\n";

    private string Map(string format) => Write("map.json", Mapping.Replace("NAME", _name, StringComparison.Ordinal).Replace("FORMAT", format, StringComparison.Ordinal)
        .Replace("TYPE", format == "csv" ? "" : "\"type\": \"number\"", StringComparison.Ordinal));

    private string Write(string name, string text)
    {
        var path = Path.Combine(_directory.Path, name);
        File.WriteAllText(path, text);
        return path;
    }

    private string Pack(string name, string text)
    {
        var path = Path.Combine(_directory.Path, name);
        using var packed = new GZipStream(File.Create(path), CompressionLevel.Fastest);
        packed.Write(Encoding.UTF8.GetBytes(text));
        return path;
    }
}
