using IncidentTimeline.Server.Access.Keys;
using IncidentTimeline.Server.Hosting;

namespace IncidentTimeline.Tests.Server.Hosting;

public sealed class CommandLineTests
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
    [InlineData("Unrecognized command or argument '--bogus'.", "--bogus")]
    [InlineData("Unrecognized command or argument '--urls=http://0.0.0.0'.", "--urls=http://0.0.0.0")]
    [InlineData("Unrecognized command or argument '@/etc/hostname'.", "@/etc/hostname")]
    [InlineData("Required argument missing for option: '--port'.", "--port")]
    [InlineData("Required argument missing for option: '--data'.", "--data=")]
    [InlineData("--port must be a number from 0 to 65535, not \"65536\".", "--port", "65536")]
    [InlineData("--port must be a number from 0 to 65535, not \"-1\".", "--port", "-1")]
    public void What_is_not_understood_is_named(string expected, params string[] arguments) =>
        new CommandLine(_ => null).Parse(arguments).Errors.Select(error => error.Message).ShouldBe([expected]);

    [Theory]
    [InlineData("TIMELINE_DEMO", "perhaps", "TIMELINE_DEMO must be true or false.")]
    [InlineData("TIMELINE_PORT", "http", "TIMELINE_PORT: --port must be a number from 0 to 65535, not \"http\".")]
    public void What_the_environment_says_wrongly_is_named(string variable, string value, string expected) =>
        new CommandLine(name => name == variable ? value : null).Parse([]).Errors.Select(error => error.Message).ShouldBe([expected]);

    [Fact]
    public void Where_to_listen_and_whom_to_trust_is_read()
    {
        var options = Read(
            "--address", "0.0.0.0", "--trusted-proxy", "10.0.0.0/8, 192.0.2.7,2001:db8::/32",
            "--oidc-issuer", "https://issuer.example", "--oidc-audience", "timeline", "--oidc-roles", "desk=analyst", "--oidc-clock-skew", "5");

        options.Address.ToString().ShouldBe("0.0.0.0");
        options.TrustedProxies.Select(network => network.ToString()).ShouldBe(["10.0.0.0/8", "192.0.2.7/32", "2001:db8::/32"]);
        options.Oidc.ShouldNotBeNull().ClockSkew.ShouldBe(TimeSpan.FromSeconds(5));
    }

    [Theory]
    [InlineData("would show every key to whoever is on the way", "--address", "0.0.0.0")]
    [InlineData("would show every key to whoever is on the way", "--address", "::")]
    [InlineData("--tls-certificate and --tls-key come together", "--tls-certificate", "/c.pem")]
    [InlineData("--address must be an IP address", "--address", "*")]
    [InlineData("--trusted-proxy must be addresses or networks", "--trusted-proxy", "proxy.example")]
    [InlineData("--trusted-proxy must be addresses or networks", "--trusted-proxy", "10.0.0.0/33")]
    [InlineData("needs an --oidc-audience", "--oidc-issuer", "https://issuer.example")]
    [InlineData("need an --oidc-issuer", "--oidc-roles", "desk=analyst")]
    public void What_cannot_be_served_is_refused_with_the_reason(string expected, params string[] arguments)
    {
        var commandLine = new CommandLine(_ => null);

        commandLine.Problems(commandLine.Parse(arguments)).ShouldHaveSingleItem().ShouldContain(expected);
    }

    [Fact]
    public void A_verb_is_not_held_to_what_only_serving_takes()
    {
        var commandLine = new CommandLine(name => name == "TIMELINE_ADDRESS" ? "0.0.0.0" : null);
        commandLine.Root.Subcommands.Add(KeyVerb.Create(commandLine));

        commandLine.Problems(commandLine.Parse(["key", "create", "--name", "admin", "--role", "admin"])).ShouldBeEmpty();
        commandLine.Parse(["key", "create", "--name", "Admin", "--role", "admin"]).Errors.Select(error => error.Message).ShouldHaveSingleItem().ShouldStartWith("name: Use a–z");
        commandLine.Parse(["key", "create", "--name", "admin", "--role", "root"]).Errors.Select(error => error.Message).ShouldHaveSingleItem().ShouldContain("not \"root\"");
    }

    private static ServerOptions Read(params string[] arguments) => Read(_ => null, arguments);

    private static ServerOptions Read(Func<string, string?> environment, params string[] arguments)
    {
        var commandLine = new CommandLine(environment);
        var parsed = commandLine.Parse(arguments);
        parsed.Errors.ShouldBeEmpty();
        return commandLine.Read(parsed);
    }
}
