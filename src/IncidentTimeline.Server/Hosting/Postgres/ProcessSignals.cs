using System.Runtime.InteropServices;

namespace IncidentTimeline.Server.Hosting.Postgres;

/// <summary>The shutdown modes of a postmaster, by their signal numbers on Linux.</summary>
internal enum Signal
{
    None = 0,

    /// <summary>SIGINT, fast shutdown: ends sessions, writes a checkpoint.</summary>
    Interrupt = 2,

    /// <summary>SIGQUIT, immediate shutdown: ends at once, recovers at the next start.</summary>
    Quit = 3,
}

/// <summary>Signals to other processes, which .NET has only for killing.</summary>
internal static class ProcessSignals
{
    /// <summary>False when the process is gone or not ours to signal.</summary>
    public static bool Send(int processId, Signal signal) => Kill(processId, (int)signal) == 0;

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern int Kill(int processId, int signal);
}
