namespace IncidentTimeline.Cli.Importing;

/// <summary>Cuts a stream of bytes into rows: lines at byte 0A, CSV records at those outside of quotes, items of a JSON array at its commas.</summary>
internal sealed class RecordSplitter(Stream stream, FeedFormat format)
{
    /// <summary>Bytes of one row: 16 MiB. One that is longer is no row but a quote or bracket that nobody closed.</summary>
    private const int RowBytesMax = 16 * 1024 * 1024;

    private byte[] _buffer = new byte[256 * 1024];
    private int _start;
    private int _end;
    private long _number = 1;
    private bool _isAtEnd;
    private bool _isInArray;

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
        var length = LengthOfRecord();
        if (length is null && _start == _end)
        {
            return null;
        }

        var (line, number) = (_buffer.AsMemory(_start, length ?? (_end - _start)).ToArray(), _number);
        _start += Math.Min(line.Length + 1, _end - _start);
        _number += 1 + line.AsSpan().Count((byte)'\n');
        return new FeedLine(number, line);
    }

    // Without the line end; null where the stream ends first.
    private int? LengthOfRecord()
    {
        var (at, isQuoted) = (0, false);
        int? firstEnd = null;
        while (true)
        {
            for (var rest = _buffer.AsSpan(_start + at, _end - _start - at); !rest.IsEmpty;)
            {
                var next = format == FeedFormat.Csv ? rest.IndexOfAny((byte)'\n', (byte)'"') : rest.IndexOf((byte)'\n');
                if (next < 0)
                {
                    at += rest.Length;
                    break;
                }

                if (rest[next] == '\n')
                {
                    firstEnd ??= at + next;
                    if (!isQuoted)
                    {
                        return at + next;
                    }
                }

                isQuoted ^= rest[next] == '"';
                at += next + 1;
                rest = rest[(next + 1)..];
            }

            if (at > RowBytesMax || !Fill())
            {
                // A quote that is never closed would swallow the rest of the file: it costs its own line only.
                Refusal = isQuoted ? "A quote is opened on this line and never closed."
                    : at > RowBytesMax ? $"The row has more than {RowBytesMax} bytes."
                    : null;
                return isQuoted ? firstEnd : at > RowBytesMax ? at : null;
            }
        }
    }

    private FeedLine? NextItem()
    {
        if (!_isInArray && !EnterArray())
        {
            return null;
        }

        if (Skip(" \t\r\n,"u8) is not { } first || first == ']')
        {
            _start = _end;
            _isAtEnd = true;
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

            if (at > RowBytesMax || !Fill())
            {
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
