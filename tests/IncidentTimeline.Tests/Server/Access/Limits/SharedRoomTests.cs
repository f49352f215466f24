using System.Net;
using IncidentTimeline.Server.Access.Limits;
using Microsoft.AspNetCore.Http;

namespace IncidentTimeline.Tests.Server.Access.Limits;

public sealed class SharedRoomTests
{
    private readonly SharedRoom _room = new(all: 8, ofOne: 4);

    [Fact]
    public void One_caller_takes_his_share_and_no_more_and_leaves_the_others_theirs()
    {
        Take(0, 3).ShouldNotBeNull();
        Take(0, 1).ShouldNotBeNull();

        Take(0, 1).ShouldBeNull();
        Take(1, 4).ShouldNotBeNull();
    }

    [Fact]
    public void All_together_take_what_there_is_and_no_more()
    {
        Take(0, 4).ShouldNotBeNull();
        Take(1, 3).ShouldNotBeNull();

        Take(2, 2).ShouldBeNull();
        Take(2, 1).ShouldNotBeNull();
    }

    [Fact]
    public void What_is_given_back_is_there_again_and_given_back_once()
    {
        var first = Take(0, 4).ShouldNotBeNull();
        Take(1, 4).ShouldNotBeNull();
        first.Dispose();
        first.Dispose();

        Take(0, 4).ShouldNotBeNull();
        Take(2, 1).ShouldBeNull();
    }

    /// <summary>For somebody who is known by an address.</summary>
    private IDisposable? Take(byte number, long amount) =>
        _room.Take(new DefaultHttpContext { Connection = { RemoteIpAddress = new IPAddress([192, 0, 2, number]) } }, amount);
}
