using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace IncidentTimeline.Cli.Importing;

/// <summary>The id of what is recorded under a name: a name-based UUID, version 5 (RFC 9562, 5.5), so that a row imported twice is recorded once.</summary>
internal static class EventId
{
    /// <summary>The namespace of feeds. Another one would make everything that was ever imported look new.</summary>
    private static readonly Guid Feeds = new("0f6b1f0e-63c4-4a0e-9e0b-6f6d0a9be2c4");

    /// <summary>Of a fact from a feed.</summary>
    public static Guid Of(string name) => Of(Feeds, name);

    public static Guid Of(Guid space, string name)
    {
        const int SpaceLength = 16; // Bytes of a UUID.
        Span<byte> bytes = new byte[SpaceLength + Encoding.UTF8.GetByteCount(name)];
        space.TryWriteBytes(bytes, bigEndian: true, out _);
        Encoding.UTF8.GetBytes(name, bytes[SpaceLength..]);
        Span<byte> hash = stackalloc byte[20];
        Sha1(bytes, hash);
        BinaryPrimitives.WriteUInt16BigEndian(hash[6..], (ushort)((BinaryPrimitives.ReadUInt16BigEndian(hash[6..]) & 0x0FFF) | 0x5000));
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }

    [SuppressMessage("Security", "CA5350", Justification = "RFC 9562 demands SHA-1; it names, it does not protect.")]
    private static void Sha1(ReadOnlySpan<byte> bytes, Span<byte> hash) => SHA1.HashData(bytes, hash);
}
