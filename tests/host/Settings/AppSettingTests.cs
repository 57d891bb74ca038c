namespace Pipeline.LocalHost.Tests.Settings;

/// <summary>Where an app's settings come from, as host and worker see them.</summary>
public sealed class AppSettingTests
{
    [Fact]
    public async Task LocalSettings_AreTheEnvironmentsOfHostAndWorkerUnlessItHasThemAlready()
    {
        using var folder = TestFolder.OfShop("""{ "version": "2.0" }""");
        folder.Write("local.settings.json", """
            {
              "IsEncrypted": false, // as Core Tools leave it
              "Values": { "Absent": "from the file", "Present": "from the file", "AzureFunctionsJobHost__logging__logLevel__default": "Error" },
              "ConnectionStrings": { "Db": "a connection" }
            }
            """);
        var setup = Setup.For("Setting") with { Folder = folder.Path };
        await using var run = await HostRun.StartAsync(setup.With("Present", "mine"));
        using var http = run.Http();
        (await http.GetStringAsync("api/setting/Absent")).ShouldBe("from the file");
        (await http.GetStringAsync("api/setting/Present")).ShouldBe("mine");
        (await http.GetStringAsync("api/setting/ConnectionStrings:Db")).ShouldBe("a connection");
        (await http.GetStringAsync("api/setting/FUNCTIONS_WORKER_RUNTIME")).ShouldBe("dotnet-isolated");
        run.Has("Executing").ShouldBeFalse(run.Output);
    }

    [Fact]
    public async Task DisabledFunctions_AreNotThere()
    {
        var setup = Setup.For("Setting", "Unrouted", "Object").With("AzureWebJobs.Unrouted.Disabled", "1").With("AzureWebJobs_Object_Disabled", "True");
        await using var run = await HostRun.StartAsync(setup);
        using var http = run.Http();
        foreach (var name in (string[])["Unrouted", "Object"])
        {
            using var answer = await http.GetAsync($"api/{name}");
            ((int)answer.StatusCode).ShouldBe(404);
            run.Has($"Function '{name}' is disabled").ShouldBeTrue(run.Output);
        }
    }
}
