using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace IncidentTimeline.Benchmarks.Data;

/// <summary>
/// Calls endpoints by their names, without a socket, a server or middleware: the handler with what it reads, computes and writes as
/// JSON. So what is inside may change, and this stays.
/// </summary>
internal sealed class DirectCalls(IServiceProvider services)
{
    private readonly ConcurrentDictionary<string, RouteEndpoint> _endpoints = new(StringComparer.Ordinal);

    /// <summary>The bytes of the answer, which must be a success.</summary>
    public async Task<MemoryStream> GetAsync(string endpoint, IReadOnlyDictionary<string, string> route, string query)
    {
        var body = new MemoryStream();
        var response = new DirectResponse();
        var features = new FeatureCollection();
        features.Set<IHttpRequestFeature>(new HttpRequestFeature { Method = HttpMethods.Get, QueryString = query });
        features.Set<IHttpResponseFeature>(response);
        features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(body));
        var context = new DefaultHttpContext(features) { RequestServices = services };
        foreach (var (name, value) in route)
        {
            context.Request.RouteValues[name] = value;
        }

        await Find(endpoint).RequestDelegate!(context); // A route that is mapped has one.
        await response.EndAsync();
        return response.StatusCode == StatusCodes.Status200OK
            ? body
            : throw new InvalidOperationException($"{endpoint} answered {response.StatusCode} to {query}: {System.Text.Encoding.UTF8.GetString(body.ToArray())}");
    }

    private RouteEndpoint Find(string name) => _endpoints.GetOrAdd(name, wanted =>
        services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Single(endpoint => endpoint.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName == wanted));

    /// <summary>Runs what an endpoint asks to be run at the beginning and the end of its answer, as a server would.</summary>
    private sealed class DirectResponse : IHttpResponseFeature
    {
        private readonly Stack<(Func<object, Task> Callback, object State)> _callbacks = new();

        public int StatusCode { get; set; } = StatusCodes.Status200OK;

        public string? ReasonPhrase { get; set; }

        public IHeaderDictionary Headers { get; set; } = new HeaderDictionary();

        public Stream Body { get; set; } = Stream.Null;

        public bool HasStarted => false;

        public void OnStarting(Func<object, Task> callback, object state) => _callbacks.Push((callback, state));

        public void OnCompleted(Func<object, Task> callback, object state) => _callbacks.Push((callback, state));

        public async Task EndAsync()
        {
            while (_callbacks.TryPop(out var one))
            {
                await one.Callback(one.State);
            }
        }
    }
}
