using System.ComponentModel;

namespace IncidentTimeline.Facts.Response;

/// <summary>How many people were arrested so far. "No arrests were made" is a real 0. Never who.</summary>
/// <param name="Arrests">How many.</param>
[Description("How many people were arrested so far; never who.")]
public sealed record ArrestStatusUpdated(Count Arrests) : IFactType<ArrestStatusUpdated>
{
    private static readonly Aspect ArrestsMade = Aspect.State("arrests", "Arrests");

    public static ArrestStatusUpdated Example => new(Count.Exactly(2));

    public IEnumerable<Answer> Answers() => [new(ArrestsMade, Arrests.ToValue())];

    public string Tell() => $"Arrests: {Arrests.Tell()}.";
}
