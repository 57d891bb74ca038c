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
/// job that has it.
/// </summary>
internal static class ContextPool
{
    private static readonly JobScope None = new();

    // Whose a context is now.
    private static readonly ConditionalWeakTable<DbContext, JobScope> Scopes = [];

    /// <summary>Whether contexts of this type may be pooled: nothing but options goes into their constructor, so that no state of a scope is in them.</summary>
    public static bool Takes(Type context) =>
        context.GetConstructors() is [var only] && only.GetParameters() is [var options] && typeof(DbContextOptions).IsAssignableFrom(options.ParameterType);

    public static void Add<TContext>(IServiceCollection services, Action<NpgsqlDbContextOptionsBuilder>? npgsql) where TContext : DbContext
    {
        services.AddPooledDbContextFactory<TContext>((provider, options) =>
        {
            options.UseNpgsql(provider.GetRequiredService<PipelineDatabase>().Source, npgsql);
            var outside = RelationalOptionsExtension.Extract(options.Options).ExecutionStrategyFactory;
            options.UseNpgsql(own => own.ExecutionStrategy(dependencies => new JobExecutionStrategy(dependencies, outside?.Invoke(dependencies))));
            options.AddInterceptors(new EnqueueInterceptor(
                provider.GetRequiredService<JobCatalog>(), provider.GetRequiredService<ClaimCheck>(), provider.GetRequiredService<OutboxSignal>(), ScopeOf));
        });
        services.AddScoped(provider => Rent(provider.GetRequiredService<IDbContextFactory<TContext>>(), provider.GetRequiredService<JobScope>()));
    }

    private static JobScope ScopeOf(DbContext db) => Scopes.TryGetValue(db, out var scope) ? scope : None;

    private static TContext Rent<TContext>(IDbContextFactory<TContext> factory, JobScope scope) where TContext : DbContext
    {
        var db = factory.CreateDbContext();
        Scopes.AddOrUpdate(db, scope);
        // Without a job it connects as it is configured.
        db.Database.SetDbConnection(scope.Connection);
        return db;
    }
}
