using System.IO.Pipelines;
using System.Net;
using System.Text;
using IncidentTimeline.Client;

namespace IncidentTimeline.Tests.Client.Following;

/// <summary>What a follower meets on the way to a service, answer by answer, as a test says it.</summary>
internal sealed class ScriptedService : HttpMessageHandler
{
    private readonly Queue<Func<HttpResponseMessage>> _answers = new();

    /// <summary>Paths and queries of the requests so far.</summary>
    public List<string> Asked { get; } = [];

    /// <summary>A client that reaches nobody else.</summary>
    public TimelineClient Client(TimeProvider time) => new(new HttpClient(this) { BaseAddress = new Uri("http://127.0.0.1/") }, time);

    /// <summary>Answers with these lines, and ends.</summary>
    public ScriptedService Tells(params string[] lines) => Answers(string.Concat(lines.Select(line => line + "\n")));

    /// <summary>Answers with this text, and ends.</summary>
    public ScriptedService Answers(string body, HttpStatusCode status = HttpStatusCode.OK, string mediaType = "application/x-ndjson", TimeSpan? retryAfter = null)
    {
        _answers.Enqueue(() =>
        {
            var response = new HttpResponseMessage(status) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) { Headers = { { "Content-Type", mediaType } } } };
            response.Headers.RetryAfter = retryAfter is { } pause ? new(pause) : null;
            return response;
        });
        return this;
    }

    /// <summary>Answers with a problem document.</summary>
    public ScriptedService Refuses(HttpStatusCode status, string slug, TimeSpan? retryAfter = null) =>
        Answers($$"""{"type":"/problems/{{slug}}","title":"A title","detail":"A detail.","status":{{(int)status}}}""", status, "application/problem+json", retryAfter);

    /// <summary>Answers with what the test writes, when it writes it.</summary>
    public PipeWriter Speaks()
    {
        var body = new Pipe();
        _answers.Enqueue(() => new HttpResponseMessage(HttpStatusCode.OK) { Content = new StreamContent(body.Reader.AsStream()) { Headers = { { "Content-Type", "application/x-ndjson" } } } });
        return body.Writer;
    }

    /// <summary>Does not answer: nothing is there.</summary>
    public ScriptedService IsAway()
    {
        _answers.Enqueue(() => throw new HttpRequestException("Connection refused"));
        return this;
    }

    /// <summary>An event as a line.</summary>
    public static string Event(long position) => $$"""
        {"specversion":"1.0","id":"{{new Guid((int)position, 0, 0, new byte[8])}}","source":"/events","type":"FireReported","subject":"incident-fire","time":"2024-05-14T09:30:00Z","datacontenttype":"application/json","dataschema":"urn:incident-timeline:FireReported:1","position":"{{position}}","version":1,"actor":"coder","incident":"fire","regions":"RU-KLU,RU-TUL","types":"FireReported","data":{ } }
        """;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Asked.Add(request.RequestUri!.PathAndQuery); // A request goes somewhere.
        if (_answers.Count > 0)
        {
            return _answers.Dequeue()();
        }

        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken); // The test has seen enough.
        throw new System.Diagnostics.UnreachableException();
    }
}
