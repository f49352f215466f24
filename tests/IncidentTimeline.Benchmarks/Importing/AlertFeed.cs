using System.Globalization;
using System.IO.Compression;

namespace IncidentTimeline.Benchmarks.Importing;

/// <summary>Air-raid alerts as the feed has them, one a line: the real ones where they are at hand, or generated ones of the same form. Written to a file that goes with this object.</summary>
internal sealed class AlertFeed : IDisposable
{
    private const string RealFile = "shared/data/ua-air-raid-sirens/history.ndjson.gz";

    /// <summary>Lines of the real history, so that the generated one takes as long.</summary>
    private const int RealLines = 104_293;

    /// <summary>An alert that was called off is two facts.</summary>
    private const int FactsPerLine = 2;

    private static readonly string[] Oblasts =
    [
        "Cherkaska oblast", "Chernihivska oblast", "Chernivetska oblast", "Dnipropetrovska oblast", "Donetska oblast", "Ivano-Frankivska oblast", "Kharkivska oblast", "Khersonska oblast",
        "Khmelnytska oblast", "Kirovohradska oblast", "Kyivska oblast", "Lvivska oblast", "Mykolaivska oblast", "Odeska oblast", "Poltavska oblast", "Rivnenska oblast",
    ];

    private static readonly DateTime Begin = new(2022, 3, 1, 0, 0, 0, DateTimeKind.Utc);

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("incident-timeline-bench-feed-");

    private AlertFeed()
    {
    }

    public string Path => System.IO.Path.Combine(_directory.FullName, "alerts.ndjson");

    /// <summary>Which alerts they are.</summary>
    public string About { get; private set; } = ""; // Written before anybody gets it.

    /// <summary>What the lines mean.</summary>
    public static string Mapping => FindUpwards("ops/mappings/ua-air-raid-sirens.json")
        ?? throw new InvalidOperationException("The benchmark runs outside the repository: no ops/mappings above it.");

    /// <summary>The history, its first lines where fewer are asked for.</summary>
    public static AlertFeed History(int linesMax)
    {
        if (FindUpwards(RealFile) is not { } real)
        {
            return Generate(Math.Min(linesMax, RealLines));
        }

        using var reader = new StreamReader(new GZipStream(File.OpenRead(real), CompressionMode.Decompress));
        return Write("of the real history", Lines(reader).Take(linesMax));
    }

    /// <summary>Alerts that become about as many facts.</summary>
    public static AlertFeed OfFacts(int facts) => Generate(facts / FactsPerLine);

    public void Dispose() => _directory.Delete(recursive: true);

    private static AlertFeed Generate(int lines) => Write("of generated alerts", Enumerable.Range(0, lines).Select(Line));

    private static AlertFeed Write(string about, IEnumerable<string> lines)
    {
        var feed = new AlertFeed();
        var count = 0;
        using var file = File.CreateText(feed.Path);
        foreach (var line in lines)
        {
            file.Write(line);
            file.Write('\n');
            count++;
        }

        feed.About = $"{count} lines {about}";
        return feed;
    }

    private static IEnumerable<string> Lines(StreamReader reader)
    {
        while (reader.ReadLine() is { } line)
        {
            yield return line;
        }
    }

    // Each oblast has one a quarter of an hour, for as long as it takes.
    private static string Line(int number)
    {
        var began = Begin.AddMinutes(15.0 * (number / Oblasts.Length)).AddSeconds(number % Oblasts.Length);
        return $$"""{"id":"{{number:x16}}","seq":{{number + 1}},"op":"report","source":"volunteer","region":"{{Oblasts[number % Oblasts.Length]}}","raion":null,"hromada":null,"dup":null,"event_time":"{{Text(began)}}","report_time":"{{Text(began.AddHours(20))}}","value":{"finished_at":"{{Text(began.AddMinutes(10))}}","level":"oblast","naive":false},"previous":null,"commit":"d348685e6de1"}""";
    }

    private static string Text(DateTime instant) => instant.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    // Beside the repository, as for the acceptance tests, or in it.
    private static string? FindUpwards(string file)
    {
        for (var directory = AppContext.BaseDirectory; directory is not null; directory = System.IO.Path.GetDirectoryName(directory))
        {
            if (System.IO.Path.Combine(directory, file) is var found && File.Exists(found))
            {
                return found;
            }
        }

        return null;
    }
}
