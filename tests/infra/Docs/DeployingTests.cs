using System.Text.RegularExpressions;
using Pipeline.Infra.Tests.Bicep;
using Pipeline.Infra.Tests.Release;

namespace Pipeline.Infra.Tests.Docs;

/// <summary>docs/deploying.md, followed command by command with stand-ins for az, azd and gh.</summary>
public sealed partial class DeployingTests : IDisposable
{
    private const string Page = "docs/deploying.md";

    private readonly ReleaseWorld _world = new();

    public DeployingTests()
    {
        // Runs the hooks of azure.yaml around its own steps, with what it was told, as azd does.
        _world.Write("azd", """
            #!/usr/bin/env bash
            set -euo pipefail
            echo "azd $*" >>"$WORLD/all.log"
            hook() {
              set -a
              . "$WORLD/azd.env"
              set +a
              AZURE_ENV_NAME=$(cat "$WORLD/azd.name") bash -c "$(sed -n "/^  $1:/,/run:/s/.*run: //p" azure.yaml)"
            }
            case "$*" in
              'env new '*) echo "$3" >"$WORLD/azd.name"; touch "$WORLD/azd.env" ;;
              'env set '*) printf '%s=%q\n' "$3" "$4" >>"$WORLD/azd.env" ;;
              up)
                hook preprovision
                echo 'azd deploys infra/azd' >>"$WORLD/all.log"
                hook postprovision
                hook postdeploy ;;
            esac
            """);
        _world.Write("gh", """
            #!/usr/bin/env bash
            echo "gh $*" >>"$WORLD/all.log"
            """);
        foreach (var answer in new[] { "app", "vault", "disk" })
            _world.Answer(answer, "");
        _world.Answer("login", "user");
        _world.Answer("group", "false");
        _world.Answer("production", "");
    }

    public void Dispose() => _world.Dispose();

    [ToolFact("bash", "jq", "zip")]
    public async Task A_person_follows_the_page_from_an_empty_subscription_to_a_release()
    {
        var commands = CommandBlock.Below(Page, "As a person")[0];
        var followed = await _world.BashAsync(["-euo", "pipefail", "-c", commands]);
        followed.Code.ShouldBe(0, followed.Errors);

        var told = AzdEnvironment();
        told["DEPLOYER_NAME"].ShouldBe("ada@example.com");
        told["DEPLOYER_TYPE"].ShouldBe("User");
        told["HAS_BROKER_URI"].ShouldBe("false");
        InOrder(
            "azd up", "azd deploys infra/azd", "az postgres flexible-server microsoft-entra-admin create", "dotnet publish", "az storage blob upload", "psql ",
            "az functionapp config appsettings set --resource-group rg-pipeline-first --name func-x --slot staging",
            "az functionapp deployment slot swap", "az monitor metrics alert update", "tool submit", "az functionapp stop");
        _world.All.ShouldNotContain(c => c.Contains("secret", StringComparison.Ordinal));

        // What azd was told is all that its parameter file needs.
        var built = await BicepCompiler.RunAsync(["build-params", "infra/azd/main.bicepparam", "--stdout"], [.. told.Select(t => (t.Key, t.Value)), ("AZURE_ENV_NAME", "first")]);
        (built.Code, built.Errors.Trim()).ShouldBe((0, ""));
        built.Output.ShouldContain("azd-env-name");
    }

    [ToolFact("bash", "jq")]
    public async Task Azd_stops_where_az_would_change_another_subscription()
    {
        _world.Set("AZURE_ENV_NAME", "first");
        _world.Set("AZURE_SUBSCRIPTION_ID", "another");
        var refused = await _world.RunAsync("azd.sh", "facts");
        refused.Code.ShouldNotBe(0);
        refused.Errors.ShouldContain("az account set --subscription another");
    }

    [ToolFact("bash", "jq")]
    public async Task A_second_azd_up_finds_its_facts_anew()
    {
        foreach (var (name, value) in new[]
        {
            ("AZURE_ENV_NAME", "first"), ("AZURE_SUBSCRIPTION_ID", "00000000-0000-0000-0000-000000000001"), ("ALERT_EMAILS", "you@example.com"),
            ("HAS_BROKER_URI", "false"), ("RECOVER_VAULT", "true"), ("DEPLOYER_OBJECT_ID", "u-0"), ("DEPLOYER_TYPE", "User"),
        })
            _world.Set(name, value);
        foreach (var (name, value) in new[] { ("group", "true"), ("app", "func-x"), ("production", "https://stx.example/packages/p1.zip"), ("vault", "kv-x"), ("disk", "64") })
            _world.Answer(name, value);
        _world.Answer("azd.env", "");
        var found = await _world.RunAsync("azd.sh", "facts");
        found.Code.ShouldBe(0, found.Errors);
        var told = AzdEnvironment();
        (told["HAS_BROKER_URI"], told["RECOVER_VAULT"], told["DATABASE_GB"], told["PACKAGE"], told["DEPLOYER_OBJECT_ID"]).ShouldBe(("true", "false", "64", "p1.zip", "u-1"));
    }

