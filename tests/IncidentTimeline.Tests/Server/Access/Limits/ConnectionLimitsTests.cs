using System.Net;
using System.Net.Sockets;
using System.Text;
using IncidentTimeline.Server.Access.Limits;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace IncidentTimeline.Tests.Server.Access.Limits;

/// <summary>What connections may take before a request has said who sends it.</summary>
public sealed class ConnectionLimitsTests(TestService service) : IClassFixture<TestService>
{
    /// <summary>Beyond the bound that is tested, on a machine that is busy with other tests.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(20);

    private static readonly byte[] Request = Encoding.ASCII.GetBytes("GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n");

    [Fact]
    public async Task Headers_that_come_byte_by_byte_are_not_waited_for()
    {
        using var patience = new CancellationTokenSource(ConnectionLimits.HeadersTimeout + Slack);
        using var slow = await ConnectAsync(IPAddress.Loopback);
        await slow.SendAsync("GET /health/live HTTP/1.1\r\nHost: localhost\r\nX-Long: "u8.ToArray());
        var told = new byte[1024];
        var answer = slow.ReceiveAsync(told, patience.Token).AsTask();

        while (!answer.IsCompleted)
        {
            // Each would begin the time anew, were it counted from the last byte; and never ends a header, of which there may be a hundred.
            await slow.SendAsync("x"u8.ToArray(), patience.Token);
            await Task.WhenAny(answer, Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, patience.Token));
        }

        Encoding.ASCII.GetString(told, 0, await answer).ShouldStartWith("HTTP/1.1 408 ");
        (await service.Anonymous.ReadAsync("/health/live")).Text("status").ShouldBe("alive");
    }

    [Fact]
    public async Task One_address_has_a_quarter_of_the_connections_and_the_next_is_ended_at_once()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        var open = new List<Socket>();
        try
        {
            while (open.Count <= ConnectionLimits.ConnectionsOfOneMax && await IsAnsweredAsync(IPAddress.Loopback, open, patience.Token))
            {
            }

            // The clients of the test come from there, too.
            open.Count.ShouldBeInRange((int)ConnectionLimits.ConnectionsOfOneMax - 20, (int)ConnectionLimits.ConnectionsOfOneMax);
            (await IsAnsweredAsync(IPAddress.Parse("127.0.0.2"), open, patience.Token)).ShouldBeTrue();

            open[0].Dispose();
            while (!await IsAnsweredAsync(IPAddress.Loopback, open, patience.Token))
            {
            }
        }
        finally
        {
            open.ForEach(one => one.Dispose());
        }
    }

    [Fact]
    public void Connections_are_bounded_in_number_and_in_idleness()
    {
        var limits = service.Services.GetRequiredService<IOptions<KestrelServerOptions>>().Value.Limits;

        (limits.MaxConcurrentConnections, limits.KeepAliveTimeout, limits.RequestHeadersTimeout).ShouldBe((8_192, TimeSpan.FromMinutes(2), TimeSpan.FromSeconds(10)));
        (limits.MaxRequestLineSize, limits.MaxRequestHeadersTotalSize).ShouldBe((8 * 1024, 32 * 1024)); // As access.md says.
    }

    // Kept open where it was.
    private async Task<bool> IsAnsweredAsync(IPAddress from, List<Socket> open, CancellationToken cancellationToken)
    {
        var socket = await ConnectAsync(from);
        try
        {
            await socket.SendAsync(Request, cancellationToken);
            if (await socket.ReceiveAsync(new byte[1024], cancellationToken) > 0)
            {
                open.Add(socket);
                return true;
            }
        }
        catch (SocketException)
        {
            // Ended with what it had sent unread.
        }

        socket.Dispose();
        return false;
    }

    private async Task<Socket> ConnectAsync(IPAddress from)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(from, 0));
        await socket.ConnectAsync(IPAddress.Loopback, service.Anonymous.BaseAddress!.Port); // Every client has one.
        return socket;
    }
}
