namespace Pipeline.Infra.Tests.Release;

public sealed class DrainTests : IDisposable
{
    private readonly ReleaseWorld _world = new();

    public DrainTests() => _world.Answer("old.jobs", "a.one 1\na.one 2\nb.two 1\n");

    public void Dispose() => _world.Dispose();

    [ToolFact("bash", "jq")]
    public async Task A_version_that_is_dropped_is_drained_and_no_other()
    {
        (await DrainAsync("b.two 1\na.one 2\nc.new 1\n")).Code.ShouldBe(0);
        _world.Az.ShouldContain(call => call.Contains("--name p1.jobs ", StringComparison.Ordinal));
        _world.Tools.ShouldBe(["drain --job a.one --version 1 --wait https://func-x.example secret-key"]);
    }

    [ToolFact("bash", "jq")]
    public async Task Nothing_is_asked_where_no_version_is_dropped()
    {
        (await DrainAsync("a.one 1\na.one 2\na.one 3\nb.two 1\n")).Code.ShouldBe(0);
        _world.Tools.ShouldBeEmpty();
    }

    [ToolFact("bash", "jq")]
    public async Task What_is_left_of_a_version_stops_the_release()
    {
        _world.Answer("tool.code", "1");
        var stopped = await DrainAsync("a.one 2\n");
        stopped.Code.ShouldNotBe(0);
        stopped.Errors.ShouldContain("Something is left of a.one version 1");
        stopped.Errors.ShouldNotContain("secret-key");
        _world.Tools.Length.ShouldBe(1);
    }

    [ToolFact("bash", "jq")]
    public async Task Without_the_list_of_what_runs_nobody_can_tell()
    {
        _world.Forget("old.jobs");
        var stopped = await DrainAsync("a.one 2\n");
        stopped.Code.ShouldNotBe(0);
        stopped.Errors.ShouldContain("There is no list of the jobs of p1.zip");
    }

    [ToolFact("bash", "jq")]
    public async Task A_list_without_jobs_is_a_build_that_failed()
    {
        (await DrainAsync("")).Code.ShouldNotBe(0);
        _world.Tools.ShouldBeEmpty();
    }

    [ToolFact("bash", "jq")]
    public async Task A_production_without_a_package_has_nothing_to_drain()
    {
        _world.Answer("production", "");
        (await DrainAsync("a.one 1\n")).Code.ShouldBe(0);
        _world.Tools.ShouldBeEmpty();
    }

    private Task<ToolResult> DrainAsync(string jobs)
    {
        _world.Answer("new.jobs", jobs);
        return _world.RunAsync("drain.sh", _world.PathOf("new.jobs"));
    }
}
