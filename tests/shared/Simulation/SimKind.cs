using Pipeline.Jobs;

namespace Pipeline.Tests.Simulation;

/// <summary>A kind of job: as its attribute declares it, and what its handler does at an attempt.</summary>
/// <param name="Definition">The product's own, read from a handler class.</param>
/// <param name="Failure">What the attempt fails with, from 1; null where it succeeds.</param>
/// <param name="Crashes">It kills its process.</param>
internal sealed record SimKind(JobDefinition Definition, Func<int, Exception?> Failure, bool Crashes = false)
{
    private const int Stumbles = 2;

    public static IReadOnlyList<SimKind> All { get; } =
    [
        new(JobDefinition.Of(typeof(Steady)), _ => null),
        new(JobDefinition.Of(typeof(Waiting)), _ => null),
        new(JobDefinition.Of(typeof(Stumbling)), attempt => attempt <= Stumbles ? new InvalidOperationException() : null),
        new(JobDefinition.Of(typeof(Failing)), _ => new InvalidOperationException()),
        new(JobDefinition.Of(typeof(Refusing)), _ => new PermanentJobException("no")),
        new(JobDefinition.Of(typeof(Limited)), _ => null),
        new(JobDefinition.Of(typeof(Expiring)), _ => null),
        new(JobDefinition.Of(typeof(Crashing)), _ => null, Crashes: true),
    ];

    /// <summary>How many attempts fail before the job has its end.</summary>
    public int Failures => Enumerable.Range(1, Definition.MaxAttempts).TakeWhile(a => Failure(a) is not null).Select(a => (int?)a)
        .FirstOrDefault(a => Definition.IsDeadAfter(a!.Value, Failure(a.Value)!)) ?? Enumerable.Range(1, Definition.MaxAttempts).TakeWhile(a => Failure(a) is not null).Count();

    /// <summary>How it ends where nothing but its own handler decides.</summary>
    public SimStatus End => Crashes || Failure(Math.Max(1, Failures)) is { } cause && Definition.IsDeadAfter(Failures, cause) ? SimStatus.Dead : SimStatus.Succeeded;

    [Job("sim.steady", Batch = 4)]
    private sealed class Steady : SimHandler<int>;

    [Job("sim.waiting", Batch = 4, Mode = JobMode.Io)]
    private sealed class Waiting : SimHandler<long>;

    [Job("sim.stumbling", Batch = 4)]
    private sealed class Stumbling : SimHandler<short>;

    [Job("sim.failing", MaxAttempts = 3, Mode = JobMode.Io)]
    private sealed class Failing : SimHandler<byte>;

    [Job("sim.refusing", Batch = 4)]
    private sealed class Refusing : SimHandler<uint>;

    [Job("sim.limited", RateLimit = "5/s")]
    private sealed class Limited : SimHandler<ulong>;

    [Job("sim.expiring", ExpiresAfter = "00:00:20")]
    private sealed class Expiring : SimHandler<ushort>;

    [Job("sim.crashing", Batch = 4)]
    private sealed class Crashing : SimHandler<sbyte>;
}
