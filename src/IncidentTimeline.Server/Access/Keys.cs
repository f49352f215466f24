using System.Security.Cryptography;
using System.Text;

namespace IncidentTimeline.Server.Access;

/// <summary>Who may write: bearer keys with the name that the service stamps on what they record. Kept in one file of the data directory, readable by its owner only.</summary>
/// <remarks>A line is a name, a space and the key. The first start writes <c>admin</c>; a further line is a further writer, read at the next start.</remarks>
public sealed class Keys
{
    public const string FileName = "keys";

    private readonly Dictionary<string, string> _actorsByHash;

    private Keys(Dictionary<string, string> actorsByHash) => _actorsByHash = actorsByHash;

    /// <summary>Reads the file, or writes it with a new key for <c>admin</c>, which is handed out this once.</summary>
    public static (Keys Keys, string? NewKey) ReadOrCreate(string dataDirectory)
    {
        var path = Path.Combine(dataDirectory, FileName);
        var newKey = File.Exists(path) ? null : Create(dataDirectory, path);
        return (new Keys(Read(path)), newKey);
    }

    /// <summary>Whose key it is, or null.</summary>
    /// <remarks>Looked up by hash, so that the time it takes tells nothing about the keys there are.</remarks>
    public string? ActorOf(string key) => _actorsByHash.GetValueOrDefault(Hash(key));

    private static string Create(string dataDirectory, string path)
    {
        Directory.CreateDirectory(dataDirectory);
        var key = "it_" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite };
        using var writer = new StreamWriter(path, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), options);
        writer.Write($"admin {key}\n");
        return key;
    }

    private static Dictionary<string, string> Read(string path)
    {
        var actors = new Dictionary<string, string>();
        foreach (var (number, line) in File.ReadLines(path).Index().Where(one => !string.IsNullOrWhiteSpace(one.Item)))
        {
            if (line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) is not [var actor, var key] || !actors.TryAdd(Hash(key), actor))
            {
                throw new InvalidDataException($"Line {number + 1} of {path} is not a name and a key of its own, with one space between. Mend it and start again.");
            }
        }

        return actors.Count > 0 ? actors
            : throw new InvalidDataException($"{path} holds no key, so nobody could write. Remove it and start again for a new one.");
    }

    private static string Hash(string key) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
}
