using IncidentTimeline.Facts;

namespace IncidentTimeline.Pictures;

internal static class AnswerStates
{
    public static AnswerState Of(RankedAccounts accounts) => accounts switch
    {
        { IsContested: true } => AnswerState.Contested,
        { Displayed: null } => AnswerState.NotStated,
        { Displayed.Value: AspectValue.NoneReported } => AnswerState.NoneReported,
        _ => AnswerState.Displayed,
    };
}
