namespace IncidentTimeline.Client;

/// <summary>
/// What is said to be the case in one region: a mirror of <c>GET /regions/{code}/picture</c>. Nothing in it is added up across incidents, places or regions.
/// "Not stated", "none reported" and 0 are three different things. Codes are in lower kebab case, and a newer service may use further ones.
/// </summary>
/// <param name="Region">ISO 3166 code.</param>
/// <param name="Name">English name.</param>
/// <param name="AsOf">The cut points as resolved.</param>
/// <param name="Policy">The display policy that chose the displayed accounts.</param>
/// <param name="Incidents">Incidents with questions here, parts nested under their whole.</param>
/// <param name="ContextIncidents">How many context incidents were left out.</param>
/// <param name="Unplaced">Questions whose place is vague and only enclosed by this region.</param>
/// <param name="Parts">Regions inside this one that have questions of their own, by reference.</param>
/// <param name="Undated">With <see cref="CutPoints.PublishedBy"/>: claims whose publication time is not known, listed without effect.</param>
/// <param name="DocumentsWithoutPublicationTime">SHA-256 of documents behind this picture that nobody has dated.</param>
public sealed record Picture(
    string Region,
    string Name,
    AsOf AsOf,
    string Policy,
    IReadOnlyList<IncidentPicture> Incidents,
    int ContextIncidents,
    IReadOnlyList<IncidentPicture> Unplaced,
    IReadOnlyList<RegionPart> Parts,
    IReadOnlyList<Account> Undated,
    IReadOnlyList<string> DocumentsWithoutPublicationTime);

/// <summary>The three cut points of an answer, as resolved. Boundaries are inclusive.</summary>
/// <param name="KnownAt">What the log held up to this position.</param>
/// <param name="EventTime">What is said of the world at that time.</param>
/// <param name="PublishedBy">What sources had published by then; null for no filter.</param>
public sealed record AsOf(long KnownAt, DateTimeOffset EventTime, DateTimeOffset? PublishedBy = null);

/// <summary>One incident in a picture.</summary>
/// <param name="Incident">Its id.</param>
/// <param name="Title">Its name.</param>
/// <param name="Kind"><c>happening</c>, <c>group</c>, <c>context</c> or <c>feed</c>.</param>
/// <param name="IsClosed">Whether the desk closed it.</param>
/// <param name="Questions">Its questions here, answered or not.</param>
/// <param name="InformationGaps">Who declined to say what, or withheld it.</param>
/// <param name="Denials">Denials that put no value in the place of what they deny.</param>
/// <param name="PartOf">The incidents that it is part of.</param>
/// <param name="Parts">Its parts that have questions here.</param>
/// <param name="PartsCompared">What the parts say beside what is said of the whole.</param>
/// <param name="Relations">How persons related it to other incidents.</param>
public sealed record IncidentPicture(
    string Incident,
    string Title,
    string Kind,
    bool IsClosed,
    IReadOnlyList<Question> Questions,
    IReadOnlyList<AspectAccount> InformationGaps,
    IReadOnlyList<AspectAccount> Denials,
    IReadOnlyList<string> PartOf,
    IReadOnlyList<IncidentPicture> Parts,
    IReadOnlyList<PartsComparison> PartsCompared,
    IReadOnlyList<IncidentRelation> Relations);

/// <summary>A question with the account in force, the other accounts, and what is not known.</summary>
/// <param name="Aspect">The aspect's key, such as <c>drones-down</c> or <c>airport-status:svo</c>.</param>
/// <param name="Label">The question in words.</param>
/// <param name="PlaceKey">What tells two places apart.</param>
/// <param name="State"><c>displayed</c>; <c>contested</c>: the best accounts contradict each other and none is in force; <c>none-reported</c>, which is not 0; or <c>not-stated</c>: nobody says anything.</param>
/// <param name="Agreeing">Further claims of the displayed value.</param>
/// <param name="Competing">The other accounts, best first; all of them where it is contested.</param>
/// <param name="Possible">What may hold by the event time asked about, or may not yet.</param>
/// <param name="Ended">States whose stated end is past.</param>
/// <param name="Withdrawn">What its own source took back.</param>
/// <param name="Place">Where, in words.</param>
/// <param name="Displayed">The account in force; null where there is none.</param>
/// <param name="DecidedBy">The rule of the policy that decided, such as <c>status-class</c>.</param>
/// <param name="Sources">On how many sources the displayed value rests.</param>
public sealed record Question(
    string Aspect,
    string Label,
    string PlaceKey,
    string State,
    IReadOnlyList<Account> Agreeing,
    IReadOnlyList<CompetingAccount> Competing,
    IReadOnlyList<Account> Possible,
    IReadOnlyList<Account> Ended,
    IReadOnlyList<Account> Withdrawn,
    string? Place = null,
    Account? Displayed = null,
    string? DecidedBy = null,
    ValueSources? Sources = null);

/// <summary>An account that is not the displayed one.</summary>
/// <param name="Account">The claim that represents it.</param>
/// <param name="Agreeing">Further claims of the same value.</param>
/// <param name="IsCompatible">Whether both this and the displayed one can be true.</param>
/// <param name="Sources">On how many sources it rests.</param>
public sealed record CompetingAccount(Account Account, IReadOnlyList<Account> Agreeing, bool IsCompatible, ValueSources Sources);

/// <summary>On how many sources a value rests. Whether they are independent, only a person can say.</summary>
/// <param name="Voices">Registered voices; asserted repeats and shared origins count once.</param>
/// <param name="Publishers">Who published them.</param>
/// <param name="Anonymous">Unnamed voices, counted apart.</param>
/// <param name="Documents">The documents, and the data files, that it stands in; null from a service that does not count them.</param>
public sealed record ValueSources(int Voices, int Publishers, int Anonymous, int? Documents = null);

/// <summary>Something that somebody declined to say, withheld, or denied.</summary>
public sealed record AspectAccount(string Aspect, Account Account);

/// <summary>"Parts 1 + 1, consistent with 2": a remark, never a value.</summary>
/// <param name="Aspect">The question.</param>
/// <param name="Whole">What is said of the whole, in words.</param>
/// <param name="Parts">What is said of its parts, in words.</param>
/// <param name="IsConsistent">Whether the whole can be the sum of the parts.</param>
public sealed record PartsComparison(string Aspect, string Whole, IReadOnlyList<string> Parts, bool IsConsistent);

/// <summary>How a person related an incident to another; it changes no number.</summary>
/// <param name="Relation"><c>part-of</c>, <c>same-as</c>, <c>distinct-from</c>, <c>before</c> or <c>concurrent-with</c>.</param>
/// <param name="To">The other incident.</param>
/// <param name="Title">Its name.</param>
/// <param name="Reason">Why.</param>
public sealed record IncidentRelation(string Relation, string To, string Title, string Reason);

/// <summary>A region inside the one shown that has questions of its own: named, never added up.</summary>
public sealed record RegionPart(string Region, string Name, IReadOnlyList<string> Incidents);
