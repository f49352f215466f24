using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace IncidentTimeline.Tests.Acceptance;

/// <summary>Name-based UUIDs, version 5 (RFC 9562, section 5.5): the same name always gives the same id.</summary>
internal static class Uuid5
{
    [SuppressMessage("Security", "CA5350", Justification = "Version 5 is defined with SHA-1; nothing is protected by it.")]
    public static Guid Of(Guid space, string name)
    {
        byte[] named = [.. space.ToByteArray(bigEndian: true), .. Encoding.UTF8.GetBytes(name)];
        var bytes = SHA1.HashData(named).AsSpan(0, 16);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x50);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }
}
