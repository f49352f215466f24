using System.Threading.Channels;
using IncidentTimeline.Cli;
using IncidentTimeline.Tests.Server;

namespace IncidentTimeline.Tests.Cli;

/// <summary>The command as it is run, with the admin's key, on the service of a test.</summary>
internal static class TimelineRun
{
    /// <summary>What it wrote when it had ended.</summary>
    public static async Task<(int Code, string Output, string Error)> TimelineAsync(this TestService service, params string[] arguments)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var code = await TimelineCommand.RunAsync([.. arguments, "--server", service.Address()], name => name == "TIMELINE_KEY" ? service.AdminKey : null, output, error);
        return (code, output.ToString(), error.ToString());
    }

    /// <summary>What ended as it should.</summary>
    public static async Task<string> ReadTimelineAsync(this TestService service, params string[] arguments)
    {
        var (code, output, error) = await service.TimelineAsync(arguments);
        (code, error).ShouldBe((TimelineCommand.Succeeded, ""), output);
        return output;
    }

    public static string Address(this TestService service) => service.Admin.BaseAddress!.ToString(); // Its clients have one.
}

/// <summary>A command that goes on until it is ended, and what it writes, line by line.</summary>
internal sealed class RunningTimeline : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly CancellationTokenSource _end = new();
    private readonly LineWriter _output = new();
    private readonly StringWriter _error = new() { NewLine = "\n" };
    private readonly Task<int> _running;

    public RunningTimeline(TestService service, params string[] arguments) => _running = TimelineCommand.RunAsync(
        [.. arguments, "--server", service.Address()], name => name == "TIMELINE_KEY" ? service.AdminKey : null, _output, _error, _end.Token);

    public async Task<string> NextAsync() => await _output.Lines.ReadAsync().AsTask().WaitAsync(Patience);

    /// <summary>Ends it as Ctrl-C does.</summary>
    public async Task<(int Code, string Error)> EndAsync()
    {
        await _end.CancelAsync();
        return (await _running.WaitAsync(Patience), _error.ToString());
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        _end.Dispose();
        await _output.DisposeAsync();
        await _error.DisposeAsync();
    }

    /// <summary>Hands whole lines on as they are written.</summary>
    private sealed class LineWriter : StringWriter
    {
        private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();

        public ChannelReader<string> Lines => _lines.Reader;

        public override void Write(char value) => Take(value.ToString());

        public override void Write(string? value) => Take(value ?? "");

        public override Task WriteLineAsync(string? value)
        {
            Take(value + "\n");
            return Task.CompletedTask;
        }

        private void Take(string text)
        {
            var whole = GetStringBuilder().Append(text).ToString().Split('\n');
            foreach (var line in whole[..^1])
            {
                _lines.Writer.TryWrite(line);
            }

            GetStringBuilder().Clear().Append(whole[^1]);
        }
    }
}
