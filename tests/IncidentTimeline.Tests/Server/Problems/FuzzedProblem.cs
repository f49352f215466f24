using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace IncidentTimeline.Tests.Server.Problems;

/// <summary>What every refusal of a spoilt request must say.</summary>
internal static partial class FuzzedProblem
{
    private static readonly HashSet<string> Slugs = [.. ListedSlug().Matches(File.ReadAllText(Path.Combine(Repository.Root, "docs/reference/http.md"))).Select(row => row.Groups[1].Value)];

    /// <summary>It is the caller's fault, of a kind that is listed, told without words of ours, and what it points at is there.</summary>
    /// <param name="problem">The problem document.</param>
    /// <param name="json">What was sent, and its pointers lead into.</param>
    /// <param name="what">What was sent, for whoever has to find out.</param>
    public static void ShouldBeTheCallers(this JsonNode problem, byte[] json, string what)
    {
        var status = problem["status"]!.GetValue<int>();
        status.ShouldBeInRange(400, 499, what);
        Slugs.ShouldContain(problem["type"]!.GetValue<string>()["/problems/".Length..], what);
        problem["detail"]!.GetValue<string>().ShouldNotStartWith("The body is not of the shape", customMessage: what);
        problem.ToJsonString().ShouldNotContain("System.", customMessage: what);
        if (status == 400)
        {
            foreach (var error in problem["errors"].ShouldNotBeNull(what).AsArray())
            {
                LeadsSomewhere(json, error!["pointer"]!.GetValue<string>()).ShouldBeTrue(what);
            }
        }
    }

    // A member that is missing is not there, but its object is; in what is no JSON there is nothing to follow.
    private static bool LeadsSomewhere(byte[] body, string pointer)
    {
        try
        {
            var text = body.AsSpan().StartsWith((byte[])[0xEF, 0xBB, 0xBF]) ? body.AsMemory(3) : body;
            using var json = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 64 });
            var at = json.RootElement;
            foreach (var step in pointer.Split('/')[1..^(pointer.Length == 0 ? 0 : 1)].Select(step => step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)))
            {
                at = at.ValueKind == JsonValueKind.Array ? at[int.Parse(step, CultureInfo.InvariantCulture)] : at.GetProperty(step);
            }

            return pointer.Length == 0 || at.ValueKind is JsonValueKind.Array or JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return true;
        }
    }

    [GeneratedRegex(@"^\| `([a-z0-9-]+)` \|", RegexOptions.Multiline)]
    private static partial Regex ListedSlug();
}
