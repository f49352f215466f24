namespace IncidentTimeline.Server.Access;

/// <summary>What a caller is here for. <see cref="AccessTable"/> says what each may do.</summary>
public enum Role
{
    /// <summary>Records sources, documents, incidents and facts, and reads what that takes.</summary>
    Reporter,

    /// <summary>Records, decides at the desk, and reads everything but the keys, the check and the metrics.</summary>
    Analyst,

    /// <summary>Another service: reads events, facts and pictures.</summary>
    Subscriber,

    /// <summary>Reads everything, the list of keys too, and writes nothing.</summary>
    Auditor,

    /// <summary>May do everything.</summary>
    Admin,
}

internal static class RoleNames
{
    /// <summary>The role as it is written on the wire, in the database and on the command line.</summary>
    public static string Text(this Role role) => role.ToString().ToLowerInvariant();

    public static bool TryParse(string text, out Role role)
    {
        foreach (var one in Enum.GetValues<Role>())
        {
            if (one.Text() == text)
            {
                role = one;
                return true;
            }
        }

        role = default;
        return false;
    }
}
