using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;

namespace IncidentTimeline.Cli.Importing;

/// <summary>One row of a feed as it stands in the file.</summary>
/// <param name="Number">The number of the line that it begins on, from 1; lines end at byte 0A.</param>
/// <param name="Raw">Its bytes, without the line end.</param>
internal sealed record FeedLine(long Number, ReadOnlyMemory<byte> Raw);

/// <summary>The rows of a feed, one after the other: a file of any length takes the memory of its longest row.</summary>
internal sealed class FeedReader : IDisposable
{
    private readonly Stream _stream;
    private readonly Func<long> _position;
    private readonly Mapping _mapping;
    private readonly RecordSplitter _records;
    private readonly CsvRecord? _csv;
    private readonly IReadOnlyList<string> _header = [];

    public FeedReader(Stream stream, Func<long> position, Mapping mapping)
    {
        (_stream, _position, _mapping) = (stream, position, mapping);
        _records = new RecordSplitter(stream, mapping.Format, mapping.Delimiter);
        if (mapping.Format == FeedFormat.Csv)
        {
            _csv = new CsvRecord(mapping.Delimiter);
            HeaderLine = NextRecord();
            _header = HeaderLine is null ? [] : _csv.Fields(HeaderLine.Raw) ?? [];
        }
    }

    /// <summary>The line with the names of CSV columns.</summary>
    public FeedLine? HeaderLine { get; }

    /// <summary>The names of CSV columns.</summary>
    public IReadOnlyList<string> Header => _header;

    /// <summary>Columns that are asked for and that the header has not.</summary>
    public IReadOnlyList<string> MissingColumns => Fault is null && _mapping.Format == FeedFormat.Csv ? _mapping.MissingFrom(_header) : [];

    /// <summary>Bytes of the file that were read, packed where it is.</summary>
    public long Position => _position();

    /// <summary>What stopped the reading before the end of the file, or null.</summary>
    public string? Fault { get; private set; }

    /// <summary>The next row that is not blank, with its line; null at the end.</summary>
    public (Row Row, FeedLine Line)? Next()
    {
        while (NextRecord() is { } line)
        {
            Lines++;
            if (line.Raw.Span.IndexOfAnyExcept(" \t\r"u8) >= 0)
            {
                return (ToRow(line), line);
            }

            Blank++;
        }

        return null;
    }

    /// <summary>Rows that were met, blank ones too.</summary>
    public long Lines { get; private set; }

    public long Blank { get; private set; }

    public void Dispose() => _stream.Dispose();

    private FeedLine? NextRecord()
    {
        try
        {
            return _records.Next();
        }
        catch (InvalidDataException e)
        {
            // A packed file that was cut off or damaged: what came before is good.
            Fault = e.Message;
            return null;
        }
    }

    private Row ToRow(FeedLine line)
    {
        if (_records.Refusal is { } refusal)
        {
            return Row.Refused(refusal);
        }

        if (_csv is null)
        {
            var isFirst = line.Number == 1 && line.Raw.Span.StartsWith(RecordSplitter.ByteOrderMark);
            return Row.OfJson(isFirst ? line.Raw[RecordSplitter.ByteOrderMark.Length..] : line.Raw);
        }

        return _csv.Fields(line.Raw) is { } fields ? Row.OfFields(_header, fields) : Row.Refused(_csv.Fault);
    }
}

/// <summary>Takes one CSV record to its fields. What a record is has been settled by the bytes; CsvHelper knows what its quotes mean.</summary>
internal sealed class CsvRecord(string delimiter)
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly CsvConfiguration _rules = new(CultureInfo.InvariantCulture) { Delimiter = delimiter, NewLine = "\n", IgnoreBlankLines = false, BadDataFound = null, HasHeaderRecord = false };

    /// <summary>What is wrong with the record that was asked for last.</summary>
    public string Fault { get; private set; } = "";

    public IReadOnlyList<string>? Fields(ReadOnlyMemory<byte> raw)
    {
        try
        {
            var text = Strict.GetString(raw.Span.StartsWith(RecordSplitter.ByteOrderMark) && IsFirst ? raw.Span[RecordSplitter.ByteOrderMark.Length..] : raw.Span).TrimEnd('\r');
            IsFirst = false;
            if (text.Contains('\0', StringComparison.Ordinal))
            {
                Fault = "The record holds U+0000.";
                return null;
            }

            using var parser = new CsvParser(new StringReader(text), _rules);
            var fields = parser.Read() ? parser.Record : [];
            if (!parser.Read())
            {
                return fields;
            }

            Fault = "The quotes of the record are not those of RFC 4180: it reads as several records.";
            return null;
        }
        catch (DecoderFallbackException)
        {
            Fault = "The record is not UTF-8.";
            return null;
        }
    }

    private bool IsFirst { get; set; } = true;
}
