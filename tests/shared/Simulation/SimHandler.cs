using Pipeline.Jobs;

namespace Pipeline.Tests.Simulation;

/// <summary>Only declared: what a simulated job does is its kind's to say.</summary>
internal abstract class SimHandler<TArgs> : IJobHandler<TArgs> where TArgs : notnull
{
    public Task HandleAsync(TArgs args, JobContext job, CancellationToken cancellationToken) => throw new NotSupportedException();
}
