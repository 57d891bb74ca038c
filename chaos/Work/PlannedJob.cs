using Pipeline.Jobs;

namespace Pipeline.Chaos.Work;

/// <summary>A job to be submitted.</summary>
/// <param name="Args">What its handler takes.</param>
/// <param name="Expected">How it is to end.</param>
/// <param name="Options">How it is enqueued.</param>
internal sealed record PlannedJob(object Args, string Expected, EnqueueOptions? Options = null)
{
    public string Kind => Args.GetType().Name.ToLowerInvariant();
}
