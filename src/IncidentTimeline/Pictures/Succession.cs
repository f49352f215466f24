using IncidentTimeline.Sources;

namespace IncidentTimeline.Pictures;

/// <summary>Which statements of one register have been followed by another, each found by a look at what is latest rather than at every other (SEMANTICS 6).</summary>
internal sealed class Succession
{
    // The document by which a fact is revised; null where several revise it, or one without a document. Whatever a fact revises is revised by the same.
    private readonly Dictionary<KnownFact, DocumentHash?> _revisedBy = [];

    // Statements of one document never supersede each other, so beside the latest there counts the latest of any other document.
    private DocumentHash? _latestDocument;
    private (DateTimeOffset ReportTime, int Act)? _latestElsewhere;

    /// <summary>When the latest of it was said, as far as report times tell.</summary>
    public (DateTimeOffset ReportTime, int Act)? Latest { get; private set; }

    /// <summary>Adds a statement of the register, in any order, and tells which facts are revised by it that were not, or not by another document.</summary>
    public IReadOnlyList<KnownFact> Add(Statement statement)
    {
        if (statement.Order is { } order)
        {
            Follow(order, statement.Document);
        }

        return statement.Fact.Revises is null ? [] : Revise(statement);
    }

    /// <summary>Whether something that was added takes its place: explicitly, or by a later report time.</summary>
    public bool Supersedes(Statement statement) =>
        (statement.Order is { } order && Nullable.Compare(IsOfTheLatestDocument(statement) ? _latestElsewhere : Latest, order) > 0)
        || (_revisedBy.TryGetValue(statement.Fact, out var document) && (document is null || document != statement.Document));

    public bool IsOfTheLatestDocument(Statement statement) => statement.Document is { } document && document == _latestDocument;

    private void Follow((DateTimeOffset, int) order, DocumentHash? document)
    {
        var isLatest = Nullable.Compare(order, Latest) > 0;
        if (document is not null && document == _latestDocument)
        {
            Latest = isLatest ? order : Latest;
        }
        else if (isLatest)
        {
            (_latestElsewhere, Latest, _latestDocument) = (Latest, order, document);
        }
        else if (Nullable.Compare(order, _latestElsewhere) > 0)
        {
            _latestElsewhere = order;
        }
    }

    // Down the chain of revisions as far as it is news, so that a long chain costs each of its facts two visits at most.
    private List<KnownFact> Revise(Statement statement)
    {
        var revised = new List<KnownFact>();
        for (var target = statement.Fact.Revises; target is not null; target = target.Revises)
        {
            var isRevised = _revisedBy.TryGetValue(target, out var document);
            if (isRevised && (document is null || document == statement.Document))
            {
                break;
            }

            _revisedBy[target] = isRevised ? null : statement.Document;
            revised.Add(target);
        }

        return revised;
    }
}
