namespace IncidentTimeline.Tests.Deploy;

/// <summary>The instructions of ops/deploy/Dockerfile, continued lines joined and comments left out.</summary>
internal sealed class Dockerfile
{
    private readonly IReadOnlyList<(string Name, string Arguments)> _instructions;

    private Dockerfile(IReadOnlyList<(string Name, string Arguments)> instructions) => _instructions = instructions;

    public static Dockerfile Read() => new(
        [.. File.ReadAllText(Path.Combine(Repository.Root, "ops/deploy/Dockerfile")).Replace("\\\n", " ", StringComparison.Ordinal)
            .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Where(line => !line.StartsWith('#'))
            .Select(line => line.Split(' ', 2))
            .Select(parts => (parts[0], parts[1].Trim()))]);

    /// <summary>The arguments of every instruction of that name, in order.</summary>
    public IReadOnlyList<string> Of(string name) => [.. _instructions.Where(one => one.Name == name).Select(one => one.Arguments)];
}
