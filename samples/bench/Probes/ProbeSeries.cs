using System.Diagnostics;
using BenchJobs.Jobs;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Pipeline.Database;

namespace BenchJobs.Probes;

/// <summary>Enqueues probes as any code enqueues a job, and keeps when each was committed in <c>bench.probe</c>.</summary>
public sealed class ProbeSeries(IServiceScopeFactory scopes, PipelineDatabase database, TimeProvider time)
{
    private const string KeepSql = "insert into bench.probe (job_id, committed) select * from unnest($1, $2)";

    /// <returns>The jobs, in the order in which they were committed.</returns>
    public async Task<IReadOnlyList<Guid>> RunAsync(ProbeRequest request, CancellationToken cancellationToken)
    {
        var (jobs, committed) = (new List<Guid>(), new List<long>());
        for (var i = 0; i < request.Samples; i++)
        {
            await using (var scope = scopes.CreateAsyncScope())
            {
                var db = scope.ServiceProvider.GetRequiredService<BenchDb>();
                jobs.Add(db.Enqueue(new Probe(), new() { Priority = request.Priority }));
                await db.SaveChangesAsync(cancellationToken);
                committed.Add(Stopwatch.GetTimestamp());
            }
            await Task.Delay(request.Gap, time, cancellationToken);
        }
        await using var keep = database.Command(KeepSql, jobs.ToArray(), committed.ToArray());
        await keep.ExecuteNonQueryAsync(cancellationToken);
        return jobs;
    }
}
