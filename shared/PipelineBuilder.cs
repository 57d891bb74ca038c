using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql.EntityFrameworkCore.PostgreSQL.Infrastructure;
using Pipeline.Database;
using Pipeline.Jobs;

namespace Pipeline;

/// <summary>What <c>AddPipeline</c> returns: jobs and contexts are added to it.</summary>
public sealed class PipelineBuilder
{
    private readonly List<Type> _handlers = [];
    private bool _isWorker;

    internal PipelineBuilder(IServiceCollection services)
    {
        Services = services;
        services.AddSingleton(_ => new JobCatalog(_handlers));
    }

    public IServiceCollection Services { get; }

    /// <summary>
    /// Registers every class with a <see cref="JobAttribute"/> or a <c>[Sweep]</c> of these assemblies: what it declares, and after <c>AddWorker</c> the class itself,
    /// so that a process that only enqueues needs none of the services that handlers take.
    /// </summary>
    public PipelineBuilder AddJobs(params IEnumerable<Assembly> assemblies)
    {
        foreach (var handler in assemblies.SelectMany(a => a.GetTypes()).Where(JobDeclaration.IsOn))
            Add(handler);
        return this;
    }

    /// <summary>Registers one handler class, or one sweep.</summary>
    public PipelineBuilder AddJob<THandler>() where THandler : class
    {
        Add(typeof(THandler));
        return this;
    }

    /// <summary>
    /// Registers a context over the pipeline's database that enqueues jobs and that handlers may take: there it works on the job's connection and
    /// transaction. Its migrations are applied with the pipeline's. A context whose constructor takes nothing but its options is pooled: what it tracks is reset
    /// between jobs, and it must hold no other state.
    /// </summary>
    public PipelineBuilder AddDbContext<TContext>(Action<NpgsqlDbContextOptionsBuilder>? npgsql = null) where TContext : DbContext
    {
        if (ContextPool.Takes(typeof(TContext))) ContextPool.Add<TContext>(Services, npgsql);
        else Services.AddDbContext<TContext>((services, options) => options.UseNpgsql(services.GetRequiredService<PipelineDatabase>().Source, npgsql).UsePipeline(services));
        Services.AddSingleton(new MigratedContext(typeof(TContext)));
        return this;
    }

    /// <summary>From now on handlers are resolved here: those that are registered already, and those that come.</summary>
    internal void RunHandlers()
    {
        if (_isWorker) return;
        _isWorker = true;
        foreach (var handler in _handlers) Services.AddTransient(handler);
    }

    private void Add(Type handler)
    {
        _handlers.Add(handler);
        if (_isWorker) Services.AddTransient(handler);
    }
}
