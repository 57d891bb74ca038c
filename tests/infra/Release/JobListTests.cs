using Pipeline.Jobs;

namespace Pipeline.Infra.Tests.Release;

public sealed class JobListTests
{
    [Fact]
    public async Task Every_version_of_a_job_is_a_line_and_no_server_is_asked()
    {
        var listed = await App.RunAsync("jobs", "Host=127.0.0.1;Port=1");
        listed.Code.ShouldBe(0, listed.Errors);
        var known = JobCatalog.From(typeof(Voters.VotersSample).Assembly).All;
        known.Count.ShouldBeGreaterThan(3);
        listed.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldBe(known.Select(j => $"{j.Name} {j.Version}").Order(StringComparer.Ordinal));
    }
}
