using System.Text;

namespace IncidentTimeline.Cli.Importing;

/// <summary>
/// Follows the quotes of one CSV record: one opens only where a field begins, and the next closes it unless it is doubled (RFC 4180). Any
/// other is a character of its field, as in <c>5" pipe</c>. This must be how CsvHelper reads them, or a record would be cut in two.
/// </summary>
internal sealed class CsvQuotes(string delimiter)
{
    private readonly byte[] _delimiter = Encoding.UTF8.GetBytes(delimiter);
    private Place _place = Place.FieldStart;
    private int _delimiterRead;

    private enum Place
    {
        FieldStart,
        Unquoted,
        Quoted,

        /// <summary>Just after a quote inside of quotes: it closed them, or is the first of two.</summary>
        QuoteInQuotes,
    }

    /// <summary>Whether a line end here belongs to a field.</summary>
    public bool IsOpen => _place == Place.Quoted;

    public void Read(ReadOnlySpan<byte> bytes)
    {
        foreach (var one in bytes)
        {
            _place = (_place, one == '"') switch
            {
                (Place.Quoted, var isQuote) => isQuote ? Place.QuoteInQuotes : Place.Quoted,
                (Place.FieldStart or Place.QuoteInQuotes, true) => Place.Quoted,
                _ => EndsField(one) ? Place.FieldStart : Place.Unquoted,
            };
        }
    }

    private bool EndsField(byte one)
    {
        _delimiterRead = one == _delimiter[_delimiterRead] ? _delimiterRead + 1 : one == _delimiter[0] ? 1 : 0;
        if (_delimiterRead < _delimiter.Length)
        {
            return false;
        }

        _delimiterRead = 0;
        return true;
    }
}
