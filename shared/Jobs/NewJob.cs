using System.Diagnostics;
using Pipeline.Blobs;

namespace Pipeline.Jobs;

/// <summary>Makes the rows of jobs of one definition that are enqueued in one way.</summary>
internal sealed class NewJob
{
    private readonly JobDefinition _definition;
    private readonly ClaimCheck _claims;
    private readonly TimeSpan? _delay;
    private readonly TimeSpan? _expiresAfter;
    private readonly JobPriority _priority;

    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public NewJob(JobDefinition definition, EnqueueOptions? options, ClaimCheck claims)
    {
        if (options?.Delay < TimeSpan.Zero)
            throw new ArgumentOutOfRangeException(nameof(options), $"{nameof(EnqueueOptions.Delay)} is {options.Delay}; it cannot lie in the past.");
        if (options?.ExpiresAfter <= TimeSpan.Zero)
            throw new ArgumentOutOfRangeException(nameof(options), $"{nameof(EnqueueOptions.ExpiresAfter)} is {options.ExpiresAfter}; it must be above zero.");
        if (options?.Priority is { } priority && !Enum.IsDefined(priority))
            throw new ArgumentOutOfRangeException(nameof(options), $"{nameof(EnqueueOptions.Priority)} is {priority}, which is none.");
        (_definition, _claims) = (definition, claims);
        _delay = options is null || options.Delay == TimeSpan.Zero ? null : options.Delay;
        _expiresAfter = options?.ExpiresAfter ?? definition.ExpiresAfter;
        _priority = options?.Priority ?? definition.Priority;
    }

    /// <exception cref="ArgumentNullException">There are no arguments.</exception>
    /// <exception cref="JobTooLargeException">The arguments are above the limit.</exception>
    /// <exception cref="InvalidOperationException">They need a blob, and the context has none.</exception>
    public JobRow Row<TArgs>(TArgs args, Guid? flowId = null, int? flowIndex = null) where TArgs : notnull
    {
        ArgumentNullException.ThrowIfNull(args);
        var id = Guid.CreateVersion7();
        var (text, content) = _claims.Args(_definition, id, args);
        return Row(id, text, content, flowId, flowIndex);
    }

    private JobRow Row(Guid id, ClaimedText args, byte[]? content, Guid? flowId, int? flowIndex) => new()
    {
        Id = id,
        Type = _definition.Name,
        Version = _definition.Version,
        Args = args.Row!,
        ArgsBlob = args.Blob,
        Content = content,
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
