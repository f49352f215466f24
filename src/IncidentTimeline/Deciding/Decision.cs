namespace IncidentTimeline.Deciding;

/// <summary>What the domain says to something that is about to be recorded. A refusal is a value.</summary>
public abstract record Decision
{
    private Decision()
    {
    }

    public static Decision Accept { get; } = new Accepted();

    /// <param name="code">Stable slug in lower kebab.</param>
    /// <param name="reason">What to do next, for a person.</param>
    /// <param name="pointer">JSON pointer to the member that is at fault.</param>
    public static Decision Refuse(string code, string reason, string pointer = "") => new Refused(code, reason, pointer);

    public sealed record Accepted : Decision;

    public sealed record Refused(string Code, string Reason, string Pointer) : Decision;
}
