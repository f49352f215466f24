using System.Globalization;
using System.Text.RegularExpressions;

namespace IncidentTimeline.Tests.Server.Hosting.Telemetry;

/// <summary>What GET /metrics answered, read as Prometheus reads it.</summary>
internal sealed partial class Exposition
{
    private Exposition(IReadOnlyList<Sample> samples, IReadOnlyDictionary<string, string> types)
    {
        Samples = samples;
        Types = types;
    }

    public IReadOnlyList<Sample> Samples { get; }

    /// <summary>Of each metric, by the name that stands behind # TYPE.</summary>
    public IReadOnlyDictionary<string, string> Types { get; }

    public static async Task<Exposition> ReadAsync(HttpClient client)
    {
        using var response = await client.GetAsync("/metrics");
        var text = await response.Content.ReadAsStringAsync();
        ((int)response.StatusCode).ShouldBe(200, text);
        return Parse(text);
    }

    /// <summary>Reads again until it shows what is waited for.</summary>
    public static async Task<Exposition> WaitAsync(HttpClient client, Func<Exposition, bool> shows)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            var exposition = await ReadAsync(client);
            if (shows(exposition))
            {
                return exposition;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, patience.Token);
        }
    }

    public static Exposition Parse(string text) => new(
        [.. text.Split('\n').Where(line => line.Length > 0 && line[0] != '#').Select(Sample.Parse)],
        TypeLine().Matches(text).ToDictionary(line => line.Groups[1].Value, line => line.Groups[2].Value));

    /// <summary>The one sample with this name and at least these labels; null where there is none.</summary>
    public double? Find(string name, params (string Label, string Value)[] labels) =>
        Samples.SingleOrDefault(sample => sample.Name == name && labels.All(label => sample.Labels.GetValueOrDefault(label.Label) == label.Value))?.Value;

    [GeneratedRegex(@"^# TYPE (\S+) (\S+)", RegexOptions.Multiline)]
    private static partial Regex TypeLine();
}

/// <summary>One line.</summary>
internal sealed partial record Sample(string Name, IReadOnlyDictionary<string, string> Labels, double Value)
{
    public static Sample Parse(string line)
    {
        var match = Line().Match(line);
        match.Success.ShouldBeTrue(line);
        return new Sample(
            match.Groups[1].Value,
            Label().Matches(match.Groups[2].Value).ToDictionary(label => label.Groups[1].Value, label => label.Groups[2].Value),
            match.Groups[3].Value switch { "+Inf" => double.PositiveInfinity, var number => double.Parse(number, CultureInfo.InvariantCulture) });
    }

    [GeneratedRegex(@"^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)(?: \d+)?$")]
    private static partial Regex Line();

    [GeneratedRegex("""(\w+)="((?:[^"\\]|\\.)*)"(?:,|$)""")]
    private static partial Regex Label();
}
