namespace IncidentTimeline.Server.Statements;

/// <summary>
/// The states that one voice gives on one question, in order of event time. Of these only the latest is shown (SEMANTICS 9), so each
/// is past from the next one on that surely stands: known, reported and holding. Those that may not stand end nothing, and are ended.
/// </summary>
internal sealed class Track
{
    private readonly List<IndexRow> _rows = [];

    /// <summary>Takes a row as the database has it.</summary>
    public void Load(IndexRow row) => _rows.Insert(After(row.Entry.Latest), row);

    /// <summary>Adds a row that counts from its position on.</summary>
    /// <returns>The earlier rows that change by it, each with the one that takes its place where it has one.</returns>
    public IReadOnlyList<(IndexRow Row, IndexRow? Successor)> Add(IndexRow row)
    {
        var index = After(row.Entry.Latest);
        row.End(NextOf(row, row.KnownFrom, index));
        _rows.Insert(index, row);
        return row.Entry.EndsOthers ? EndThoseBefore(index, row.Entry.Latest, row.KnownFrom) : [];
    }

    /// <summary>Takes a row away that counts up to a position.</summary>
    /// <returns>As above.</returns>
    public IReadOnlyList<(IndexRow Row, IndexRow? Successor)> Remove(IndexRow row, long position)
    {
        var index = _rows.IndexOf(row);
        _rows.RemoveAt(index);
        return row.Entry.EndsOthers ? EndThoseBefore(index, row.Entry.Latest, position) : [];
    }

    // Back to the last that ends others itself: those before it end with it, and nothing changes for them.
    private List<(IndexRow Row, IndexRow? Successor)> EndThoseBefore(int index, long latest, long position)
    {
        var changed = new List<(IndexRow Row, IndexRow? Successor)>();
        long? ending = null;
        (long Known, long Reported, long Latest)? next = null;
        var mayDiffer = true;
        for (var before = index - 1; before >= 0 && (ending is null || _rows[before].Entry.Latest == ending); before--)
        {
            var row = _rows[before];
            ending ??= row.Entry.EndsOthers && row.Entry.Latest < latest ? row.Entry.Latest : null;

            // What ends the rows of one moment ends those of the moment before, unless one of that moment ends them first. So a row of a
            // thousand that end nothing is not compared with all the others.
            var isFirst = before == index - 1;
            if (isFirst || row.Entry.Latest < _rows[before + 1].Entry.Latest)
            {
                next = mayDiffer ? NextOf(row, position, before + 1) : next;
                mayDiffer = isFirst; // Others of its moment may come after it.
            }

            mayDiffer |= row.Entry.EndsOthers;
            if (row.Next?.Latest == next?.Latest && row.Next?.Reported == next?.Reported)
            {
                continue;
            }

            if (row.Next is null || row.KnownFrom == position)
            {
                row.End(next);
                changed.Add((row, null));
                continue;
            }

            _rows[before] = new IndexRow(row.Entry, position);
            _rows[before].End(next);
            row.Close(position);
            changed.Add((row, _rows[before]));
        }

        return changed;
    }

    /// <summary>The first that ends others and holds later than this one; of several that hold from one moment on the one reported first, whatever their order here.</summary>
    private (long Known, long Reported, long Latest)? NextOf(IndexRow row, long position, int from)
    {
        (long Known, long Reported, long Latest)? first = null;
        for (var index = from; index < _rows.Count && (first is null || _rows[index].Entry.Latest == first.Value.Latest); index++)
        {
            if (_rows[index].Entry is { EndsOthers: true } next && next.Latest > row.Entry.Latest && !(first?.Reported <= next.Reported))
            {
                first = (position, next.Reported, next.Latest);
            }
        }

        return first;
    }

    private int After(long latest)
    {
        var (from, to) = (0, _rows.Count);
        while (from < to)
        {
            var middle = (from + to) / 2;
            (from, to) = _rows[middle].Entry.Latest <= latest ? (middle + 1, to) : (from, middle);
        }

        return from;
    }
}
