using System.Reflection;

namespace Pipeline.Jobs;

/// <summary>The jobs that this process knows.</summary>
public sealed class JobCatalog
{
    private readonly Dictionary<(string Name, int Version), JobDefinition> _byName = [];
    private readonly Dictionary<Type, JobDefinition> _byArgs = [];

    /// <exception cref="InvalidJobException">A class breaks a rule, or two share a name and version, or arguments.</exception>
    public JobCatalog(IEnumerable<Type> handlers)
    {
        foreach (var definition in handlers.Distinct().Select(JobDefinition.Of))
        {
            if (!_byName.TryAdd((definition.Name, definition.Version), definition))
                throw new InvalidJobException(definition.HandlerType, $"is a second '{definition.Name}' version {definition.Version}");
            var other = _byArgs.GetValueOrDefault(definition.ArgsType);
            if (other is not null && other.Name != definition.Name)
                throw new InvalidJobException(definition.HandlerType, $"takes {definition.ArgsType.Name} as '{other.Name}' does; give each job arguments of its own");
            if (other is null || other.Version < definition.Version)
                _byArgs[definition.ArgsType] = definition;
        }
        if (All.FirstOrDefault(d => d.Enqueues is not null && !_byArgs.ContainsKey(d.Enqueues)) is { } sweep)
            throw new InvalidJobException(sweep.HandlerType.GetGenericArguments()[0], $"enqueues {sweep.Enqueues!.Name}, which no registered [Job] class takes");
    }

    public IReadOnlyCollection<JobDefinition> All => _byName.Values;

    /// <summary>All handlers and sweeps in <paramref name="assemblies"/>.</summary>
    public static JobCatalog From(params IEnumerable<Assembly> assemblies) =>
        new(assemblies.SelectMany(a => a.GetTypes()).Where(JobDeclaration.IsOn));

    /// <summary>The job of that name and version, or null where only other processes know it (I7).</summary>
    public JobDefinition? Find(string name, int version) => _byName.GetValueOrDefault((name, version));

    /// <summary>The job that takes <paramref name="args"/>: the newest version where several do.</summary>
    /// <exception cref="InvalidOperationException">No handler takes them.</exception>
    public JobDefinition ForArgs(Type args) => _byArgs.GetValueOrDefault(args)
        ?? throw new InvalidOperationException($"No [Job] class takes {args.FullName}: register the assembly of its handler with AddJobs.");
}
