using Pipeline.EndToEnd.Tests.Hosting;
using Xunit.Abstractions;

namespace Pipeline.EndToEnd.Tests.Workload;

public sealed class RateLimitTests(SharedApp shared, ITestOutputHelper output) : WorkloadTest(shared, output)
{
    private const int Jobs = 180;
    private const int PerSecond = 30;

    [AppFact(Needs.OwnApp)]
    public async Task OverTwoProcesses_NoMoreJobsStartThanTheLimitLetsThrough()
    {
        var one = await StartAsync();
        var other = await StartAsync();
        await EnqueueAsync(one, "limited", Jobs);
        await EffectsAsync(Jobs);

        (await Database.OneAsync<long>("select count(*) from work.effect")).ShouldBe(Jobs);
        (await Database.OneAsync<int[]>("select array_agg(distinct process) from work.effect")).ShouldBe([one.WorkerId, other.WorkerId], ignoreOrder: true);
        // Less what an idle type may make up for, a tenth of a second; and not held back for long without need.
        var seconds = await Database.OneAsync<double>("select extract(epoch from max(at) - min(at))::double precision from work.effect");
        seconds.ShouldBeInRange((Jobs - 2 * PerSecond / 10) / (double)PerSecond - 0.3, 3 * Jobs / (double)PerSecond);
        // Nor is it kept on the average only: what a busy machine bunches is a fraction of a second's.
        var busiest = await Database.OneAsync<long>(
            "select max(n) from (select count(*) over (order by at range between current row and interval '2 seconds' following) as n from work.effect) counted");
        busiest.ShouldBeLessThanOrEqualTo(3 * PerSecond);
    }
}
