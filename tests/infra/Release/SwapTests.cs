namespace Pipeline.Infra.Tests.Release;

public sealed class SwapTests : IDisposable
{
    private readonly ReleaseWorld _world = new();

    public void Dispose() => _world.Dispose();

    [ToolFact("bash", "jq")]
    public async Task Slots_change_places_and_the_alert_on_liveness_is_on_from_then_on()
    {
        _world.Set("GITHUB_OUTPUT", _world.PathOf("github"));
        var swapped = await _world.RunAsync("swap.sh", "p2");
        swapped.Code.ShouldBe(0, swapped.Errors);
        _world.Az.ShouldContain("functionapp deployment slot swap --resource-group rg --name func-x --slot staging --target-slot production");
        _world.Az[^1].ShouldBe("monitor metrics alert update --resource-group rg --name alert-x-liveness --enabled true --output none");
        _world.Read("github").ShouldBe("swapped=true");
    }

    [ToolFact("bash", "jq")]
    public async Task Without_a_slot_production_starts_the_package_and_remembers_the_one_before()
    {
        WithoutSlot();
        (await _world.RunAsync("swap.sh", "p2")).Code.ShouldBe(0);
        _world.Az.ShouldContain("functionapp config appsettings set --resource-group rg --name func-x --output none --settings WEBSITE_RUN_FROM_PACKAGE=https://stx.example/packages/p2.zip PREVIOUS_PACKAGE=p1.zip");
        _world.Az.ShouldNotContain(c => c.Contains("swap", StringComparison.Ordinal));
    }

    [ToolFact("bash", "jq")]
    public async Task Without_a_slot_a_rollback_is_the_package_before()
    {
        WithoutSlot();
        (await _world.RunAsync("swap.sh")).Code.ShouldBe(0);
        _world.Az.ShouldContain(c => c.Contains("WEBSITE_RUN_FROM_PACKAGE=https://stx.example/packages/p0.zip", StringComparison.Ordinal));
    }

    [ToolFact("bash", "jq")]
    public async Task A_deployment_that_does_not_say_whether_it_has_a_slot_is_not_released_to()
    {
        _world.Answer("outputs", """{"functionAppName":{"value":"func-x"},"functionAppHost":{"value":"func-x.example"}}""");
        var refused = await _world.RunAsync("swap.sh", "p2");
        refused.Code.ShouldNotBe(0);
        refused.Errors.ShouldContain("has no stagingHost: run provision.sh");
        _world.Az.ShouldAllBe(c => c.StartsWith("deployment group show", StringComparison.Ordinal));
    }

    [ToolFact("bash", "jq")]
    public async Task An_app_that_does_not_answer_stays_without_the_alert()
    {
        _world.Answer("curl.code", "22");
        WithoutSlot();
        (await _world.RunAsync("swap.sh", "p2")).Code.ShouldNotBe(0);
        _world.Az.ShouldNotContain(c => c.StartsWith("monitor ", StringComparison.Ordinal));
    }

    private void WithoutSlot() => _world.Answer("outputs", _world.Read("outputs").Replace("func-x-staging.example", "", StringComparison.Ordinal));
}
