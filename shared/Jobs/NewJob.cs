using System.Diagnostics;
using System.Text.Json;

namespace Pipeline.Jobs;

/// <summary>Makes the rows of jobs of one definition that are enqueued in one way.</summary>
internal sealed class NewJob
{
    private readonly JobDefinition _definition;
    private readonly TimeSpan? _delay;
    private readonly TimeSpan? _expiresAfter;
    private readonly JobPriority _priority;

    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public NewJob(JobDefinition definition, EnqueueOptions? options)
    {
        if (options?.Delay < TimeSpan.Zero)
            throw new ArgumentOutOfRangeException(nameof(options), $"{nameof(EnqueueOptions.Delay)} is {options.Delay}; it cannot lie in the past.");
        if (options?.ExpiresAfter <= TimeSpan.Zero)
            throw new ArgumentOutOfRangeException(nameof(options), $"{nameof(EnqueueOptions.ExpiresAfter)} is {options.ExpiresAfter}; it must be above zero.");
        if (options?.Priority is { } priority && !Enum.IsDefined(priority))
            throw new ArgumentOutOfRangeException(nameof(options), $"{nameof(EnqueueOptions.Priority)} is {priority}, which is none.");
        _definition = definition;
        _delay = options is null || options.Delay == TimeSpan.Zero ? null : options.Delay;
        _expiresAfter = options?.ExpiresAfter ?? definition.ExpiresAfter;
        _priority = options?.Priority ?? definition.Priority;
    }

    public JobRow Row<TArgs>(TArgs args, Guid? flowId = null, int? flowIndex = null) where TArgs : notnull => new()
    {
        Id = Guid.CreateVersion7(),
        Type = _definition.Name,
        Version = _definition.Version,
        Args = JsonSerializer.Serialize(args, _definition.ArgsType, JobJson.Options),
        FlowId = flowId,
        FlowIndex = flowIndex,
        TraceParent = Activity.Current?.Id,
        Delay = _delay,
        ExpiresAfter = _expiresAfter,
        Priority = _priority,
        Limited = _definition.RateLimit is not null,
        Batch = _definition.LargestMessage,
    };
}
