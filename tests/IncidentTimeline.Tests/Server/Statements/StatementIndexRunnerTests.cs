using IncidentTimeline.EventLog;
using Microsoft.Extensions.DependencyInjection;

namespace IncidentTimeline.Tests.Server.Statements;

/// <summary>What the index does with an event that it cannot read. The service is of no use afterwards, so it is the test's own.</summary>
public sealed class StatementIndexRunnerTests : IAsyncLifetime
{
    private readonly TestService _service = new();

    public Task InitializeAsync() => _service.InitializeAsync();

    public Task DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task An_event_that_cannot_be_read_stops_every_picture_and_is_not_passed_over()
    {
        var scene = await Scene.SetAsync(_service.Admin);
        await _service.Admin.ReadAsync($"/regions/RU-KLU/picture?atLeast={scene.OpenedAt}");
        var unknown = new NewEvent(Guid.NewGuid(), "OfALaterVersion", 1, "{}"u8.ToArray(), """{"actor":"tomorrow"}"""u8.ToArray());

        await _service.Services.GetRequiredService<EventStore>().AppendAsync($"incident-{scene.Incident}", ExpectedVersion.Any, [unknown], CancellationToken.None);

        using var waiting = await _service.Admin.GetAsync($"/regions/RU-KLU/picture?atLeast={scene.OpenedAt + 1}");
        using var plain = await _service.Admin.GetAsync("/regions/RU-KLU/picture");
        using var ready = await _service.Admin.GetAsync("/health/ready");
        (await waiting.ProblemAsync()).ShouldBeProblem(503, "not-caught-up");
        (await plain.ProblemAsync()).ShouldBeProblem(503, "not-caught-up");
        ((int)ready.StatusCode).ShouldBe(503);
    }
}
