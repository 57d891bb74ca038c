using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql.EntityFrameworkCore.PostgreSQL.Infrastructure;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Pipeline.Blobs;
using Pipeline.Database;
using Pipeline.Outbox;

namespace Pipeline.Jobs;

/// <summary>
/// Contexts that serve one job after the other, as making one costs more than a short job: EF Core resets what they track. Each is on the connection of the
/// job that has it, and that job's until the pipeline takes it back: a handler's disposal does nothing, and what a handler left running is
/// refused.
/// </summary>
internal static class ContextPool
{
    private static readonly JobScope None = new();

    // Whose a pooled context is now, or was last.
    private static readonly ConditionalWeakTable<DbContext, JobScope> Scopes = [];

    /// <summary>Whether contexts of this type may be pooled: nothing but options goes into their constructor, so that no state of a scope is in them.</summary>
    public static bool Takes(Type context) =>
        context.GetConstructors() is [var only] && only.GetParameters() is [var options] && typeof(DbContextOptions).IsAssignableFrom(options.ParameterType);

    public static void Add<TContext>(IServiceCollection services, Action<NpgsqlDbContextOptionsBuilder>? npgsql) where TContext : DbContext
    {
        services.AddDbContextPool<TContext>((provider, options) =>
        {
            options.UseNpgsql(provider.GetRequiredService<PipelineDatabase>().Source, npgsql);
            var outside = RelationalOptionsExtension.Extract(options.Options).ExecutionStrategyFactory;
            options.UseNpgsql(own => own.ExecutionStrategy(dependencies => new JobExecutionStrategy(dependencies, outside?.Invoke(dependencies))));
            options.AddInterceptors(
                new EnqueueInterceptor(
                    provider.GetRequiredService<JobCatalog>(), provider.GetRequiredService<ClaimCheck>(),
                    provider.GetRequiredService<OutboxSignal>(), ScopeOf),
                new JobContextGuard(ScopeOf));
        });
        var pooled = services.Last(service => service.ServiceType == typeof(TContext));
        services.Remove(pooled);
        services.AddScoped(provider => Rent<TContext>(provider, pooled.ImplementationFactory!));
        // Not pooled.
        services.AddDbContextFactory<TContext>((_, _) => { });
    }

    private static JobScope ScopeOf(DbContext db) => Scopes.TryGetValue(db, out var scope) ? scope : None;

    private static TContext Rent<TContext>(IServiceProvider provider, Func<IServiceProvider, object> pooled) where TContext : DbContext
    {
        var scope = provider.GetRequiredService<JobScope>();
        // Outside of a job it connects as it is configured, and no job gets it: what a job left running must not find a web request's
        // either.
        if (!scope.InJob) return provider.GetRequiredService<IDbContextFactory<TContext>>().CreateDbContext();
        var db = (TContext)pooled(scope.Contexts(provider));
        Scopes.AddOrUpdate(db, scope);
        db.ChangeTracker.Tracking += scope.OnTracking;
        db.Database.SetDbConnection(scope.Connection);
        return db;
    }
}
