namespace Pipeline.Infra.Tests.Release;

public sealed class ProvisionTests : IDisposable
{
    private readonly ReleaseWorld _world = new();

    public void Dispose() => _world.Dispose();

    [ToolFact("bash", "jq")]
    public async Task Both_slots_keep_the_package_that_they_run()
    {
        (await _world.RunAsync("provision.sh", "dev")).Code.ShouldBe(0);
        _world.Az.ShouldContain(call => call.StartsWith("deployment group create --resource-group rg --name main --parameters ", StringComparison.Ordinal));
        _world.Environment.ShouldStartWith("PACKAGE=p1.zip STAGING_PACKAGE=p0.zip ");
    }

    [ToolFact("bash", "jq")]
    public async Task Before_the_first_deployment_there_is_nothing_to_keep()
    {
        foreach (var name in new[] { "app", "vault", "disk" })
            _world.Answer(name, "");
        (await _world.RunAsync("provision.sh", "prod", "--what-if")).Code.ShouldBe(0);
        _world.Az[^1].ShouldStartWith("deployment group what-if ");
        _world.Environment.ShouldBe("PACKAGE=unset STAGING_PACKAGE=unset HAS_BROKER_URI=unset RECOVER_VAULT=false DATABASE_GB=unset DEPLOYER_NAME=the-workflow DEPLOYER_TYPE=ServicePrincipal");
    }

    [ToolFact("bash", "jq")]
    public async Task A_slot_that_is_not_there_yet_is_not_asked()
    {
        _world.Answer("slots", "0");
        (await _world.RunAsync("provision.sh", "dev")).Code.ShouldBe(0);
        _world.Environment.ShouldStartWith("PACKAGE=p1.zip STAGING_PACKAGE= ");
    }

    [ToolFact("bash", "jq")]
    public async Task A_second_deployment_keeps_the_brokers_secret_and_the_grown_disk()
    {
        (await _world.RunAsync("provision.sh", "dev")).Code.ShouldBe(0);
        _world.Environment.ShouldContain("HAS_BROKER_URI=true RECOVER_VAULT=unset DATABASE_GB=64 ");
    }

    [ToolFact("bash", "jq")]
    public async Task A_vault_without_the_secret_is_no_reason_to_do_without_a_broker()
    {
        _world.Answer("secret", "");
        (await _world.RunAsync("provision.sh", "dev")).Code.ShouldBe(0);
        _world.Environment.ShouldContain("HAS_BROKER_URI=false ");
    }

    [ToolFact("bash", "jq")]
    public async Task A_vault_that_was_deleted_with_its_group_is_recovered()
    {
        _world.Answer("vault", "");
        _world.Answer("deleted", "/subscriptions/s/resourceGroups/other/providers/Microsoft.KeyVault/vaults/kv-y\n/subscriptions/s/resourceGroups/RG/providers/Microsoft.KeyVault/vaults/kv-x\n");
        (await _world.RunAsync("provision.sh", "dev")).Code.ShouldBe(0);
        _world.Environment.ShouldContain("RECOVER_VAULT=true ");
    }

    [ToolFact("bash", "jq")]
    public async Task Without_the_right_to_list_deleted_vaults_a_deployment_says_so_and_goes_on()
    {
        _world.Answer("vault", "");
        _world.Forget("deleted");
        var provisioned = await _world.RunAsync("provision.sh", "dev");
        provisioned.Code.ShouldBe(0);
        provisioned.Errors.ShouldContain("set RECOVER_VAULT=true");
    }

    [ToolFact("bash", "jq")]
    public async Task A_person_who_deploys_becomes_an_administrator_of_PostgreSQL()
    {
        _world.Answer("login", "user");
        (await _world.RunAsync("provision.sh", "dev")).Code.ShouldBe(0);
        _world.Environment.ShouldEndWith("DEPLOYER_NAME=ada@example.com DEPLOYER_TYPE=User");
        _world.Az[^1].ShouldStartWith("postgres flexible-server microsoft-entra-admin create --resource-group rg --server-name psql-x --object-id d-1 --display-name deployer ");
    }

    [ToolFact("bash", "jq")]
    public async Task A_refusal_for_a_while_is_waited_for()
    {
        _world.Answer("refusals", "3");
        (await _world.RunAsync("administrators.sh")).Code.ShouldBe(0);
        _world.Az.Count(call => call.Contains("microsoft-entra-admin create", StringComparison.Ordinal)).ShouldBe(4);
    }

    [ToolFact("bash", "jq")]
    public async Task A_refusal_that_lasts_ends_the_deployment()
    {
        _world.Answer("refusals", "9");
        _world.Set("ADMINISTRATOR_TRIES", "3");
        var refused = await _world.RunAsync("administrators.sh");
        refused.Code.ShouldNotBe(0);
        refused.Errors.ShouldContain("after 3 tries");
    }

    [ToolFact("bash", "jq")]
    public async Task Missing_rights_are_not_waited_for()
    {
        _world.Answer("refusals", "9");
        _world.Answer("refusal", "(AuthorizationFailed) The client has no rights.");
        var refused = await _world.RunAsync("administrators.sh");
        refused.Code.ShouldNotBe(0);
        refused.Errors.ShouldContain("AuthorizationFailed");
        _world.Az.Count(call => call.Contains("microsoft-entra-admin create", StringComparison.Ordinal)).ShouldBe(1);
    }

    [ToolFact("bash", "jq")]
    public async Task An_administrator_is_added_once()
    {
        _world.Answer("administrators", "d-1");
        (await _world.RunAsync("administrators.sh")).Code.ShouldBe(0);
        _world.Az.ShouldNotContain(call => call.Contains("microsoft-entra-admin create", StringComparison.Ordinal));
    }

    [ToolFact("bash", "jq")]
    public async Task An_app_that_does_not_tell_its_package_keeps_the_infrastructure_from_changing()
    {
        _world.Forget("production");
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
