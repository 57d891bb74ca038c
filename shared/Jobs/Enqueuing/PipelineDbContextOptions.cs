using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;
using Pipeline.Blobs;
using Pipeline.Jobs;
using Pipeline.Outbox;

namespace Microsoft.EntityFrameworkCore;

public static class PipelineDbContextOptions
{
    /// <summary>
    /// Lets a context enqueue jobs, in a process that called <c>AddPipeline</c>; inside a handler a context of <c>AddDbContext</c> works on the job's own
    /// connection, one of a pool or factory does not and refuses to save. Call it after <c>UseNpgsql</c>: <c>AddDbContext&lt;ShopDb&gt;((services, options) =&gt; options.UseNpgsql(…).UsePipeline(services))</c>.
    /// </summary>
    public static DbContextOptionsBuilder UsePipeline(this DbContextOptionsBuilder options, IServiceProvider services)
    {
        var scope = JobScope.Of(services);
        // Retrying is the pipeline's part in a job: a strategy that retries refuses transactions that are not its own.
        if (scope.Connection is { } connection)
            options.UseNpgsql(connection, npgsql => npgsql.ExecutionStrategy(dependencies => new NonRetryingExecutionStrategy(dependencies)));
        return options.AddInterceptors(
            new EnqueueInterceptor(
                services.GetRequiredService<JobCatalog>(), services.GetRequiredService<ClaimCheck>(),
                services.GetRequiredService<OutboxSignal>(), _ => scope),
            new JobContextGuard(_ => scope));
    }

    /// <summary>Lets a context enqueue jobs in a process without services; another process publishes them, within about a second. Arguments above 8 KiB are refused.</summary>
    public static DbContextOptionsBuilder UsePipeline(this DbContextOptionsBuilder options, JobCatalog catalog)
    {
        var none = new JobScope();
        return options.AddInterceptors(new EnqueueInterceptor(catalog, ClaimCheck.RowsOnly, new OutboxSignal(), _ => none));
    }

    /// <inheritdoc cref="UsePipeline(DbContextOptionsBuilder, IServiceProvider)"/>
    public static DbContextOptionsBuilder<TContext> UsePipeline<TContext>(this DbContextOptionsBuilder<TContext> options, IServiceProvider services)
        where TContext : DbContext => (DbContextOptionsBuilder<TContext>)((DbContextOptionsBuilder)options).UsePipeline(services);

    /// <inheritdoc cref="UsePipeline(DbContextOptionsBuilder, JobCatalog)"/>
    public static DbContextOptionsBuilder<TContext> UsePipeline<TContext>(this DbContextOptionsBuilder<TContext> options, JobCatalog catalog)
        where TContext : DbContext => (DbContextOptionsBuilder<TContext>)((DbContextOptionsBuilder)options).UsePipeline(catalog);
}
