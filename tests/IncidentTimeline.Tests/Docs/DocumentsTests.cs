using System.Reflection;
using System.Text.RegularExpressions;

namespace IncidentTimeline.Tests.Docs;

/// <summary>What the Markdown files point at is there.</summary>
public partial class DocumentsTests
{
    private static readonly string[] Skipped = ["bin", "obj", "node_modules", "TestResults", ".git", ".data", ".tools"];

    public static TheoryData<string> Documents =>
        [.. Directory.EnumerateFiles(Repository.Root, "*.md", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Repository.Root, path))
            .Where(path => !path.Split('/').Intersect(Skipped).Any())
            .Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Documents))]
    public void Every_relative_link_leads_to_a_file(string document)
    {
        var folder = Path.GetDirectoryName(Path.Combine(Repository.Root, document))!; // A file in the repository has a folder.

        RelativeLink().Matches(Read(document)).Select(link => link.Groups[1].Value)
            .Where(target => !Path.Exists(Path.Combine(folder, target)))
            .ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public void Every_test_that_is_named_exists(string document) =>
        NamedTest().Matches(Read(document)).Select(name => name.Value.Trim('`'))
            .Where(name => !IsTest(name))
            .ShouldBeEmpty();

    [Fact]
    public void The_readme_can_be_read_in_one_sitting() =>
        File.ReadAllLines(Path.Combine(Repository.Root, "README.md")).Length.ShouldBeLessThanOrEqualTo(150);

    private static string Read(string document) => File.ReadAllText(Path.Combine(Repository.Root, document));

    // "SomeTests.A_sentence", or "SomeTests" for all of a class.
    private static bool IsTest(string name) =>
        typeof(DocumentsTests).Assembly.GetTypes().Any(type =>
            name == type.Name || (name.StartsWith(type.Name + ".", StringComparison.Ordinal)
                && type.GetMethod(name[(type.Name.Length + 1)..], BindingFlags.Public | BindingFlags.Instance) is not null));

    [GeneratedRegex(@"\]\((?!https?:|mailto:|#)([^)\s#]+)(?:#[^)\s]*)?\)")]
    private static partial Regex RelativeLink();

    [GeneratedRegex(@"`\w+Tests(\.\w+)?`")]
    private static partial Regex NamedTest();
}
