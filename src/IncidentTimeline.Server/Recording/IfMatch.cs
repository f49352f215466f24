using System.Globalization;
using IncidentTimeline.EventLog;

namespace IncidentTimeline.Server.Recording;

/// <summary>The version that a writer has seen, as If-Match carries it (RFC 9110, 13.1.1).</summary>
internal static class IfMatch
{
    /// <summary>Any version without the header or with <c>*</c>; false where it is no quoted version.</summary>
    public static bool TryRead(HttpRequest request, out ExpectedVersion expected)
    {
        expected = ExpectedVersion.Any;
        var header = request.Headers.IfMatch.ToString().Trim();
        if (header is "" or "*")
        {
            return true;
        }

        if (header is not ['"', .., '"'] || !long.TryParse(header.AsSpan(1, header.Length - 2), NumberStyles.None, CultureInfo.InvariantCulture, out var version))
        {
            return false;
        }

        expected = ExpectedVersion.Exactly(new StreamVersion(version));
        return true;
    }
}
