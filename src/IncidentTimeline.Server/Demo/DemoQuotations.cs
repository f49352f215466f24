using System.Diagnostics;
using IncidentTimeline.Sources;

namespace IncidentTimeline.Server.Demo;

/// <summary>Finds where quoted words stand, so that nobody has to count code points by hand.</summary>
internal static class DemoQuotations
{
    /// <summary>Code points of text kept on either side of the words.</summary>
    private const int ContextLength = 20;

    public static Quotation Find(DocumentText text, DemoQuote quote)
    {
        var whole = text.Slice(0, text.Length);
        var found = new List<int>();
        for (var at = whole.IndexOf(quote.Words, StringComparison.Ordinal); at >= 0; at = whole.IndexOf(quote.Words, at + 1, StringComparison.Ordinal))
        {
            found.Add(at);
        }

        if (quote.Occurrence is null ? found.Count != 1 : found.Count < quote.Occurrence)
        {
            throw new UnreachableException($"\"{quote.Words}\" stands {found.Count} times in its document: correct the words, or say which occurrence is meant.");
        }

        var index = found[(quote.Occurrence ?? 1) - 1];
        var start = whole[..index].EnumerateRunes().Count();
        var end = start + quote.Words.EnumerateRunes().Count();
        return new Quotation(quote.Words, start, end, quote.Role, text.Slice(Math.Max(0, start - ContextLength), start), text.Slice(end, end + ContextLength));
    }
}
