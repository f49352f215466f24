using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace IncidentTimeline.Server.Access.Keys;

/// <summary>A key as its owner holds it: <c>it_</c>, a prefix to recognise it by, <c>_</c>, and a secret of 192 random bits. Only its hash is ever kept.</summary>
/// <remarks>A secret of that length cannot be guessed from its SHA-256, so no slow hash is needed, and none could be afforded: it is computed at every request.</remarks>
internal sealed class KeyText
{
    /// <summary>How every key begins, so that a leaked one is recognised, by programs too.</summary>
    public const string Beginning = "it_";

    private const int PrefixLength = 8;
    private const int SecretBytes = 24;

    /// <summary>Lower-case letters and digits without l, o, 0 and 1, which are taken for each other when read aloud. 2^39 prefixes.</summary>
    private const string PrefixAlphabet = "abcdefghijkmnpqrstuvwxyz23456789";

    private static readonly SearchValues<char> PrefixCharacters = SearchValues.Create(PrefixAlphabet);
    private static readonly SearchValues<char> SecretCharacters = SearchValues.Create("0123456789abcdef");

    private readonly string _text;

    private KeyText(string text) => _text = text;

    /// <summary>The part that may be shown.</summary>
    public string Prefix => _text.Substring(Beginning.Length, PrefixLength);

    public static KeyText New() => new(
        $"{Beginning}{RandomNumberGenerator.GetString(PrefixAlphabet, PrefixLength)}_{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(SecretBytes))}");

    /// <summary>Null where the text is no key, whatever else it may be.</summary>
    public static KeyText? Parse(string text)
    {
        const int SecretStart = 3 + PrefixLength + 1;
        return text.Length == SecretStart + (2 * SecretBytes)
            && text.StartsWith(Beginning, StringComparison.Ordinal)
            && text.AsSpan(Beginning.Length, PrefixLength).IndexOfAnyExcept(PrefixCharacters) < 0
            && text[SecretStart - 1] == '_'
            && text.AsSpan(SecretStart).IndexOfAnyExcept(SecretCharacters) < 0
            ? new KeyText(text)
            : null;
    }

    public byte[] Sha256() => SHA256.HashData(Encoding.ASCII.GetBytes(_text));

    /// <summary>The whole key, for the one who asked for it and nobody else.</summary>
    public string Reveal() => _text;

    /// <summary>Without the secret, wherever it ends up.</summary>
    public override string ToString() => $"{Beginning}{Prefix}_…";
}
