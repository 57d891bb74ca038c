using System.Text.RegularExpressions;

namespace Pipeline.Infra.Tests.Bicep;

/// <summary>What each environment deploys is what was reviewed, and all of it can be seen before it is deployed.</summary>
public sealed partial class SnapshotTests
{
    public static TheoryData<string> Environments => ["try", "dev", "prod"];

    [Theory]
    [MemberData(nameof(Environments))]
    public async Task What_is_deployed_is_what_was_reviewed(string environment)
    {
        var path = Path.Combine(Repository.Root, Snapshot.PathOf(environment));
        var now = (await Snapshot.TakeAsync(environment)).Text;
        if (Environment.GetEnvironmentVariable("PIPELINE_RECORD_SNAPSHOTS") is { Length: > 0 }) await File.WriteAllTextAsync(path, now);
        (await File.ReadAllTextAsync(path)).ShouldBe(now, "PIPELINE_RECORD_SNAPSHOTS=1 ./dev test tests/infra writes it anew; review the difference");
    }

    [Theory]
    [MemberData(nameof(Environments))]
    public async Task Every_name_is_known_before_the_deployment(string environment)
    {
        var resources = (await Snapshot.TakeAsync(environment)).Resources;
        resources.Length.ShouldBeGreaterThan(25);
        resources.SelectMany(r => new[] { (string)r["id"]!, (string)r["name"]! }).Where(n => n.Contains("reference(", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    // Azure previews no module whose parameters are outputs of another one.
    [Fact]
    public void No_module_is_given_an_output_of_another_one()
    {
        foreach (var file in BicepCompiler.Templates)
            OutputPattern().Matches(OutputDeclarationPattern().Replace(Repository.Read(file), "")).Select(m => $"{file}: {m.Value}").ShouldBeEmpty();
    }

    [Fact]
    public async Task What_a_release_reads_is_an_output()
    {
        var outputs = (await Snapshot.TakeAsync("prod")).Outputs.Select(o => o.Key).ToList();
        var read = Repository.Files("infra/release", "*.sh").SelectMany(f => ReadPattern().Matches(Repository.Read(f)).Select(m => m.Groups[1].Value)).Distinct().ToList();
        read.Count.ShouldBeGreaterThan(5);
        read.Except(outputs).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Environments))]
    public async Task A_first_deployment_without_a_broker_is_refused(string environment)
    {
        var built = await BicepCompiler.RunAsync(["build-params", $"infra/main.{environment}.bicepparam", "--stdout"], ("HAS_BROKER_URI", "false"));
        built.Code.ShouldNotBe(0);
        built.Errors.ShouldContain("BROKER_URI is empty and the vault has none yet");
    }

    [Theory]
    [MemberData(nameof(Environments))]
    public async Task A_broker_without_TLS_is_refused(string environment)
    {
        var built = await BicepCompiler.RunAsync(["build-params", $"infra/main.{environment}.bicepparam", "--stdout"], ("BROKER_URI", "amqp://user:secret@broker.example/"));
        built.Code.ShouldNotBe(0);
        built.Errors.ShouldContain("BROKER_URI must begin with amqps://");
        built.Errors.ShouldNotContain("secret");
    }

    [Theory]
    [MemberData(nameof(Environments))]
    public async Task A_deployment_keeps_a_disk_that_has_grown_and_recovers_a_deleted_vault(string environment)
    {
        var snapshot = await Snapshot.TakeAsync(environment, ("DATABASE_GB", "512"), ("RECOVER_VAULT", "true"));
        ((int)snapshot.Of("Microsoft.DBforPostgreSQL/flexibleServers").Single()["properties"]!["storage"]!["storageSizeGB"]!).ShouldBe(512);
        ((string?)snapshot.Of("Microsoft.KeyVault/vaults").Single()["properties"]!["createMode"]).ShouldBe("recover");
    }

    [Fact]
    public async Task A_trial_broker_is_off_by_default_has_no_public_address_and_is_never_in_production()
    {
        const string type = "Microsoft.ContainerInstance/containerGroups";
        (await Snapshot.TakeAsync("dev", ("HAS_BROKER_URI", "false"), ("BROKER_URI", "amqps://b.example/"))).Of(type).ShouldBeEmpty();
        (await Snapshot.TakeAsync("prod", ("TRIAL_BROKER", "true"))).Of(type).ShouldBeEmpty();
        var trial = await Snapshot.TakeAsync("dev", ("TRIAL_BROKER", "true"), ("HAS_BROKER_URI", "false"));
        var group = trial.Of(type).Single();
        ((string?)group["properties"]!["ipAddress"]!["type"]).ShouldBe("Private");
        group.ToJsonString().ShouldContain("\"secureValue\":\"[newGuid()]\"");
        trial.Settings()["PIPELINE_ALLOW_PLAINTEXT"].ShouldBe("true");
        // A second deployment keeps container and password.
        (await Snapshot.TakeAsync("dev", ("TRIAL_BROKER", "true"))).Of(type).ShouldBeEmpty();
    }

    [Fact]
    public async Task Container_Apps_replace_the_Function_App_scale_by_each_queue_and_never_to_zero()
    {
        var snapshot = await Snapshot.TakeAsync("try", ("CONTAINER_IMAGE", "registry.example/pipeline:1"));
        snapshot.Of("Microsoft.Web/sites").ShouldBeEmpty();
        snapshot.Of("Microsoft.Web/serverfarms").ShouldBeEmpty();
        var template = snapshot.Of("Microsoft.App/containerApps").Single()["properties"]!["template"]!;
        var scale = template["scale"]!;
        ((int)scale["minReplicas"]!).ShouldBe(1);
        scale["rules"]!.AsArray().Select(r => (string)r!["custom"]!["metadata"]!["queueName"]!).ShouldBe(["jobs.0", "jobs.1", "jobs.2", "jobs.urgent"]);
        // The same settings as a Function App's, but for what only its platform reads.
        var names = template["containers"]![0]!["env"]!.AsArray().Select(e => (string)e!["name"]!);
        (await Snapshot.TakeAsync("try", ("PACKAGE", ""))).Settings().Keys.Except(names).ShouldBeEmpty();
        Repository.Read("infra/app/container-app.bicep").Split('\n').Length.ShouldBeLessThan(150);
    }

    [GeneratedRegex(@"\w+!?\.outputs\.\w+")]
    private static partial Regex OutputPattern();

    [GeneratedRegex(@"^output .*$", RegexOptions.Multiline)]
    private static partial Regex OutputDeclarationPattern();

    [GeneratedRegex(@"\$\(of (\w+)\)")]
    private static partial Regex ReadPattern();
}
