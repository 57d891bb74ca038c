using Microsoft.EntityFrameworkCore;

namespace Pipeline.Workload;

/// <summary>What jobs of the workload leave behind: a row for each effect.</summary>
public sealed class WorkDb(DbContextOptions<WorkDb> options) : DbContext(options)
{
    public const string Schema = "work";

    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.AddPipeline();

    /// <summary>Writes an effect in the job's transaction.</summary>
    public Task WriteAsync(Guid job, string text, CancellationToken cancellationToken) =>
        Database.ExecuteSqlAsync($"insert into work.effect (job_id, text, process) values ({job}, {text}, {Environment.ProcessId})", cancellationToken);
}
