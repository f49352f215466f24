using System.Text.Json;
using IncidentTimeline.Facts;
using IncidentTimeline.Facts.Air;
using IncidentTimeline.Facts.Context;
using IncidentTimeline.Facts.Impact;
using IncidentTimeline.Facts.Information;
using IncidentTimeline.Facts.Response;
using IncidentTimeline.Facts.Transport;
using IncidentTimeline.Places;

namespace IncidentTimeline.Tests.Acceptance;

/// <summary>The table from the type names of the coded lines to our fact types.</summary>
internal static class ArticleClaims
{
    private static readonly Dictionary<string, Func<Payload, IClaim>> Table = new()
    {
        // Air
        ["DroneDownReported"] = of => new DroneDownReported(of.Number("count")!, of.Text("targetClass")!, of.Text("verb"), of.Text("ordinal"), of.Text("by")),
        ["AirTargetInterceptedReported"] = of => new AirTargetInterceptedReported(of.Number("count")!, of.Text("asStated")!),
        ["DroneActivityReported"] = of => new DroneActivityReported(of.Text("what")),
        ["DroneHeadingReported"] = of => new DroneActivityReported(Toward: of.Text("toward"), Share: of.Text("share")),
        ["DroneAttackReported"] = of => new DroneAttackReported(Count.Exactly(1), of.Text("targetClass")!, of.Number("victim"), of.At("victim").Text("kind")),
        ["DroneCapabilityAssessed"] = of => new DroneAssessed(of.Flag("armed"), of.Text("capability"), Modality: of.Text("modality")),
        ["OriginStatusUpdated"] = of => new DroneAssessed(OriginStatus: of.Member<OriginStatus>("origin"), AlsoAssessing: of.Text("alsoAssessing")),

        // Impact
        ["CasualtyStatusUpdated"] = Casualties,
        ["DamageStatusUpdated"] = of => new DamageStatusUpdated(
            Severity(of), Elements: of.Texts("elements"), Buildings: of.Number("buildings"), BuildingClass: of.Text("buildingClass"), PropertyClass: of.Text("class"), Cause: of.Text("cause")),
        ["CriticalInfrastructureStatusUpdated"] = of => new CriticalInfrastructureStatusUpdated(of.Flag("disrupted")!.Value),
        ["PowerOutage"] = of => new PowerOutage(of.Number("affected"), of.At("affected").Text("unit"), of.Text("duration")),
        ["FireReported"] = of => new FireReported(of.Number("count"), of.Text("object")),
        ["NearMissReported"] = of => new NearMissReported(of.Texts("assets")!, of.Number("count")),

        // Transport
        ["AirportClosed"] = of => new AirportClosed(AsStated: "airports", Duration: of.Text("duration")),
        ["FlightsDiverted"] = of => new FlightsDiverted(
            of.Number("count")!,
            [.. of.Items("to").Select(to => new Destination(to.Text("asStated")!, new RegionCode(to.Text("iso3166")!)))],
            of.Flag("listExhaustive")),
        ["PassengersAffected"] = Passengers,
        ["TransportDelayReported"] = of => of.Texts("modes") is ["freight"]
            ? new FreightDisrupted(FreightEffect.Delayed)
            : new TrafficStatusUpdated(TrafficEffect.Delayed, [.. of.Texts("modes")!.Select(mode => Enum.Parse<TransportMode>(mode, ignoreCase: true))], Link: of.Text("link")),
        ["TransportDisruptionReported"] = of => new TrafficStatusUpdated(TrafficEffect.Disrupted, Route: of.Text("network"), Trend: of.Text("trend")),
        ["RoadTrafficDiverted"] = of => new TrafficStatusUpdated(TrafficEffect.Diverted, [TransportMode.Road], of.Text("road"), of.Text("duration")),
        ["FreightRerouted"] = of => new FreightDisrupted(FreightEffect.Rerouted, of.Member<TransportMode>("mode"), of.Number("count"), of.Text("unit")),
        ["SupplyDelayReported"] = of => new FreightDisrupted(FreightEffect.Delayed, Goods: of.Text("goods")),

        // Response
        ["EmergencyResponseDispatched"] = of => new EmergencyResponseDispatched(
            of.Text("service")!, of.Number("units"), of.Number("sites"), of.Text("purpose"), of.Text("tempo")),
        ["InvestigationStatusUpdated"] = of => of.Text("status") == "ongoing"
            ? new InvestigationStatusUpdated(InvestigationStatus.Ongoing, Activity: of.Text("activity"), With: of.Text("with"))
            : new InvestigationStatusUpdated(InvestigationStatus.Incomplete, of.Text("status")),
        ["ArrestStatusUpdated"] = of => new ArrestStatusUpdated(of.Number("arrests")!),
        ["ForceMovementReported"] = of => new ForceMovementReported(ForceMovement.Moved, of.Text("what")!, Relation: of.Text("relation")),
        ["ForceDeploymentReported"] = of => new ForceMovementReported(
            ForceMovement.Deployed, of.Text("what")!, of.Text("change"), of.Text("role"), After: of.Text("deployedAfter"), Evidence: of.Text("evidence")),

        // Information
        ["OfficialStatementIssued"] = of => new OfficialStatementIssued(
            of.Text("text"), of.Text("stance"), of.Flag("directQuote") ?? false, of.Flag("repeated") ?? false, of.Text("placement"), of.Text("characterises")),
        ["CommentDeclined"] = of => new CommentDeclined(of.Texts("topic")!, of.Text("act"), of.Text("reason"), SilentParty(of.FactId, of.Line), About(of.FactId)),
        ["InformationWithheld"] = of => new InformationWithheld(of.Texts("topic")!, of.Text("act"), About: About(of.FactId)),
        ["InformationGapReported"] = of => new InformationGapReported(of.Texts("topic")!, of.Text("effect")),
        ["ClaimConfirmed"] = of => new ClaimConfirmed([.. of.Texts("confirms")!.Select(ArticleFacts.IdOf)]),
        ["AssessmentPublished"] = of => new AssessmentPublished(of.Texts("hypotheses")!, of.Text("modality"), of.Text("act"), of.Texts("who")),
        ["EvidenceStatusUpdated"] = of => new EvidenceStatusUpdated(of.Text("evidence")!, For: ArticleFacts.IdOf(of.Text("for")!)),
        ["IntentAssessed"] = of => new EvidenceStatusUpdated(of.Text("evidence")!, $"{of.Text("intent")} intent"),
        ["CauseAttributed"] = of => new CauseAttributed(of.Text("cause")!, of.Text("of"), of.Text("share")),

        // Context
        ["SimilarIncidentsReported"] = of => new SimilarIncidentsReported(of.Number("count")!),
        ["TemporalOrderAsserted"] = of => new TemporalOrderAsserted(Incidents(of.Texts("order")![0]), Incidents(of.Texts("order")![1])),
        ["PatternAsserted"] = of => new CharacterisationReported(
            CharacterisationTopic.Pattern, of.Texts("pattern")!, Trend: of.Text("trend"), IncludesIncident: of.Flag("incidentIsLatest")),
        ["FrequencyCharacterised"] = of => new CharacterisationReported(CharacterisationTopic.Frequency, of.Texts("frequency")!),
        ["SeverityCharacterised"] = of => new CharacterisationReported(CharacterisationTopic.Severity, of.Texts("severity")!),
        ["AreaCharacterised"] = of => new CharacterisationReported(
            CharacterisationTopic.Area,
            [$"typically {of.Text("typically")}", $"{of.Text("militaryActivity")} military activity", $"{of.Text("industrialActivity")} industrial activity"]),
        ["PlaceRefined"] = of => new CharacterisationReported(CharacterisationTopic.Setting, of.Texts("setting")!, Term: of.Text("wording")),
        ["PublicReactionReported"] = of => new CharacterisationReported(
            CharacterisationTopic.PublicReaction, of.Texts("reaction")!, of.Texts("who"), Presupposes: of.Text("presupposes")),
        ["SecurityMeasuresDemanded"] = of => new CharacterisationReported(CharacterisationTopic.Demand, of.Texts("measure")!, of.Texts("who")),
        ["PublicAdvisoryIssued"] = of => new CharacterisationReported(CharacterisationTopic.PublicAdvice, of.Texts("advice")!),
        ["SecurityPostureReported"] = of => new CharacterisationReported(CharacterisationTopic.SecurityPosture, of.Texts("posture")!, Where: of.Text("where")),
        ["MonitoringReported"] = of => new CharacterisationReported(CharacterisationTopic.Monitoring, of.Texts("activity")!, of.Texts("who")),
        ["GovernmentResponseReported"] = of => new CharacterisationReported(CharacterisationTopic.OfficialResponse, of.Texts("activity")!),
        ["TransportDisruptionResponse"] = of => new CharacterisationReported(CharacterisationTopic.OfficialResponse, of.Texts("result")!, of.Texts("who")),
        ["ResponsePriorityReported"] = of => new CharacterisationReported(CharacterisationTopic.ResponsePriority, of.Texts("priority")!),
        ["PolicyDebateReported"] = of => new CharacterisationReported(CharacterisationTopic.PolicyDebate, of.Texts("options")!, of.Texts("who")),
        ["EconomicImpactReported"] = of => new CharacterisationReported(CharacterisationTopic.EconomicImpact, of.Texts("impact")!, of.Texts("who")),
    };

