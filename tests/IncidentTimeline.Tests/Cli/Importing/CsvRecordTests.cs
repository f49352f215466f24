using System.Text;
using IncidentTimeline.Cli.Importing;

namespace IncidentTimeline.Tests.Cli.Importing;

/// <summary>The fields of one CSV record.</summary>
public class CsvRecordTests
{
    [Theory]
    [InlineData("a,5\" pipe,\"x\ny\"\r", new[] { "a", "5\" pipe", "x\ny" })]
    [InlineData("\"say \"\"hi\"\"\",", new[] { "say \"hi\"", "" })]
    public void Quotes_are_taken_off_where_they_enclose(string text, string[] expected) => new CsvRecord(",").Fields(Encoding.UTF8.GetBytes(text)).ShouldBe(expected);

    [Fact]
    public void What_reads_as_several_records_is_refused_and_not_cut_short()
    {
        var record = new CsvRecord(",");

        record.Fields("a,b\nc,d"u8.ToArray()).ShouldBeNull();
        record.Fault.ShouldBe("The quotes of the record are not those of RFC 4180: it reads as several records.");
    }
}
