using IncidentTimeline.Facts;
using IncidentTimeline.Pictures;
using IncidentTimeline.Sources;

namespace IncidentTimeline.Reporting;

/// <summary>What has been said at one place by the acts told so far, by voice, and what of it stands.</summary>
internal sealed class QuestionSoFar(TemporalKind kind, Knowledge knowledge)
{
    private readonly Dictionary<Voice, List<Statement>> _ofVoice = [];
    private readonly AccountsSoFar _valued = new(kind, knowledge);
    private readonly AccountsSoFar _noneReported = new(kind, knowledge);

    /// <summary>The accounts that stand. "None reported" speaks only where nobody states a value.</summary>
    public AccountsSoFar Standing => _valued.IsEmpty ? _noneReported : _valued;

    /// <summary>Those among which a statement like this one stands.</summary>
    public AccountsSoFar AccountsLike(Statement statement) => statement.Value is AspectValue.NoneReported ? _noneReported : _valued;

    /// <summary>The last statement of its voice that this one may follow.</summary>
    public Statement? LastOfVoiceBefore(Statement statement) => _ofVoice.GetValueOrDefault(statement.Fact.Voice)?.FindLast(statement.MayFollow);

    public void Say(Statement statement) =>
        (_ofVoice.TryGetValue(statement.Fact.Voice, out var said) ? said : _ofVoice[statement.Fact.Voice] = []).Add(statement);
}
