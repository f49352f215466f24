using System.Globalization;
using IncidentTimeline.Benchmarks.Measuring;

namespace IncidentTimeline.Benchmarks.Importing;

/// <summary>The resident memory of a process over its time, as Linux counts it.</summary>
internal sealed class MemoryUse(int processId)
{
    /// <summary>How often it is looked at: often enough that a tenth of an import has dozens of looks.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly List<double> _looks = [];

    /// <summary>The highest there ever was, in MB, which Linux keeps between two looks.</summary>
    public double Peak { get; private set; }

    /// <summary>Notes what there is now. Nothing once the process has ended.</summary>
    public void Look()
    {
        try
        {
            var status = File.ReadAllLines($"/proc/{processId}/status");
            if (Find(status, "VmRSS:") is { } now && Find(status, "VmHWM:") is { } peak)
            {
                _looks.Add(now);
                Peak = Math.Max(Peak, peak);
            }
        }
        catch (IOException)
        {
            // It has ended meanwhile.
        }
    }

    /// <summary>The median of one tenth of the looks, from 1 to 10.</summary>
    public double InTenth(int tenth)
    {
        var from = _looks.Count * (tenth - 1) / 10;
        return Statistics.Median(_looks[from..Math.Max(from + 1, _looks.Count * tenth / 10)]);
    }

    // "VmRSS:	  123456 kB", where kB are 1,024 bytes.
    private static double? Find(string[] status, string name) =>
        status.FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal)) is { } line
            ? double.Parse(line[name.Length..].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture) * 1_024 / 1_000_000
            : null;
}
