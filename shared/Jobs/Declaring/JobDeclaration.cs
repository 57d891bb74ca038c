using System.Reflection;
using Pipeline.Recurring;

namespace Pipeline.Jobs;

/// <summary>What a class declares: a handler is its own job, a sweep is run by the pipeline's handler of sweeps.</summary>
/// <param name="HandlerType">What runs the job.</param>
/// <param name="Job">Its name and limits.</param>
/// <param name="Recurring">When it is enqueued by itself, if it is.</param>
/// <param name="Enqueues">The arguments of the jobs that a sweep enqueues.</param>
internal sealed record JobDeclaration(Type HandlerType, JobAttribute Job, RecurringAttribute? Recurring = null, Type? Enqueues = null)
{
    private const int MostItems = 100_000;

    /// <summary>Whether a class declares something, rightly or not.</summary>
    public static bool IsOn(Type type) =>
        type.IsDefined(typeof(JobAttribute), inherit: false) || type.IsDefined(typeof(SweepAttribute), inherit: false) || type.IsDefined(typeof(RecurringAttribute), inherit: false);

    /// <exception cref="InvalidJobException">The class has no attribute, attributes that exclude each other, or is no sweep.</exception>
    public static JobDeclaration Of(Type type)
    {
        var recurring = type.GetCustomAttribute<RecurringAttribute>();
        return (type.GetCustomAttribute<JobAttribute>(), type.GetCustomAttribute<SweepAttribute>()) switch
        {
            ({ } job, null) => new(type, job, recurring),
            (null, { } sweep) when recurring is null => OfSweep(type, sweep),
            (null, null) => throw new InvalidJobException(type, "has no [Job(\"name\")] attribute"),
            _ => throw new InvalidJobException(type, "has a [Sweep] beside a [Job] or [Recurring]; a sweep is a recurring job by itself"),
        };
    }

    private static JobDeclaration OfSweep(Type type, SweepAttribute sweep)
    {
        var contracts = type.GetInterfaces().Where(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(ISweep<>)).ToArray();
        if (type.IsAbstract || type.ContainsGenericParameters || contracts.Length != 1)
            throw new InvalidJobException(type, "must be a concrete class that implements ISweep<TArgs> once");
        if (sweep.Limit is < 1 or > MostItems)
            throw new InvalidJobException(type, $"has {nameof(sweep.Limit)} = {sweep.Limit}; it goes from 1 to {MostItems}");
        var args = contracts[0].GetGenericArguments()[0];
        return new(
            typeof(SweepHandler<,>).MakeGenericType(type, args),
            // It waits for its query, and holds no transaction meanwhile; the wait after a failure stays within a schedule's reach.
            new(sweep.Name) { Mode = JobMode.Io, TimeLimit = sweep.TimeLimit, MaxRetryDelay = "00:01:00" },
            new(sweep.Schedule) { TimeZone = sweep.TimeZone, Overlap = false },
            args);
    }
}
