using IncidentTimeline.EventLog;
using static IncidentTimeline.EventLog.AppendResult;

namespace IncidentTimeline.Tests.EventLog.Appending;

/// <summary>Every limit, at it and one past it. What passes here the database must accept, or neighbours would fail.</summary>
public sealed class AppendCheckTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    public static TheoryData<string, string> BadJson => new()
    {
        { "", "event-json-invalid" },
        { "{", "event-json-invalid" },
        { "{} {}", "event-json-invalid" },
        { "{'a':1}", "event-json-invalid" },
        { "[1,]", "event-json-invalid" },
        { "// no", "event-json-invalid" },
        { "NaN", "event-json-invalid" },
        { "\"\u0001\"", "event-json-invalid" },
        { "\u0000", "event-json-invalid" },
        { """{"a":"\u0000"}""", "event-text-invalid" },
        { """{"\u0000":1}""", "event-text-invalid" },
        { """["\ud834"]""", "event-text-invalid" },
        { """["\ud834x"]""", "event-text-invalid" },
        { """["\udd1e"]""", "event-text-invalid" },
    };

    public static TheoryData<string> GoodJson => new()
    {
        "1", "null", "\"\"", " [ ] ", """["\\u0000"]""", """["\ud834\udd1e"]""", """{"a":1,"a":2}""", "-0.0e-999999", "\"\u007f\"",
    };

    [Theory]
    [MemberData(nameof(BadJson))]
    public async Task What_is_not_sound_json_is_refused(string json, string code)
    {
        (await RefusalAsync("s", Events.One(json))).Code.ShouldBe(code);
        (await RefusalAsync("s", Events.One(metadata: json))).Code.ShouldBe(code);
    }

    [Fact]
    public async Task Bytes_that_are_not_utf8_are_refused() =>
        (await RefusalAsync("s", Events.One() with { Data = new byte[] { (byte)'"', 0xC3, 0x28, (byte)'"' } })).Code.ShouldBe("event-json-invalid");

    [Theory]
    [MemberData(nameof(GoodJson))]
    public async Task What_is_accepted_the_database_accepts_and_keeps(string json)
    {
        await using var log = await TestLog.OpenAsync(database);
        var written = Events.One(json, metadata: json);

        (await log.AppendAsync(ExpectedVersion.Any, written)).ShouldBeOfType<Appended>();

        (await log.Store.FindAsync(written.EventId, CancellationToken.None))!.Data.Text().ShouldBe(json);
    }

    [Fact]
    public async Task An_event_may_have_256_KiB_and_not_a_byte_more()
    {
        await using var log = await TestLog.OpenAsync(database);
        string JsonOf(int bytes) => $"\"{new string('x', bytes - 2)}\"";

        (await log.AppendAsync(ExpectedVersion.Any, Events.One(JsonOf(262_142)))).ShouldBeOfType<Appended>();
        (await RefusalAsync("s", Events.One(JsonOf(262_143)))).Code.ShouldBe("event-too-large");
    }

    [Fact]
    public async Task An_append_may_have_1000_events_and_at_least_one()
    {
        (await RefusalAsync("s", Events.Many(1_001))).Code.ShouldBe("append-count");
        (await RefusalAsync("s")).Code.ShouldBe("append-count");
    }

    [Fact]
    public async Task An_append_may_have_16_MiB()
    {
        var quarter = $"\"{new string('x', 262_000)}\"";

        (await RefusalAsync("s", [.. Enumerable.Range(0, 65).Select(_ => Events.One(quarter))])).Code.ShouldBe("append-too-large");
    }

    [Fact]
    public async Task Nesting_may_be_64_deep()
    {
        await using var log = await TestLog.OpenAsync(database);
        string Nested(int depth) => new string('[', depth) + new string(']', depth);

        (await log.AppendAsync(ExpectedVersion.Any, Events.One(Nested(64)))).ShouldBeOfType<Appended>();
        (await RefusalAsync("s", Events.One(Nested(65)))).Code.ShouldBe("event-json-invalid");
    }

    [Fact]
    public async Task Names_have_bounds_and_no_control_characters()
    {
        await using var log = await TestLog.OpenAsync(database);
        var longest = string.Concat(Enumerable.Repeat("é", 200));

        (await log.Store.AppendAsync(longest, ExpectedVersion.Any, [Events.One(type: longest[..100])], CancellationToken.None)).ShouldBeOfType<Appended>();
        foreach (var bad in new[] { "", longest + "x", "a\0", "a\nb", "\ud834", "\udd1e\ud834" })
        {
            (await RefusalAsync(bad, Events.One())).Code.ShouldBe("stream-id-invalid");
            (await RefusalAsync("s", Events.One(type: bad))).Code.ShouldBe("event-type-invalid");
        }

        (await RefusalAsync("s", Events.One(type: longest[..101]))).Code.ShouldBe("event-type-invalid");
        (await RefusalAsync("s", Events.One() with { SchemaVersion = 0 })).Code.ShouldBe("schema-version-invalid");
    }

    [Fact]
    public async Task An_id_may_not_occur_twice_in_one_append()
    {
        var one = Events.One();

        (await RefusalAsync("s", one, one)).Code.ShouldBe("event-id-twice");
    }

    [Fact]
    public async Task A_refused_append_leaves_the_log_alone()
    {
        await using var log = await TestLog.OpenAsync(database);

        await log.AppendAsync(ExpectedVersion.Any, Events.One(), Events.One("{"));

        (await log.Store.HeadAsync(CancellationToken.None)).ShouldBe(log.At(0));
    }

    private async Task<Refused> RefusalAsync(string stream, params NewEvent[] events)
    {
        await using var log = await TestLog.OpenAsync(database);
        var result = await log.Store.AppendAsync(stream, ExpectedVersion.Any, events, CancellationToken.None);
        return result.ShouldBeOfType<Refused>();
    }
}
