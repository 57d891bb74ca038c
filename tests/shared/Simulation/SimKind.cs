using Pipeline.Jobs;

namespace Pipeline.Tests.Simulation;

/// <summary>A kind of job: as its attribute declares it, what its handler does at an attempt, and what must come of that.</summary>
/// <param name="Definition">The product's own, read from a handler class.</param>
/// <param name="Failure">What the attempt fails with, from 1; null where it succeeds.</param>
/// <param name="Failures">How many attempts fail before the job has its end.</param>
/// <param name="End">How it ends where nothing but its own handler decides.</param>
/// <param name="Crashes">It kills its process.</param>
internal sealed record SimKind(JobDefinition Definition, Func<int, Exception?> Failure, int Failures, SimStatus End, bool Crashes = false)
{
    public static IReadOnlyList<SimKind> All { get; } =
    [
        new(JobDefinition.Of(typeof(Steady)), _ => null, 0, SimStatus.Succeeded),
        new(JobDefinition.Of(typeof(Waiting)), _ => null, 0, SimStatus.Succeeded),
        new(JobDefinition.Of(typeof(Stumbling)), attempt => attempt <= 2 ? new InvalidOperationException() : null, 2, SimStatus.Succeeded),
        new(JobDefinition.Of(typeof(Failing)), _ => new InvalidOperationException(), 3, SimStatus.Dead),
        new(JobDefinition.Of(typeof(Refusing)), _ => new PermanentJobException("no"), 1, SimStatus.Dead),
        new(JobDefinition.Of(typeof(Limited)), _ => null, 0, SimStatus.Succeeded),
        new(JobDefinition.Of(typeof(Expiring)), _ => null, 0, SimStatus.Succeeded),
        new(JobDefinition.Of(typeof(Crashing)), _ => null, 0, SimStatus.Dead, Crashes: true),
    ];

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
