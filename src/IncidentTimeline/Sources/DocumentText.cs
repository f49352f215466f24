namespace IncidentTimeline.Sources;

/// <summary>A document's text as quotations count it: in Unicode code points (W3C Web Annotation, TextPositionSelector).</summary>
public sealed class DocumentText
{
    private readonly string _text;

    // Offsets of code points in UTF-16; missing where the text has no surrogate pair, as nearly all have none.
    private readonly int[]? _starts;

    public DocumentText(string text)
    {
        _text = text;
        if (text.Any(char.IsSurrogate))
        {
            _starts = [.. Enumerable.Range(0, text.Length).Where(index => !(char.IsLowSurrogate(text[index]) && index > 0 && char.IsHighSurrogate(text[index - 1]))), text.Length];
        }

        Length = _starts is null ? text.Length : _starts.Length - 1;
    }

    /// <summary>Length in code points.</summary>
    public int Length { get; }

    /// <summary>The text between two code points; what lies outside is left out.</summary>
    public string Slice(int start, int end)
    {
        start = Math.Clamp(start, 0, Length);
        end = Math.Clamp(end, start, Length);
        return _text[At(start)..At(end)];
    }

    /// <summary>What is wrong with a quotation, told with what stands there instead; null where it fits exactly.</summary>
    public string? Mismatch(Quotation quotation)
    {
        var found = Slice(quotation.Start, quotation.End);
        if (quotation.End <= quotation.Start || quotation.End > Length || found != quotation.Exact)
        {
            return $"The document has {Length} code points; from {quotation.Start} to {quotation.End} it reads: \"{Shorten(found)}\".";
        }

        if (quotation.Prefix is { } prefix && Slice(quotation.Start - Points(prefix), quotation.Start) is var before && before != prefix)
        {
            return $"Before the quotation it reads: \"{Shorten(before)}\".";
        }

        return quotation.Suffix is { } suffix && Slice(quotation.End, quotation.End + Points(suffix)) is var after && after != suffix
            ? $"After the quotation it reads: \"{Shorten(after)}\"."
            : null;
    }

    /// <summary>The spans between the given ones that hold anything but white space and punctuation: what nobody has coded.</summary>
    public IEnumerable<(int Start, int End)> Without(IEnumerable<(int Start, int End)> spans)
    {
        var from = 0;
        foreach (var (start, end) in spans.OrderBy(span => span.Start).Append((Start: Length, End: Length)))
        {
            if (start > from && Slice(from, start).Any(char.IsLetterOrDigit))
            {
                yield return (from, start);
            }

            from = Math.Max(from, end);
        }
    }

    /// <summary>The sentence or line around a span, for showing a quotation in its context.</summary>
    public (int Start, int End) SentenceAround(int start, int end)
    {
        var first = Math.Clamp(start, 0, Length);
        while (first > 0 && !IsBoundary(first - 1))
        {
            first--;
        }

        var last = Math.Clamp(end, first, Length);
        while (last < Length && !(last > first && IsBoundary(last - 1)))
        {
            last++;
        }

        while (first < last && char.IsWhiteSpace(_text[At(first)]))
        {
            first++;
        }

        return (first, last);
    }

    // A full stop, question or exclamation mark that white space follows, or a line end.
    private bool IsBoundary(int point)
    {
        var index = At(point);
        return _text[index] == '\n' || (_text[index] is '.' or '!' or '?' && (index + 1 >= _text.Length || char.IsWhiteSpace(_text[index + 1])));
    }

    private int At(int point) => _starts is null ? point : _starts[point];

    private static int Points(string text) => text.EnumerateRunes().Count();

    private static string Shorten(string text) => text.Length <= 200 ? text : text[..200] + "…";
}
