using System.Diagnostics;
using Pipeline.Blobs;
using Pipeline.Flows;

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
        if (options?.Delay < TimeSpan.Zero || options?.Delay > EnqueueOptions.MaxDelay)
            throw new ArgumentOutOfRangeException(
                nameof(options), $"{nameof(EnqueueOptions.Delay)} is {options.Delay:c}; it cannot lie in the past, and goes up to {EnqueueOptions.MaxDelay.Days} days.");
        if (options?.ExpiresAfter <= TimeSpan.Zero || options?.ExpiresAfter > EnqueueOptions.MaxDelay)
            throw new ArgumentOutOfRangeException(
                nameof(options), $"{nameof(EnqueueOptions.ExpiresAfter)} is {options.ExpiresAfter:c}; it must be above zero, and goes up to {EnqueueOptions.MaxDelay.Days} days.");
        if (options?.Priority is { } priority && !Enum.IsDefined(priority))
            throw new ArgumentOutOfRangeException(nameof(options), $"{nameof(EnqueueOptions.Priority)} is {priority}, which is none.");
        (_definition, _claims) = (definition, claims);
        _delay = options is null || options.Delay == TimeSpan.Zero ? null : options.Delay;
        _expiresAfter = options?.ExpiresAfter ?? definition.ExpiresAfter;
        _priority = options?.Priority ?? definition.Priority;
    }

    /// <param name="args">What the handler takes, or <see cref="Tuples"/> of it.</param>
    /// <param name="slot">Its place in a flow.</param>
    /// <exception cref="ArgumentNullException">There are no arguments.</exception>
    /// <exception cref="JobTooLargeException">The arguments are above the limit.</exception>
    /// <exception cref="InvalidOperationException">They need a blob, and the context has none.</exception>
    public JobRow Row(object args, FlowSlot? slot = null)
    {
        ArgumentNullException.ThrowIfNull(args);
        var id = Guid.CreateVersion7();
        var tuples = args as Tuples;
        var (text, content) = _claims.Args(_definition, id, tuples?.Items ?? args, tuples?.Items.GetType() ?? _definition.ArgsType);
        return new()
        {
            Id = id,
            Type = _definition.Name,
            Version = _definition.Version,
            Args = text.Row!,
            ArgsBlob = text.Blob,
            Content = content,
            FlowId = slot?.FlowId,
            FlowIndex = slot?.Index,
            TraceParent = Activity.Current?.Id,
            Delay = _delay,
            ExpiresAfter = _expiresAfter,
            Priority = _priority,
            Limited = _definition.RateLimit is not null,
            Batch = Math.Min(_definition.LargestMessage, slot?.MaxParallel ?? int.MaxValue),
            Tuples = tuples?.Items.Length,
            Held = slot?.Held ?? false,
            Step = slot?.Step,
        };
    }
}