    [ToolFact("bash", "jq")]
    public async Task A_workflow_is_set_up_by_following_the_page()
    {
        var commands = CommandBlock.Below(Page, "As a workflow")[0].Replace("github-variables.sh", _world.PathOf("github-variables.sh"), StringComparison.Ordinal);
        var followed = await _world.BashAsync(["-euo", "pipefail", "-c", $"{{ {commands}\n}} <<<'amqps://user:secret-uri@broker.example/'"]);
        followed.Code.ShouldBe(0, followed.Errors);

        InOrder(
            "az group create --name rg-pipeline-dev --location westeurope", "az ad app create --display-name pipeline-dev-deployer", "az role assignment create",
            "gh api --method PUT repos/OWNER/REPOSITORY/environments/dev", "gh variable set AZURE_CLIENT_ID --repo OWNER/REPOSITORY --env dev",
            "az deployment group what-if", "az deployment group create", "az postgres flexible-server microsoft-entra-admin create", "gh workflow run deploy.yml --field environment=dev");
        _world.All.ShouldNotContain(c => c.Contains("secret-uri", StringComparison.Ordinal));
    }

    [ToolFact("bash", "jq")]
    public async Task Every_environment_that_the_workflow_names_has_a_federated_credential()
    {
        var workflow = Repository.Read(".github/workflows/deploy.yml");
        var environments = OptionsPattern().Match(workflow).Groups["names"].Value.Split(", ");
        environments.ShouldNotBeEmpty();
        foreach (var environment in environments)
            (await _world.RunAsync("bootstrap.sh", environment, "o/r", "westeurope")).Code.ShouldBe(0);
        var trusted = _world.Az.SelectMany(c => SubjectPattern().Matches(c).Select(m => m.Groups["environment"].Value)).ToList();
        // As the jobs of the workflow write them.
        var suffixes = EnvironmentPattern().Matches(workflow).Select(m => m.Groups["suffix"].Value).ToList();
        trusted.Order(StringComparer.Ordinal).ShouldBe(environments.SelectMany(e => suffixes.Select(s => e + s)).Order(StringComparer.Ordinal));
    }

    [ToolFact("bash", "jq")]
    public async Task The_deployer_can_assign_exactly_the_roles_that_a_deployment_assigns()
    {
        (await _world.RunAsync("bootstrap.sh", "dev", "o/r", "westeurope")).Code.ShouldBe(0);
        var limited = _world.Az.Single(c => c.Contains("Role Based Access Control Administrator", StringComparison.Ordinal));
        limited.ShouldContain("--condition-version 2.0");
        var clauses = ClausePattern().Matches(limited);
        clauses.Select(m => m.Groups["verb"].Value).ShouldBe(["write", "delete"]);

        var assigned = new List<string>();
        foreach (var backend in new[] { "azureStorage", "durableTaskScheduler" })
            assigned.AddRange((await Snapshot.TakeAsync("prod", ("DURABLE_BACKEND", backend))).Of("Microsoft.Authorization/roleAssignments")
                .Select(a => ((string)a["properties"]!["roleDefinitionId"]!).Split('/')[^1]));
        foreach (Match clause in clauses)
            clause.Groups["roles"].Value.Split(',').Order(StringComparer.Ordinal).ShouldBe(assigned.Distinct().Order(StringComparer.Ordinal));
        // Nobody else may hand out roles, and nobody is an owner.
        _world.Az.Where(c => c.StartsWith("role assignment create", StringComparison.Ordinal)).ShouldAllBe(c => !c.Contains("Owner", StringComparison.Ordinal));
    }

    private Dictionary<string, string> AzdEnvironment() => _world.All.Where(c => c.StartsWith("azd env set ", StringComparison.Ordinal))
        .Select(c => c["azd env set ".Length..].Split(' ', 2)).GroupBy(p => p[0]).ToDictionary(g => g.Key, g => g.Last() is [_, var value] ? value : "");

    private void InOrder(params string[] starts)
    {
        var at = -1;
        foreach (var start in starts)
            at = Array.FindIndex(_world.All, at + 1, c => c.StartsWith(start, StringComparison.Ordinal)) is >= 0 and var found
                ? found
                : throw new ShouldAssertException($"{start} does not come after {(at < 0 ? "the beginning" : _world.All[at])}:\n{string.Join('\n', _world.All)}");
    }

    [GeneratedRegex(@"options: \[(?<names>[^\]]+)\]")]
    private static partial Regex OptionsPattern();

    [GeneratedRegex(@"environment: \$\{\{ inputs\.environment \}\}(?<suffix>\S*)")]
    private static partial Regex EnvironmentPattern();

    [GeneratedRegex(@"repo:o/r:environment:(?<environment>[\w-]+)""")]
    private static partial Regex SubjectPattern();

    [GeneratedRegex(@"roleAssignments/(?<verb>\w+)'\}\)\) OR \(@\w+\[Microsoft\.Authorization/roleAssignments:RoleDefinitionId\] ForAnyOfAnyValues:GuidEquals \{(?<roles>[^}]+)\}\)\)")]
    private static partial Regex ClausePattern();
}
