using System.Globalization;
using IncidentTimeline.Cli.Importing;
using IncidentTimeline.Client;
using IncidentTimeline.Tests.Server;

namespace IncidentTimeline.Tests.Cli.Importing;

/// <summary>An import whose service is away for a while, for good, or that somebody stops.</summary>
public sealed class FeedImportTests(TestService service) : IClassFixture<TestService>, IDisposable
{
    private const int Rows = 1_200;

    private readonly TestDirectory _directory = TestDirectory.Create();
    private readonly StringWriter _output = new() { NewLine = "\n" };
    private readonly StringWriter _error = new() { NewLine = "\n" };

    public void Dispose()
    {
        _directory.Dispose();
        _output.Dispose();
        _error.Dispose();
    }

    [Theory]
    [InlineData("/sources")]
    [InlineData("/incidents")]
    [InlineData("/facts")]
    public async Task A_service_that_comes_back_is_waited_for(string path)
    {
        var requests = 0;

        var code = await ImportAsync($"back-{path[1..]}", request => Lose(request == path && Interlocked.Increment(ref requests) <= 3), CancellationToken.None);

        (code, _output.ToString()).ShouldBe((0, "1200 rows: 1200 recorded, 0 recorded already, 0 in conflict, 0 refused, 0 without a fact, 0 blank; 1200 facts\n"), _error.ToString());
    }

    [Theory]
    [InlineData("/incidents", "1 rows")]
    [InlineData("/facts", "1200 rows")]
    public async Task A_service_that_stays_away_ends_the_import_with_its_summary(string path, string expected)
    {
        var time = new HurriedTime();

        var gone = await Should.ThrowAsync<Exception>(() => ImportAsync($"gone-{path[1..]}", request => Lose(request == path), CancellationToken.None, time));

        gone.Message.ShouldStartWith("The service does not go on: Connection refused");
        _output.ToString().ShouldBe($"not finished: {expected}: 0 recorded, 0 recorded already, 0 in conflict, 0 refused, 0 without a fact, 0 blank; 0 facts\n");
        time.Passed.ShouldBeGreaterThan(TimeSpan.FromMinutes(2));
    }

    [Fact]
    public async Task An_import_that_is_stopped_says_how_far_it_got()
    {
        using var stop = new CancellationTokenSource();
        var requests = 0;

        await Should.ThrowAsync<OperationCanceledException>(() => ImportAsync("stopped", request =>
        {
            if (request == "/facts" && Interlocked.Increment(ref requests) == 2)
            {
                stop.Cancel();
            }
        }, stop.Token));

        _output.ToString().ShouldStartWith("not finished: ");
        int.Parse(_output.ToString().Split(' ')[2], CultureInfo.InvariantCulture).ShouldBeInRange(1_000, Rows);
    }

    private static void Lose(bool isLost)
    {
        if (isLost)
        {
            throw new HttpRequestException("Connection refused");
        }
    }

    private async Task<int> ImportAsync(string name, Action<string> disturb, CancellationToken cancellationToken, TimeProvider? time = null)
    {
        var file = Path.Combine(_directory.Path, "feed");
        await File.WriteAllTextAsync(file, string.Concat(Enumerable.Range(1, Rows).Select(id => $$"""{"id":"{{id}}"}""" + "\n")), CancellationToken.None);
        var http = new HttpClient(new Disturbed(disturb)) { BaseAddress = service.Admin.BaseAddress };
        http.DefaultRequestHeaders.Authorization = service.Admin.DefaultRequestHeaders.Authorization;
        using var client = new TimelineClient(http, TimeProvider.System);
        var mapping = Mapping.Read($$"""
            {
              "name": "{{name}}", "format": "ndjson", "columns": { "id": {} }, "row": "{id}",
              "sources": [ { "id": "{{name}}", "kind": "sensor-feed", "name": "Gauges" } ],
              "incident": { "id": "{{name}}", "title": "Rivers" },
              "facts": [ { "attribution": { "publisher": "{{name}}" }, "places": [ { "precision": "admin1", "region": "UA-74" } ], "eventTime": { "at": "2024-05-14T09:30:00Z" },
                "claim": { "type": "QuantityReported", "aspect": "river-level", "quantity": { "value": 1 } } } ]
            }
            """);
        return await new FeedImport(mapping, client, null, _output, _error, time ?? new HurriedTime()).RunAsync([file], cancellationToken);
    }

    /// <summary>The way to the service, with what happens on it.</summary>
    private sealed class Disturbed(Action<string> disturb) : DelegatingHandler(new SocketsHttpHandler { UseProxy = false })
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            disturb(request.RequestUri!.AbsolutePath); // The client has a base address.
            return base.SendAsync(request, cancellationToken);
        }
    }
}
