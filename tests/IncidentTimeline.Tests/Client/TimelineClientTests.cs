using System.IO.Pipelines;
using System.Net;
using IncidentTimeline.Client;

namespace IncidentTimeline.Tests.Client;

/// <summary>What the client makes of a service that stops talking.</summary>
public sealed class TimelineClientTests
{
    [Fact]
    public async Task An_answer_that_falls_silent_after_a_line_is_given_up()
    {
        var (time, answer) = (new HurriedTime(), new Pipe());
        await answer.Writer.WriteAsync("{\"line\":1,\"verdict\":\"recorded\"}\n"u8.ToArray());
        using var client = new TimelineClient(new HttpClient(new Answering(answer.Reader.AsStream())) { BaseAddress = new Uri("http://127.0.0.1") }, time);
        var verdicts = new List<LineVerdict>();

        var given = await Record.ExceptionAsync(async () =>
        {
            await foreach (var verdict in client.RecordAsync([new byte[1], new byte[1]], CancellationToken.None))
            {
                verdicts.Add(verdict);
            }
        }).WaitAsync(TimeSpan.FromSeconds(30)); // The test's own bound: no answer is waited for by this clock.

        given.ShouldBeOfType<TaskCanceledException>().InnerException.ShouldBeOfType<TimeoutException>();
        verdicts.Select(verdict => verdict.Verdict).ShouldBe(["recorded"]);
        time.Passed.ShouldBeGreaterThan(TimeSpan.FromSeconds(30)); // As long as the service itself has patience for a line.
    }

    /// <summary>Gives a body of lines that the test writes.</summary>
    private sealed class Answering(Stream body) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK)
        {
            Content = new StreamContent(body) { Headers = { { "Content-Type", "application/x-ndjson" } } },
        });
    }
}
