using Pipeline.Jobs;

namespace BenchJobs.Jobs;

[Job("bench.count-members", TimeLimit = "00:20:00")]
public sealed class CountMembersHandler : IJobHandler<CountMembers, int>
{
    public async Task<int> HandleAsync(CountMembers args, JobContext job, CancellationToken cancellationToken) =>
        await job.ResultsAsync(cancellationToken).CountAsync(m => m.Succeeded, cancellationToken);
}
