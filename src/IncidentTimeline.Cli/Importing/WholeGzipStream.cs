using System.IO.Compression;

namespace IncidentTimeline.Cli.Importing;

/// <summary>
/// Unpacks gzip, one member or several (RFC 1952), and fails where the file is cut off, damaged or goes on with something else:
/// <see cref="GZipStream"/> alone takes each of these for an end. So we let one more member follow the file. If that is all that comes out after the
/// file's last byte, every member before it was whole.
/// </summary>
internal sealed class WholeGzipStream : Stream
{
    private readonly PackedBytes _packed;
    private readonly GZipStream _unpacked;
    private bool _isWhole;
    private string? _fault;

    /// <param name="packed">Read to its end, and disposed with this.</param>
    public WholeGzipStream(Stream packed) => _unpacked = new GZipStream(_packed = new PackedBytes(packed), CompressionMode.Decompress);

    /// <exception cref="InvalidDataException">The file is not whole; what was read before came out of it as it is.</exception>
    public override int Read(Span<byte> buffer)
    {
        if (_isWhole || buffer.IsEmpty)
        {
            return 0;
        }

        if (_fault is null && ReadMember(buffer) is > 0 and var read)
        {
            return read;
        }

        return _isWhole ? 0 : throw new InvalidDataException(_fault);
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    // 0 where it came to its end, or to a fault.
    private int ReadMember(Span<byte> buffer)
    {
        try
        {
            // More packed bytes are asked for only once all that the earlier ones hold has been handed on.
            var read = _unpacked.Read(buffer);
            if (!_packed.IsOver && read > 0)
            {
                return read;
            }

            _isWhole = _packed.IsOver && IsMark(buffer[..read]);
            _fault = _packed.IsOver ? "The packed file is cut off." : "Something that is no gzip follows the packed data.";
        }
        catch (InvalidDataException)
        {
            _fault = _packed.IsOver ? "The packed file is cut off." : "The packed file is damaged.";
        }

        return 0;
    }

    private bool IsMark(ReadOnlySpan<byte> beginning)
    {
        Span<byte> rest = stackalloc byte[PackedBytes.Mark.Length + 1]; // One more than there may be.
        var read = _unpacked.ReadAtLeast(rest, rest.Length, throwOnEndOfStream: false);
        return PackedBytes.Mark.StartsWith(beginning) && PackedBytes.Mark[beginning.Length..].SequenceEqual(rest[..read]);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _unpacked.Dispose();
        }

        base.Dispose(disposing);
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <summary>The bytes of the file, and after them, never in one reading with them, a member that holds the mark.</summary>
    private sealed class PackedBytes(Stream file) : Stream
    {
        private readonly MemoryStream _end = new(Pack());

        public static ReadOnlySpan<byte> Mark => "the file ends before this"u8;

        /// <summary>Whether the file came to its end.</summary>
        public bool IsOver { get; private set; }

        public override int Read(Span<byte> buffer)
        {
            if (!IsOver && file.Read(buffer) is > 0 and var read)
            {
                return read;
            }

            IsOver = true;
            return _end.Read(buffer);
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                file.Dispose();
                _end.Dispose();
            }

            base.Dispose(disposing);
        }

        private static byte[] Pack()
        {
            using var member = new MemoryStream();
            using (var gzip = new GZipStream(member, CompressionLevel.Fastest))
            {
                gzip.Write(Mark);
            }

            return member.ToArray();
        }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
