using IncidentTimeline.Server.Hosting;
using Npgsql;

namespace IncidentTimeline.Tests.Server.Hosting;

public sealed class ConnectionPoolTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Theory]
    [InlineData(97, 87)] // PostgreSQL as it is installed, with nobody there: 100 connections, 3 of them kept for superusers.
    [InlineData(197, 100)]
    [InlineData(0, 10)]
    public void It_leaves_room_to_others_where_there_is_any(int room, int size) => ConnectionPool.SizeFor(room).ShouldBe(size);

    [Fact]
    public async Task It_is_no_larger_than_the_server_has_room_for()
    {
        await using var find = database.Owner.CreateCommand("select current_setting('max_connections')::int");
        var all = (int)(await find.ExecuteScalarAsync())!; // It is never null.

        var fitted = new NpgsqlConnectionStringBuilder(await ConnectionPool.FitAsync(database.OwnerConnectionString, CancellationToken.None));

        fitted.MaxPoolSize.ShouldBeInRange(10, all - 13);
        fitted.ShouldSerialize("Maximum Pool Size").ShouldBeTrue();
    }

    [Theory]
    [InlineData("Host=127.0.0.1;Port=1;Username=u;Timeout=2")] // Nobody is there to ask.
    [InlineData("Host=127.0.0.1;Port=1;Username=u;Timeout=2;Maximum Pool Size=7")]
    public async Task Else_it_is_as_the_connection_string_says(string connection) =>
        (await ConnectionPool.FitAsync(connection, CancellationToken.None)).ShouldBe(connection);
}
