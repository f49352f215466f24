using System.Net.Sockets;
using IncidentTimeline.EventLog;
using Npgsql;

namespace IncidentTimeline.Tests.EventLog;

public sealed class OutageTests
{
    public static TheoryData<Exception, bool> Failures => new()
    {
        { new TimeoutException("The time for connecting is used up."), true },
        { new SocketException((int)SocketError.HostNotFound), true },
        { new NpgsqlException("The connection broke."), true },
        { new PostgresException("no room", "ERROR", "ERROR", PostgresErrorCodes.DiskFull), true },
        { new PostgresException("a standby", "ERROR", "ERROR", PostgresErrorCodes.ReadOnlySqlTransaction), true },
        { new PostgresException("no such table", "ERROR", "ERROR", PostgresErrorCodes.UndefinedTable), false },
        { new PostgresException("append-only", "ERROR", "ERROR", "IT001"), false },
        { new InvalidOperationException("a bug"), false },
        { new OperationCanceledException(), false },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public void What_passes_by_itself_is_told_from_what_does_not(Exception failure, bool isOutage) => failure.IsOutage().ShouldBe(isOutage);

    [Fact]
    public async Task A_host_name_that_does_not_resolve_is_an_outage()
    {
        await using var database = NpgsqlDataSource.Create("Host=database.invalid;Database=timeline;Username=timeline;Timeout=5");

        (await Should.ThrowAsync<Exception>(async () => await database.OpenConnectionAsync())).IsOutage().ShouldBeTrue();
    }
}
