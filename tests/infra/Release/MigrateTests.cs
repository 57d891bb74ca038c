namespace Pipeline.Infra.Tests.Release;

/// <summary>A release reaches a private PostgreSQL, and leaves it as private as it was.</summary>
public sealed class MigrateTests : IDisposable
{
    private readonly ReleaseWorld _world = new();

    public void Dispose() => _world.Dispose();

    [ToolFact("bash", "jq")]
    public async Task A_private_server_is_opened_to_this_machine_alone_and_closed_again()
    {
        var migrated = await _world.RunAsync("migrate.sh", "out/app");
        migrated.Code.ShouldBe(0, migrated.Errors);
        var calls = Changes();
        calls.Length.ShouldBe(4, string.Join('\n', calls));
        calls[0].ShouldEndWith("--name psql-x --public-access Enabled --output none");
        calls[1].ShouldContain("--start-ip-address 203.0.113.7 --end-ip-address 203.0.113.7");
        calls[2].ShouldContain("firewall-rule delete --resource-group rg --name psql-x --rule-name release-1");
        calls[3].ShouldEndWith("--name psql-x --public-access Disabled --output none");
        _world.All.ShouldContain(c => c.StartsWith("dotnet out/app/Pipeline.Functions.dll migrate", StringComparison.Ordinal));
        _world.Read("dotnet.postgres").ShouldContain("Options=-c role=pipeline");
        string.Join('\n', _world.All).ShouldNotContain("secret-token");
    }

    [ToolFact("bash", "jq")]
    public async Task It_is_closed_when_the_migration_fails()
    {
        _world.Answer("psql.code", "3");
        (await _world.RunAsync("migrate.sh", "out/app")).Code.ShouldNotBe(0);
        Changes()[^1].ShouldEndWith("--public-access Disabled --output none");
        _world.All.ShouldNotContain(c => c.StartsWith("dotnet ", StringComparison.Ordinal));
    }

    [ToolFact("bash", "jq")]
    public async Task A_server_that_can_be_reached_is_left_as_it_is()
    {
        _world.Answer("reachable", "");
        (await _world.RunAsync("migrate.sh", "out/app")).Code.ShouldBe(0);
        Changes().ShouldBeEmpty();
    }

    [ToolFact("bash", "jq")]
    public async Task A_server_that_its_environment_opens_stays_open()
    {
        _world.Answer("outputs", _world.Read("outputs").Replace("\"databaseIsPrivate\":{\"value\":true}", "\"databaseIsPrivate\":{\"value\":false}", StringComparison.Ordinal));
        (await _world.RunAsync("migrate.sh", "out/app")).Code.ShouldBe(0);
        Changes().ShouldNotContain(c => c.Contains("Disabled", StringComparison.Ordinal));
        Changes()[^1].ShouldContain("firewall-rule delete");
    }

    [ToolFact("bash", "jq")]
    public async Task What_is_no_address_of_one_machine_opens_nothing()
    {
        foreach (var answer in new[] { "0.0.0.0", "<html>", "", "10.0.0.0/8", "1.2.3.4 --end 9.9.9.9" })
        {
            _world.Answer("address", answer);
            var refused = await _world.RunAsync("migrate.sh", "out/app");
            refused.Code.ShouldNotBe(0);
            refused.Errors.ShouldContain("set RELEASE_ADDRESS");
        }
        Changes().ShouldBeEmpty();
    }

    [ToolFact("bash", "jq")]
    public async Task What_a_killed_release_left_open_is_closed()
    {
        (await _world.RunAsync("migrate.sh", "--close")).Code.ShouldBe(0);
        Changes().Length.ShouldBe(2);
        Changes()[^1].ShouldEndWith("--public-access Disabled --output none");
    }

    private string[] Changes() => [.. _world.Az.Where(c => c.StartsWith("postgres ", StringComparison.Ordinal) && !c.Contains(" list ", StringComparison.Ordinal))];
}
