using System.Diagnostics;
using Pipeline.Jobs;

namespace ChaosJobs.Jobs;

[Job("chaos.crash")]
public sealed class CrashHandler(ChaosDb db, TimeProvider time) : IJobHandler<Crash>
{
    public async Task HandleAsync(Crash args, JobContext job, CancellationToken cancellationToken)
    {
        await db.WriteAsync(job, cancellationToken);
        if (!args.AtOnce) Environment.FailFast("A job that was to kill its process.");
        using var process = Process.GetCurrentProcess();
        process.Kill();
        await Task.Delay(Timeout.InfiniteTimeSpan, time, cancellationToken);
    }
}
