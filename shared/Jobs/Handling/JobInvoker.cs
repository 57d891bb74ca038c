using System.Text.Json;

namespace Pipeline.Jobs;

/// <summary>Calls a handler through its interface: arguments from JSON, results to JSON.</summary>
internal abstract class JobInvoker
{
    public abstract Type ArgsType { get; }

    /// <summary>What the handler returns; null where it returns nothing, or each of a batch may return something else.</summary>
    public virtual Type? ResultType => null;

    /// <summary>Whether the handler takes many jobs in one call.</summary>
    public virtual bool IsBatch => false;

    /// <param name="handler">The handler.</param>
    /// <param name="jobs">One job, or a batch of them for a handler that takes batches.</param>
    /// <param name="cancellationToken">The time limit.</param>
    /// <returns>The result of each job.</returns>
    public abstract Task<string?[]> InvokeAsync(object handler, IReadOnlyList<(string Args, JobContext Job)> jobs, CancellationToken cancellationToken);

    public static JobInvoker For(Type handler)
    {
        var contracts = handler.GetInterfaces().Where(i => InvokerOf(i) is not null).ToArray();
        if (handler.IsAbstract || handler.ContainsGenericParameters || contracts.Length != 1)
            throw new InvalidJobException(handler, "must be a concrete class that implements one of IJobHandler<TArgs>, IJobHandler<TArgs, TResult> and IBatchHandler<TArgs> once");
        return (JobInvoker)Activator.CreateInstance(InvokerOf(contracts[0])!.MakeGenericType(contracts[0].GetGenericArguments()))!;
    }

    private static Type? InvokerOf(Type contract) => !contract.IsGenericType ? null : contract.GetGenericTypeDefinition() switch
    {
        var type when type == typeof(IJobHandler<>) => typeof(ForArgs<>),
        var type when type == typeof(IJobHandler<,>) => typeof(ForResult<,>),
        var type when type == typeof(IBatchHandler<>) => typeof(ForBatch<>),
        _ => null,
    };

    private static TArgs Read<TArgs>(string args)
    {
        try
        {
            return JsonSerializer.Deserialize<TArgs>(args, JobJson.Options) ?? throw new JsonException("the arguments are null");
        }
        catch (JsonException e)
        {
            throw new UnreadableArgumentsException(typeof(TArgs), e);
        }
    }

    private sealed class ForArgs<TArgs> : JobInvoker where TArgs : notnull
    {
        public override Type ArgsType => typeof(TArgs);

        public override async Task<string?[]> InvokeAsync(object handler, IReadOnlyList<(string Args, JobContext Job)> jobs, CancellationToken cancellationToken)
        {
            await ((IJobHandler<TArgs>)handler).HandleAsync(Read<TArgs>(jobs[0].Args), jobs[0].Job, cancellationToken);
            return [null];
        }
    }

    private sealed class ForResult<TArgs, TResult> : JobInvoker where TArgs : notnull
    {
        public override Type ArgsType => typeof(TArgs);

        public override Type? ResultType => typeof(TResult);

        public override async Task<string?[]> InvokeAsync(object handler, IReadOnlyList<(string Args, JobContext Job)> jobs, CancellationToken cancellationToken)
        {
            var result = await ((IJobHandler<TArgs, TResult>)handler).HandleAsync(Read<TArgs>(jobs[0].Args), jobs[0].Job, cancellationToken);
            return [JobJson.WriteResult(result, typeof(TResult))];
        }
    }

    private sealed class ForBatch<TArgs> : JobInvoker where TArgs : notnull
    {
        public override Type ArgsType => typeof(TArgs);

        public override bool IsBatch => true;

        public override async Task<string?[]> InvokeAsync(object handler, IReadOnlyList<(string Args, JobContext Job)> jobs, CancellationToken cancellationToken)
        {
            var batch = jobs.Select(j => new BatchItem<TArgs>(Read<TArgs>(j.Args), j.Job)).ToList();
            await ((IBatchHandler<TArgs>)handler).HandleAsync(batch, cancellationToken);
            return [.. batch.Select(i => i.Result is null ? null : JobJson.WriteResult(i.Result, i.Result.GetType()))];
        }
    }
}
