namespace IncidentTimeline.Tests.Server.Hosting;

public class HealthTests(TestService service) : IClassFixture<TestService>
{
    [Fact]
    public async Task The_process_is_alive()
    {
        (await service.Anonymous.ReadAsync("/health/live")).Text("status").ShouldBe("alive");
    }

    [Fact]
    public async Task It_is_ready_with_all_of_the_log()
    {
        var scene = await Scene.SetAsync(service.Admin);
        var head = await scene.RecordAsync(scene.Fact());
        await service.Anonymous.ReadAsync($"/facts?atLeast={head}");

        var ready = await service.Anonymous.ReadAsync("/health/ready");

        ready["isReady"]!.GetValue<bool>().ShouldBeTrue();
        (ready["head"]!.GetValue<long>(), ready["pictures"]!.GetValue<long>(), ready["search"]!.GetValue<long>()).ShouldBe((head, head, head));
    }
}
