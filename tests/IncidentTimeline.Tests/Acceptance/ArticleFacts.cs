using System.Text.Json;
using IncidentTimeline.Desk;
using IncidentTimeline.Facts;
using IncidentTimeline.Places;
using IncidentTimeline.Sources;
using IncidentTimeline.Times;
using Xunit.Abstractions;

namespace IncidentTimeline.Tests.Acceptance;

/// <summary>Three real articles and what a person coded from them, read as facts. The texts are not ours and stand outside the repository.</summary>
internal static class ArticleFacts
{
    private static readonly Guid Namespace = new("1f0d3a52-7c55-5f6e-9b0a-3f1f4a0a9d11");

    // Remarks of the coder: it stays open whether the article or somebody quoted in it says this.
    private static readonly string[] AmbiguousSpeakers = ["A-09", "A-12", "C-42"];

    // Their status and speaker were taken over from a sentence elsewhere in the article.
    private static readonly string[] ConfirmedElsewhere = ["B-03", "B-04", "B-05"];

    /// <summary>The folder <c>shared/data/articles</c> in or beside any directory above the tests; null when there is none.</summary>
    public static string? Folder { get; } = Repository.FindUpwards(directory => Directory.Exists(Below(directory))) is { } found ? Below(found) : null;

    /// <summary>Whether the articles are there. Where not, it says so and the test has nothing to do; on CI that is a failure.</summary>
    public static bool AreThere(ITestOutputHelper output)
    {
        if (Folder is not null)
        {
            return true;
        }

        output.WriteLine("NOT TESTED: no folder shared/data/articles beside the repository, so the acceptance on real articles did not run.");
        Environment.GetEnvironmentVariable("CI").ShouldNotBe("true", "On CI the articles have to be there.");
        return false;
    }

    /// <summary>Every line that counts as a fact, in the order of the file.</summary>
    public static IReadOnlyList<ArticleFact> Load() =>
        [.. Lines().Where(line => line.GetProperty("countsAsFact").GetBoolean()).Select(Map)];

    /// <summary>The documents, oldest name first.</summary>
    public static IReadOnlyList<ArticleDocument> Documents() =>
    [
        .. Directory.GetFiles(Folder!, "*.txt").Order(StringComparer.Ordinal) // Only called where AreThere.
            .Select(path => new ArticleDocument(PublisherOf(Path.GetFileName(path)), File.ReadAllBytes(path))),
    ];

    /// <summary>The sources to register: the articles as publishers, and the two officials whose office is named.</summary>
    public static IReadOnlyList<(SourceId Id, SourceRegistered Source)> Sources { get; } =
    [
        (new SourceId("article-000"), new SourceRegistered(SourceKind.Outlet, "Article 000")),
        (new SourceId("article-001"), new SourceRegistered(SourceKind.Outlet, "Article 001")),
        (new SourceId("article-002"), new SourceRegistered(SourceKind.Outlet, "Article 002")),
        (new SourceId("governor-of-kaluga-oblast"), new SourceRegistered(SourceKind.OfficialInRole, "Governor of Kaluga Oblast", new RegionCode("RU-KLU"))),
        (new SourceId("governor-of-voronezh-oblast"), new SourceRegistered(SourceKind.OfficialInRole, "Governor of Voronezh Oblast", new RegionCode("RU-VOR"))),
    ];

    /// <summary>The id of a coded fact in the log.</summary>
    public static FactId IdOf(string sourceFactId) => new(Uuid5.Of(Namespace, sourceFactId));

    private static string Below(string directory) => Path.Combine(directory, "shared/data/articles");

    /// <summary>The coded lines as they are, commentary too.</summary>
    public static IEnumerable<JsonElement> Lines() =>
        File.ReadLines(Path.Combine(Folder!, "facts.ndjson")).Where(line => line.Length > 0).Select(line => JsonElement.Parse(line)); // Only called where AreThere.

    private static ArticleFact Map(JsonElement line)
    {
        var id = line.Text("factId")!;
        var attribution = AttributionOf(id, line);
        var fact = new Fact(
            IdOf(id),
            ArticleClaims.Read(line),
            EventTimeOf(line.GetProperty("eventTime")),
            [.. line.GetProperty("region").EnumerateArray().Select(PlaceOf)],
            attribution,
            StatusOf(line.Text("epistemicStatus")!, attribution),
            PolarityOf(line),
            line.Text("statusCue"),
            Document: new DocumentHash(line.Text("sourceSha256")!),
            Quotations: [QuotationOf(line)],
            Inferred: ConfirmedElsewhere.Contains(id) ? ["/status", "/attribution"] : null,
            Note: line.Text("note"));
        return new ArticleFact(id, line, new IncidentId(line.Text("incidentHint")!.ToLowerInvariant()), fact, [.. RelationsOf(id, line)]);
    }

    private static Attribution AttributionOf(string id, JsonElement line)
    {
        Speaker[] speakers = ArticleClaims.SilentParty(id, line) is null
            ? [.. line.GetProperty("attribution").EnumerateArray().Where(entry => entry.Text("role") != "publisher").Select(SpeakerOf)]
            : [];
        return new Attribution(PublisherOf(line.Text("sourceFile")!), speakers.Length == 0 ? null : speakers, AmbiguousSpeakers.Contains(id));
    }

