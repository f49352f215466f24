using IncidentTimeline.EventLog;
using IncidentTimeline.Server.Demo;
using IncidentTimeline.Sources;
using Microsoft.Extensions.DependencyInjection;

namespace IncidentTimeline.Tests.Server.Demo;

/// <summary>What the loader does to logs that are not empty. Each test has a service of its own.</summary>
public sealed class DemoLoaderTests : IAsyncLifetime
{
    private readonly TestService _service = new();

    private DemoLoader Loader => _service.Services.GetRequiredService<DemoLoader>();

    private EventStore Store => _service.Services.GetRequiredService<EventStore>();

    public Task InitializeAsync() => _service.InitializeAsync();

    public Task DisposeAsync() => _service.DisposeAsync();

    [Theory]
    [InlineData(1)]
    [InlineData(40)]
    [InlineData(110)]
    public async Task An_interrupted_load_is_completed(int steps)
    {
        await Loader.LoadAsync(DemoLoader.Steps().Take(steps).ToList(), CancellationToken.None);
        (await Store.HeadAsync(CancellationToken.None)).Value.ShouldBe(steps);

        var isDemo = await Loader.LoadAsync(CancellationToken.None);

        isDemo.ShouldBeTrue();
        (await Store.HeadAsync(CancellationToken.None)).Value.ShouldBe(DemoLoader.Steps().Count);
    }

    [Fact]
    public async Task A_log_that_somebody_else_began_is_left_alone()
    {
        // The same source as the demo's first, so that even the event's id is the same.
        await _service.Admin.RecordAsync("/sources", DemoLoader.Steps()[0].Source);

        var isDemo = await Loader.LoadAsync(CancellationToken.None);

        isDemo.ShouldBeFalse();
        (await Store.HeadAsync(CancellationToken.None)).Value.ShouldBe(1);
    }

    [Fact]
    public async Task A_part_of_another_version_of_the_demo_is_left_alone()
    {
        var steps = DemoLoader.Steps().Take(2).ToList();
        await Loader.LoadAsync([steps[0], steps[1] with { Source = steps[1].Source! with { Name = "As it was called before" } }], CancellationToken.None);

        await Loader.LoadAsync(CancellationToken.None);

        (await Store.HeadAsync(CancellationToken.None)).Value.ShouldBe(2);
    }

    [Fact]
    public void Quoted_words_have_to_be_unique_or_numbered()
    {
        var text = new DocumentText("Two 🛩 fell. Two fell.");

        DemoQuotations.Find(text, new DemoQuote("Two", QuotationRole.Value, 2)).ShouldBe(new Quotation("Two", 12, 15, QuotationRole.Value, "Two 🛩 fell. ", " fell."));
        Should.Throw<System.Diagnostics.UnreachableException>(() => DemoQuotations.Find(text, new DemoQuote("Two")));
        Should.Throw<System.Diagnostics.UnreachableException>(() => DemoQuotations.Find(text, new DemoQuote("Three")));
    }
}
