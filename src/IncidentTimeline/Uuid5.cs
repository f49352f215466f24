using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace IncidentTimeline;

/// <summary>Name-based UUIDs, version 5 (RFC 9562, 5.5): the same name is the same id, so that what is derived twice is recorded once.</summary>
public static class Uuid5
{
    /// <summary>The namespace of the names that this service makes ids of.</summary>
    public static readonly Guid Timeline = new("5f0b6a52-2c0c-4c43-9f1c-7c1f5be0a0d7");

    public static Guid Of(Guid space, string name)
    {
        var bytes = new byte[16 + Encoding.UTF8.GetByteCount(name)];
        space.TryWriteBytes(bytes, bigEndian: true, out _);
        Encoding.UTF8.GetBytes(name, bytes.AsSpan(16));

        var hash = Sha1(bytes).AsSpan(0, 16);
        BinaryPrimitives.WriteUInt16BigEndian(hash[6..], (ushort)((BinaryPrimitives.ReadUInt16BigEndian(hash[6..]) & 0x0FFF) | 0x5000));
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash, bigEndian: true);
    }

    [SuppressMessage("Security", "CA5350", Justification = "RFC 9562 demands SHA-1; it names, it does not protect.")]
    private static byte[] Sha1(byte[] bytes) => SHA1.HashData(bytes);
}
