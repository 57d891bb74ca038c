using Pipeline.Jobs;

namespace BenchJobs.Jobs;

[Job("bench.register-with-outcome")]
public sealed class RegisterWithOutcomeHandler : IJobHandler<RegisterWithOutcome>
{
    public Task HandleAsync(RegisterWithOutcome args, JobContext job, CancellationToken cancellationToken)
    {
        job.ExecuteWithOutcome(VoterStatements.UpsertOf(args.Voter));
        return Task.CompletedTask;
    }
}
