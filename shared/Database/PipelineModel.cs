using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Pipeline.Database;
using Pipeline.Jobs;
using Pipeline.Outbox;

namespace Microsoft.EntityFrameworkCore;

public static class PipelineModel
{
    /// <summary>
    /// Maps the pipeline's tables, so that <c>db.Enqueue(…)</c> saves jobs with the caller's own rows. Call it in <c>OnModelCreating</c>.
    /// The tables stay out of the caller's migrations.
    /// </summary>
    public static ModelBuilder AddPipeline(this ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<JobRow>(MapJob);
        modelBuilder.Entity<OutboxRow>(MapOutbox);
        return modelBuilder;
    }

    private static void MapJob(EntityTypeBuilder<JobRow> job)
    {
        job.ToTable("job", PipelineDb.Schema, t => t.ExcludeFromMigrations());
        job.HasKey(j => j.Id);
        job.Property(j => j.Id).HasColumnName("id").ValueGeneratedNever();
        job.Property(j => j.Type).HasColumnName("type");
        job.Property(j => j.Version).HasColumnName("version");
        job.Property(j => j.Args).HasColumnName("args");
        job.Property(j => j.ArgsBlob).HasColumnName("args_blob");
        job.Property(j => j.MessageId).HasColumnName("message_id");
        job.Property(j => j.FlowId).HasColumnName("flow_id");
        job.Property(j => j.FlowIndex).HasColumnName("flow_index");
        job.Property(j => j.ExpiresAfter).HasColumnName("expires_after");
        job.Property(j => j.TraceParent).HasColumnName("trace_parent");
    }

    private static void MapOutbox(EntityTypeBuilder<OutboxRow> outbox)
    {
        outbox.ToTable("outbox", PipelineDb.Schema, t => t.ExcludeFromMigrations());
        outbox.HasKey(o => o.Id);
        outbox.Property(o => o.Id).HasColumnName("id").ValueGeneratedNever();
        outbox.Property(o => o.Type).HasColumnName("type");
        outbox.Property(o => o.Version).HasColumnName("version");
        outbox.Property(o => o.Jobs).HasColumnName("jobs");
        outbox.Property(o => o.Delay).HasColumnName("delay");
        outbox.Property(o => o.ExpiresAfter).HasColumnName("expires_after");
        outbox.Property(o => o.Priority).HasColumnName("priority");
        outbox.Property(o => o.Limited).HasColumnName("limited");
        outbox.Property(o => o.TraceParent).HasColumnName("trace_parent");
    }
}
