using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace IncidentTimeline.Tests;

/// <summary>An address of this machine that is no loopback: what comes from there is a stranger's, and what is there is elsewhere, as a name says it.</summary>
internal static class OwnAddress
{
    public static IPAddress Find() =>
        NetworkInterface.GetAllNetworkInterfaces().Where(one => one.OperationalStatus == OperationalStatus.Up).SelectMany(one => one.GetIPProperties().UnicastAddresses).Select(one => one.Address)
            .FirstOrDefault(address => address.AddressFamily == AddressFamily.InterNetwork && !IPAddress.IsLoopback(address))
        ?? throw new InvalidOperationException("This machine has no IPv4 address but loopback, so nothing can come from elsewhere. Give it one: a dummy interface will do.");
}
