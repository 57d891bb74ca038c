namespace Pipeline.Infra.Tests.Release;

public sealed class ProvisionTests : IDisposable
{
    private readonly ReleaseWorld _world = new();

    public void Dispose() => _world.Dispose();

    [ToolFact("bash", "jq")]
    public async Task Both_slots_keep_the_package_that_they_run()
    {
        (await _world.RunAsync("provision.sh", "dev")).Code.ShouldBe(0);
        _world.Az[^1].ShouldStartWith("deployment group create --resource-group rg --name main --parameters ");
        _world.Environment.ShouldBe("PACKAGE=p1.zip STAGING_PACKAGE=p0.zip");
    }

    [ToolFact("bash", "jq")]
    public async Task Before_the_first_deployment_there_is_nothing_to_keep()
    {
        _world.Answer("app", "");
        (await _world.RunAsync("provision.sh", "prod", "--what-if")).Code.ShouldBe(0);
        _world.Az[^1].ShouldStartWith("deployment group what-if ");
        _world.Environment.ShouldBe("PACKAGE=unset STAGING_PACKAGE=unset");
    }

    [ToolFact("bash", "jq")]
    public async Task A_slot_that_is_not_there_yet_is_not_asked()
    {
        _world.Answer("slots", "0");
        (await _world.RunAsync("provision.sh", "dev")).Code.ShouldBe(0);
        _world.Environment.ShouldBe("PACKAGE=p1.zip STAGING_PACKAGE=");
    }

    [ToolFact("bash", "jq")]
    public async Task An_app_that_does_not_tell_its_package_keeps_the_infrastructure_from_changing()
    {
        File.Delete(_world.PathOf("production"));
        (await _world.RunAsync("provision.sh", "dev")).Code.ShouldNotBe(0);
        _world.Az.ShouldNotContain(call => call.StartsWith("deployment group create", StringComparison.Ordinal));
    }

    [ToolFact("bash", "jq")]
    public async Task An_environment_without_parameters_is_named()
    {
        var refused = await _world.RunAsync("provision.sh", "../dev");
        refused.Code.ShouldNotBe(0);
        refused.Errors.ShouldContain("There is no infra/main.../dev.bicepparam.");
    }
}