    public static IClaim Read(JsonElement line) => Table[line.Text("factType")!](new Payload(line));

    /// <summary>Who is silent, where the article reports the silence on its own account: the silent party is then the subject and no speaker.</summary>
    public static string? SilentParty(string factId, JsonElement line) =>
        factId is "A-27" or "A-30" ? line.GetProperty("attribution")[1].Text("label") : null;

    private static CasualtyStatusUpdated Casualties(Payload of) => of.At("casualties").Text("qualifier") == "no-direct"
        ? new CasualtyStatusUpdated(DirectCasualties: of.Number("casualties"))
        : new CasualtyStatusUpdated(Injured: of.Number("injured"), Casualties: of.Number("casualties"));

    private static DamageSeverity? Severity(Payload of) => of.At("property").Text("qualifier") switch
    {
        null => null,
        "none-reported" => DamageSeverity.NoneReported,
        "preliminary-none" => DamageSeverity.None,
        var word => Enum.Parse<DamageSeverity>(word, ignoreCase: true),
    };

    private static PassengersAffected Passengers(Payload of)
    {
        var effect = of.Text("effect")!;
        return effect.StartsWith("stranded", StringComparison.Ordinal)
            ? new PassengersAffected(PassengerEffect.Stranded, of.Number("count")!, effect, ArticleFacts.IdOf("C-19"))
            : new PassengersAffected(PassengerEffect.Disrupted, of.Number("count")!, effect);
    }

