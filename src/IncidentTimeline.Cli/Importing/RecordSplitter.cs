namespace IncidentTimeline.Cli.Importing;

/// <summary>Cuts a stream of bytes into rows: lines at byte 0A, CSV records at those outside of quotes, items of a JSON array at its commas.</summary>
/// <param name="stream">The bytes.</param>
/// <param name="format">How the rows are written.</param>
/// <param name="delimiter">Between the fields of CSV.</param>
internal sealed class RecordSplitter(Stream stream, FeedFormat format, string delimiter = ",")
{
    /// <summary>Bytes of one row: 16 MiB. One that is longer is no row but a line end, quote or bracket that somebody forgot.</summary>
    private const int RowBytesMax = 16 * 1024 * 1024;

    private byte[] _buffer = new byte[256 * 1024];
    private int _start;
    private int _end;
    private long _number = 1;
    private bool _isAtEnd;
    private bool _isCut;
    private bool _isInArray;
    private bool _isOver;

    public static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>What is wrong with the row that came last, as a row; null where nothing is.</summary>
    public string? Refusal { get; private set; }

    /// <summary>The next row; null at the end.</summary>
    public FeedLine? Next()
    {
        Refusal = null;
        return format == FeedFormat.Json ? NextItem() : NextLine();
    }

    private FeedLine? NextLine()
    {
        var isRest = _isCut;
        var (length, number) = (LengthOfRecord(), _number);
        if (length is null && _start == _end)
        {
            return null;
        }

        var line = _buffer.AsMemory(_start, length ?? (_end - _start)).ToArray();
        _start += line.Length;
        _number += line.AsSpan().Count((byte)'\n');
        if (!_isCut && _start < _end)
        {
            _start++;
            _number++;
        }

        Refusal = _isCut || isRest ? $"The row has {RowBytesMax} bytes or more; this is a piece of it." : Refusal;
        return new FeedLine(number, line);
    }

    // Without the line end; null where the stream ends first.
    private int? LengthOfRecord()
    {
        _isCut = false;
        var quotes = format == FeedFormat.Csv ? new CsvQuotes(delimiter) : null;
        var (at, searched, firstEnd) = (0, 0, (int?)null);
        while (true)
        {
            while (_buffer.AsSpan(_start + searched, _end - _start - searched).IndexOf((byte)'\n') is >= 0 and var next)
            {
                searched += next;
                firstEnd ??= searched;
                if (!IsOpenAfter(at, searched, quotes))
                {
                    return searched;
                }

                at = ++searched;
            }

            searched = _end - _start;
            var isTooLong = searched >= RowBytesMax;
            if (isTooLong || !Fill())
            {
                // A quote that is never closed would swallow the rest of the file: it costs its own line only.
                Refusal = (isTooLong ? firstEnd is not null : IsOpenAfter(at, searched, quotes)) ? "A quote is opened on this line and never closed." : null;
                _isCut = isTooLong && Refusal is null;
                return Refusal is not null ? firstEnd : isTooLong ? searched : null;
            }
        }
    }

    private bool IsOpenAfter(int from, int to, CsvQuotes? quotes)
    {
        var bytes = _buffer.AsSpan(_start + from, to - from);
        quotes?.Read(from == 0 && _number == 1 && bytes.StartsWith(ByteOrderMark) ? bytes[ByteOrderMark.Length..] : bytes);
        return quotes?.IsOpen == true;
    }

    private FeedLine? NextItem()
    {
        if (_isOver || (!_isInArray && !EnterArray()))
        {
            return null;
        }

        if ((Skip(" \t\r\n,"u8) ?? throw new InvalidDataException("The array is cut off: its closing bracket is missing.")) == ']')
        {
            LeaveArray();
            return null;
        }

        var (length, number) = (LengthOfItem(), _number);
        var item = _buffer.AsMemory(_start, length).ToArray();
        _number += item.AsSpan().Count((byte)'\n');
        _start += length;
        return new FeedLine(number, item.AsMemory().TrimEnd(" \t\r\n"u8));
    }

    private bool EnterArray()
    {
        Fill();
        if (_buffer.AsSpan(_start, _end - _start).StartsWith(ByteOrderMark))
        {
            _start += ByteOrderMark.Length;
        }

        if (Skip(" \t\r\n"u8) != '[')
        {
            if (_start == _end)
            {
                return false;
            }

            throw new InvalidDataException("The file is no JSON array.");
        }

        _start++;
        return _isInArray = true;
    }

    private void LeaveArray()
    {
        _start++;
        _isOver = true;
        if (Skip(" \t\r\n"u8) is not null)
        {
            throw new InvalidDataException("There is more after the end of the array.");
        }
    }

    private byte? Skip(ReadOnlySpan<byte> bytes)
    {
        while (_start < _end || Fill())
        {
            if (!bytes.Contains(_buffer[_start]))
            {
                return _buffer[_start];
            }

            _number += _buffer[_start++] == '\n' ? 1 : 0;
        }

        return null;
    }

    // Up to the comma or bracket that ends it, outside of texts and of brackets of its own.
    private int LengthOfItem()
    {
        var (at, depth, isText, isEscaped) = (0, 0, false, false);
        while (true)
        {
            for (; at < _end - _start; at++)
            {
                var one = _buffer[_start + at];
                if (isText)
                {
                    (isText, isEscaped) = (one != '"' || isEscaped, one == '\\' && !isEscaped);
                }
                else if (depth == 0 && (one is (byte)',' or (byte)']'))
                {
                    return at;
                }
                else
                {
                    isText = one == '"';
                    depth += one is (byte)'{' or (byte)'[' ? 1 : one is (byte)'}' or (byte)']' ? -1 : 0;
                }
            }

            if (at > RowBytesMax)
            {
                throw new InvalidDataException($"An item of the array has more than {RowBytesMax} bytes, or something of it is never closed.");
            }

            if (!Fill())
            {
                _isOver = true;
                Refusal = "The array is cut off in this item, or something of it is never closed.";
                return at;
            }
        }
    }

    private bool Fill()
    {
        if (_isAtEnd)
        {
            return false;
        }

        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }

        if (_end == _buffer.Length)
        {
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        var read = stream.Read(_buffer, _end, _buffer.Length - _end);
        _end += read;
        _isAtEnd = read == 0;
        return !_isAtEnd;
    }
}