    private static SourceId PublisherOf(string file) => new($"article-{file[..3]}");

    private static Speaker SpeakerOf(JsonElement entry)
    {
        var (role, source) = entry.Text("kind") switch
        {
            "official_body" => (SpeakerRole.OfficialBody, null),
            "named_office" => (SpeakerRole.NamedOffice, "governor-of-kaluga-oblast"),
            "named_official" => (SpeakerRole.NamedOfficial, "governor-of-voronezh-oblast"),
            "spokesperson" => (SpeakerRole.Spokesperson, null),
            "government" => (SpeakerRole.Government, null),
            "unnamed_official" or "unnamed_officials" => (SpeakerRole.UnnamedOfficial, null),
            "anonymous_source" => (SpeakerRole.AnonymousSource, null),
            "analysts" => (SpeakerRole.Analysts, null),
            "researchers" => (SpeakerRole.Researchers, null),
            "media" => (SpeakerRole.Media, null),
            "residents" => (SpeakerRole.Residents, (string?)null),
            var other => throw new InvalidDataException($"An attribution of kind {other} has no role here."),
        };
        return new Speaker(role, source is null ? null : new SourceId(source), entry.Text("label"), entry.Text("channel"));
    }

    // A denial and a silence are no rungs of certainty: whoever denies or is silent states that.
    private static FactStatus StatusOf(string status, Attribution attribution) => status switch
    {
        "denied" => FactStatus.Stated,
        "no_comment" or "undisclosed" => attribution.Speakers is null ? FactStatus.Asserted : FactStatus.Stated,
        _ => Enum.Parse<FactStatus>(status, ignoreCase: true),
    };

    private static Polarity PolarityOf(JsonElement line) =>
        line.Text("epistemicStatus") == "denied" ? Polarity.Denied : Enum.Parse<Polarity>(line.Text("polarity")!, ignoreCase: true);

    private static EventTime EventTimeOf(JsonElement time)
    {
        var kind = time.Text("kind") switch
        {
            "relative" or "future" => EventTimeKind.Relative,
            "relative-window" => EventTimeKind.Window,
            "relative-order" => EventTimeKind.OrderOnly,
            "as-of-publication" => EventTimeKind.AsOfPublication,
            "unstated" or "duration" => EventTimeKind.Unstated,
            var other => throw new InvalidDataException($"A time of kind {other} has no kind here."),
        };
        return new EventTime(kind, time.Text("asStated"), time.Text("edtf"), Zone: "Europe/Moscow");
    }

    private static Place PlaceOf(JsonElement region)
    {
        var precision = region.Text("precision") switch
        {
            "country" => PlacePrecision.Country,
            "admin1" => PlacePrecision.Admin1,
            "admin2" => PlacePrecision.Admin2,
            "admin1+surroundings" => PlacePrecision.RegionAndSurroundings,
            "part-of-admin1" => PlacePrecision.PartOfRegion,
            "informal" => PlacePrecision.Informal,
            "informal-set" => PlacePrecision.InformalSet,
            "unspecified-local" => PlacePrecision.UnspecifiedLocal,
            "none" => PlacePrecision.Unknown,
            var other => throw new InvalidDataException($"A place of precision {other} has no precision here."),
        };
        return new Place(precision, region.Text("iso3166") is { } code ? new RegionCode(code) : null, region.Text("district"), region.Text("asStated"));
    }

    private static Quotation QuotationOf(JsonElement line)
    {
        var (selector, position) = (line.GetProperty("selector"), line.GetProperty("position"));
        return new Quotation(
            selector.Text("exact")!, position.GetProperty("start").GetInt32(), position.GetProperty("end").GetInt32(),
            Prefix: selector.Text("prefix"), Suffix: selector.Text("suffix"));
    }

    private static IEnumerable<ArticleRelation> RelationsOf(string id, JsonElement line) =>
        (line.TryGetProperty("relations", out var relations) ? relations.EnumerateArray() : default)
        .Select(relation => new ArticleRelation(
            IdOf(id),
            Enum.Parse<FactRelation>(relation.Text("type")!.Replace("_", "", StringComparison.Ordinal), ignoreCase: true),
            IdOf(relation.Text("factId")!),
            relation.Text("note")));
}

/// <summary>A coded line and the fact that it becomes.</summary>
internal sealed record ArticleFact(string SourceFactId, JsonElement Line, IncidentId Incident, Fact Fact, IReadOnlyList<ArticleRelation> Relations);

/// <summary>How one coded fact stands to another.</summary>
internal sealed record ArticleRelation(FactId Fact, FactRelation Relation, FactId To, string? Note);

/// <summary>An article as captured.</summary>
internal sealed record ArticleDocument(SourceId Publisher, byte[] Bytes);

internal static class ArticleLines
{
    /// <summary>The text of a member; null where it is absent or null.</summary>
    public static string? Text(this JsonElement owner, string member) =>
        owner.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
