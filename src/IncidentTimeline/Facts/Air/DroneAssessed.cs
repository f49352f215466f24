using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace IncidentTimeline.Facts.Air;

/// <summary>Whether it is known where drones came from.</summary>
public enum OriginStatus
{
    /// <summary>Said to be established.</summary>
    Determined,

    /// <summary>Said to be still open.</summary>
    Undetermined,
}

/// <summary>What drones were, could do, carried, or came from, as somebody assesses it.</summary>
/// <param name="Armed">Whether they were armed.</param>
/// <param name="Capability">What they could do or were fitted with.</param>
/// <param name="OriginStatus">Whether their origin is established.</param>
/// <param name="Origin">Their origin in the source's words.</param>
/// <param name="AlsoAssessing">What is being assessed besides.</param>
/// <param name="Modality">The source's word of doubt: "may", "likely".</param>
[Description("What drones were, could do, carried, or came from, as somebody assesses it.")]
public sealed record DroneAssessed(
    bool? Armed = null,
    [Length(1, 300)] string? Capability = null,
    OriginStatus? OriginStatus = null,
    [Length(1, 300)] string? Origin = null,
    [Length(1, 300)] string? AlsoAssessing = null,
    [Length(1, 100)] string? Modality = null) : IFactType<DroneAssessed>, IValidatableObject
{
    private static readonly Aspect DronesArmed = Aspect.Occurrence("drones-armed", "Whether the drones were armed");
    private static readonly Aspect DroneCapability = Aspect.Occurrence("drone-capability", "What the drones could do");
    private static readonly Aspect DroneOriginStatus = Aspect.State("drone-origin-status", "Whether the drones' origin is established");
    private static readonly Aspect DroneOrigin = Aspect.Occurrence("drone-origin", "Where the drones came from");

    public static DroneAssessed Example => new(Armed: false, "a camera on a gimbal", Air.OriginStatus.Undetermined, Modality: "probably");

    public IEnumerable<Answer> Answers()
    {
        if (Armed is { } armed)
        {
            yield return new Answer(DronesArmed, new AspectValue.Code(armed ? "armed" : "unarmed"));
        }

        if (Capability is not null)
        {
            yield return new Answer(DroneCapability, new AspectValue.Words(Capability));
        }

        if (OriginStatus is { } status)
        {
            yield return new Answer(DroneOriginStatus, Wording.Code(status));
        }

        if (Origin is not null)
        {
            yield return new Answer(DroneOrigin, new AspectValue.Words(Origin));
        }
    }

    public string Tell() => Wording.Sentence("Drones assessed" + Wording.With(" (", Modality, ")") + ": " + string.Join(", ", Parts()));

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Armed is null && Capability is null && OriginStatus is null && Origin is null)
        {
            yield return new ValidationResult("One of armed, capability, originStatus and origin is stated.", ["armed"]);
        }
    }

    private IEnumerable<string> Parts()
    {
        if (Armed is { } armed)
        {
            yield return armed ? "armed" : "unarmed";
        }

        if (Capability is not null)
        {
            yield return Capability;
        }

        if (OriginStatus is { } status)
        {
            yield return $"origin {Wording.Plain(status)}";
        }

        if (Origin is not null)
        {
            yield return $"origin {Origin}";
        }

        if (AlsoAssessing is not null)
        {
            yield return $"also being assessed: {AlsoAssessing}";
        }
    }
}
