using System.Text;
using IncidentTimeline.Cli.Importing;

namespace IncidentTimeline.Tests.Cli.Importing;

/// <summary>Where one row ends and the next begins.</summary>
public class RecordSplitterTests
{
    [Theory]
    [InlineData("a\nb\n", "1:a 2:b")]
    [InlineData("a\n\nb", "1:a 2: 3:b")]
    [InlineData("a\r\nb", "1:a\r 2:b")]
    [InlineData("a\u0085b\u2028c\n", "1:a\u0085b\u2028c")]
    [InlineData("", "")]
    public void Lines_end_at_byte_0A_only(string text, string expected) => Split(text, FeedFormat.Ndjson).ShouldBe(expected);

    [Theory]
    [InlineData("a,b\n\"x\ny\",z\nc\n", "1:a,b 2:\"x\ny\",z 4:c")]
    [InlineData("\"say \"\"hi\"\"\"\nb", "1:\"say \"\"hi\"\"\" 2:b")]
    public void A_record_goes_on_inside_quotes(string text, string expected) => Split(text, FeedFormat.Csv).ShouldBe(expected);

    [Theory]
    [InlineData("5\" pipe\n6\" pipe\nb", "1:5\" pipe 2:6\" pipe 3:b")]
    [InlineData("a,5\" pipe,\"x\ny\"\nb", "1:a,5\" pipe,\"x\ny\" 3:b")]
    [InlineData("\"a\"b\"\nc,d\"\n", "1:\"a\"b\" 2:c,d\"")]
    [InlineData("\uFEFF\"x\ny\"\nb", "1:\uFEFF\"x\ny\" 3:b")]
    public void A_quote_inside_a_field_is_a_character_like_any_other(string text, string expected) => Split(text, FeedFormat.Csv).ShouldBe(expected);

    [Fact]
    public void A_field_begins_after_the_delimiter_of_the_feed() =>
        Split("a,\"b\nc||\"x\ny\"||\"z\n\"\n", FeedFormat.Csv, "||").ShouldBe("1:a,\"b 2:c||\"x\ny\"||\"z\n\"");

    [Fact]
    public void A_quote_that_is_never_closed_costs_its_own_line_only() =>
        Split("a\n\"b,c\nd\ne", FeedFormat.Csv).ShouldBe("1:a 2:\"b,c! 3:d 4:e");

    [Theory]
    [InlineData("[{\"a\":\"],}\\\"\"},\n {\"b\":[1,[2]]}\n]\n", "1:{\"a\":\"],}\\\"\"} 2:{\"b\":[1,[2]]}")]
    [InlineData("\uFEFF [1 , 2]", "1:1 1:2")]
    [InlineData("[]", "")]
    [InlineData("", "")]
    [InlineData("[{\"a\":1},{\"b\":", "1:{\"a\":1} 1:{\"b\":!")]
    public void Items_of_an_array_are_cut_at_its_commas(string text, string expected) => Split(text, FeedFormat.Json).ShouldBe(expected);

    [Fact]
    public void A_row_may_be_longer_than_the_buffer()
    {
        var splitter = new RecordSplitter(new MemoryStream(Encoding.UTF8.GetBytes(new string('x', 700_000) + "\ny")), FeedFormat.Ndjson);

        (splitter.Next()!.Raw.Length, splitter.Next()!.Number, splitter.Next()).ShouldBe((700_000, 2L, null));
    }

    [Fact]
    public void A_row_that_is_too_long_loses_no_byte_and_is_one_line()
    {
        var text = string.Concat(Enumerable.Range(0, 4_000_000).Select(number => $"{number},"));
        var splitter = new RecordSplitter(new MemoryStream(Encoding.UTF8.GetBytes(text + "\ny")), FeedFormat.Ndjson);
        var rows = new List<(FeedLine Line, string? Refusal)>();
        while (splitter.Next() is { } line)
        {
            rows.Add((line, splitter.Refusal));
        }

        rows.Count.ShouldBe(3);
        string.Concat(rows.Select(row => Encoding.UTF8.GetString(row.Line.Raw.Span))).ShouldBe(text + "y");
        rows.Select(row => (row.Line.Number, row.Refusal)).ShouldBe([(1, "The row has 16777216 bytes or more; this is a piece of it."), (1, "The row has 16777216 bytes or more; this is a piece of it."), (2, null)]);
    }

    [Theory]
    [InlineData("[{},", "The array is cut off: its closing bracket is missing.")]
    [InlineData("[", "The array is cut off: its closing bracket is missing.")]
    [InlineData("[{}]\n[{}]", "There is more after the end of the array.")]
    [InlineData("[{}] x", "There is more after the end of the array.")]
    public void An_array_that_is_cut_off_or_followed_by_more_is_told(string text, string expected) =>
        Should.Throw<InvalidDataException>(() => Split(text, FeedFormat.Json)).Message.ShouldBe(expected);

    [Fact]
    public void What_is_no_array_is_told() =>
        Should.Throw<InvalidDataException>(() => Split("{}", FeedFormat.Json)).Message.ShouldBe("The file is no JSON array.");

    private static string Split(string text, FeedFormat format, string delimiter = ",")
    {
        var splitter = new RecordSplitter(new MemoryStream(Encoding.UTF8.GetBytes(text)), format, delimiter);
        var rows = new List<string>();
        while (splitter.Next() is { } row)
        {
            rows.Add($"{row.Number}:{Encoding.UTF8.GetString(row.Raw.Span)}{(splitter.Refusal is null ? "" : "!")}");
        }

        return string.Join(' ', rows);
    }
}