    // The questions that a silence leaves open, where it is one of ours.
    private static AspectKey? About(string factId) => factId switch
    {
        "A-07" or "C-05" => new AspectKey("drone-origin"),
        "C-26" or "C-32" => new AspectKey("air-target-class"),
        _ => null,
    };

    private static IncidentId[] Incidents(string hints) => [.. hints.Split('|').Select(hint => new IncidentId(hint.ToLowerInvariant()))];

    /// <summary>The payload of a coded line.</summary>
    private readonly record struct Payload(JsonElement Line)
    {
        public string FactId => Line.Text("factId")!;

        public string? Text(string member) => Root.Text(member);

        public JsonElement At(string member) => Root.TryGetProperty(member, out var value) ? value : JsonElement.Parse("{}");

        public bool? Flag(string member) =>
            Root.TryGetProperty(member, out var value) && value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : null;

        public TEnum? Member<TEnum>(string member) where TEnum : struct, Enum => Text(member) is { } word ? Enum.Parse<TEnum>(word, ignoreCase: true) : null;

        public JsonElement.ArrayEnumerator Items(string member) => Root.GetProperty(member).EnumerateArray();

        /// <summary>One text or several, as a list; null where there is none.</summary>
        public string[]? Texts(string member) => !Root.TryGetProperty(member, out var value) ? null : value.ValueKind switch
        {
            JsonValueKind.Array => [.. value.EnumerateArray().Select(item => item.GetString()!)],
            JsonValueKind.String => [value.GetString()!],
            _ => null,
        };

        public Count? Number(string member)
        {
            if (!Root.TryGetProperty(member, out var value) || value.ValueKind == JsonValueKind.Null)
            {
                return null;
            }

            if (value.ValueKind == JsonValueKind.Number)
            {
                return Count.Exactly(value.GetDecimal());
            }

            return value.Text("qualifier") switch
            {
                null or "exact" => Count.Exactly(value.GetProperty("value").GetDecimal()),
                "none-reported" => Count.NoneReported,
                "no-direct" or "none-made" or "preliminary-none" => Count.Exactly(0),
                "plural-unspecified" => Count.Vague("plural"),
                var many when many.StartsWith("many-of", StringComparison.Ordinal) => Count.Vague("many"),
                var words => Count.Vague(words),
            };
        }

        private JsonElement Root => Line.GetProperty("payload");
    }
}
