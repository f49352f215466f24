using System.Text.Json.Serialization;

namespace IncidentTimeline.Server.Checking;

/// <summary>One line that a check says.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(Progress), "progress")]
[JsonDerivedType(typeof(Found), "finding")]
[JsonDerivedType(typeof(Verdict), "verdict")]
internal abstract record CheckLine
{
    private CheckLine()
    {
    }

    /// <summary>How far it got.</summary>
    /// <param name="Position">The last event that was read.</param>
    /// <param name="Last">The last event there is.</param>
    public sealed record Progress(long Position, long Last) : CheckLine;

    /// <summary>Something that it found.</summary>
    /// <param name="Code">Its stable code; the runbook has a section for each.</param>
    /// <param name="IsError">Whether something is wrong; else it is only worth knowing.</param>
    /// <param name="Where">The place.</param>
    /// <param name="What">What is there, and what should be.</param>
    /// <param name="Meaning">What that means.</param>
    public sealed record Found(string Code, bool IsError, string Where, string What, string Meaning) : CheckLine;

    /// <summary>The end, always the last line: without it the check was cut short and says nothing.</summary>
    /// <param name="IsClean">Whether everything was checked and nothing is wrong.</param>
    /// <param name="Events">How many events the log holds.</param>
    /// <param name="Last">The position of the last one.</param>
    /// <param name="Read">How many of them were read and understood.</param>
    /// <param name="Findings">How many there are of each code, those that were not told one by one included.</param>
    public sealed record Verdict(bool IsClean, long Events, long Last, long Read, IReadOnlyList<CodeCount> Findings) : CheckLine;
}

/// <summary>How often one code was found.</summary>
internal sealed record CodeCount(string Code, bool IsError, long Count);
