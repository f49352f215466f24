using IncidentTimeline.Server.Hosting;

namespace IncidentTimeline.Tests.Server.Hosting;

public sealed class ServerOptionsTests
{
    [Fact]
    public void Nothing_said_means_port_5080_the_demo_and_an_embedded_database()
    {
        var options = Read();

        (options.Port, options.Demo, options.ConnectionString).ShouldBe((5080, true, null));
    }

    [Theory]
    [InlineData("--port", "81", "--data", "/d", "--no-demo", "--connection", "Host=h;Port=1")]
    [InlineData("--port=81", "--data=/d", "--no-demo", "--connection=Host=h;Port=1")]
    public void Every_option_is_read_in_both_spellings(params string[] arguments)
    {
        var options = Read(arguments);

        (options.Port, options.DataDirectory, options.Demo, options.ConnectionString).ShouldBe((81, "/d", false, "Host=h;Port=1"));
    }

    [Fact]
    public void The_command_line_wins_over_the_environment()
    {
        var options = Read(name => name switch { "TIMELINE_PORT" => "81", "TIMELINE_DEMO" => "false", _ => null }, "--port", "82");

        (options.Port, options.Demo).ShouldBe((82, false));
    }

    [Theory]
    [InlineData("\"--bogus\" is not an option.", "--bogus")]
    [InlineData("\"--urls=http://0.0.0.0\" is not an option.", "--urls=http://0.0.0.0")]
    [InlineData("--port needs a value.", "--port")]
    [InlineData("--data needs a value.", "--data=")]
    [InlineData("--port must be a number from 0 to 65535, not \"65536\".", "--port", "65536")]
    [InlineData("--port must be a number from 0 to 65535, not \"-1\".", "--port", "-1")]
    public void What_is_not_understood_is_named(string expected, params string[] arguments)
    {
        var options = ServerOptions.Read(arguments, _ => null, out var problem);

        options.ShouldBeNull();
        problem.ShouldBe(expected);
    }

    private static ServerOptions Read(params string[] arguments) => Read(_ => null, arguments);

    private static ServerOptions Read(Func<string, string?> environment, params string[] arguments)
    {
        var options = ServerOptions.Read(arguments, environment, out var problem);
        problem.ShouldBe("");
        return options.ShouldNotBeNull();
    }
}
