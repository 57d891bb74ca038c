using Microsoft.EntityFrameworkCore;
using Pipeline.Jobs;

namespace ChaosJobs;

/// <summary>Where the jobs leave a row for each of their effects. Nothing is unique there, so that an effect that happens twice shows.</summary>
public sealed class ChaosDb(DbContextOptions<ChaosDb> options) : DbContext(options)
{
    internal const string Schema = "chaos";

    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.AddPipeline();

    /// <summary>Writes the effect of a job, in the job's transaction.</summary>
    internal Task WriteAsync(JobContext job, CancellationToken cancellationToken) => Database.ExecuteSqlAsync(
        $"insert into chaos.effect (job_id, generation, attempt, process) values ({job.Id}, {job.Generation}, {job.Attempt}, {Environment.ProcessId})", cancellationToken);
}
