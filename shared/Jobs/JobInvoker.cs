using System.Text.Json;

namespace Pipeline.Jobs;

/// <summary>Calls a handler through its interface: arguments from JSON, result to JSON.</summary>
internal abstract class JobInvoker
{
    public abstract Type ArgsType { get; }

    public abstract Task<string?> InvokeAsync(object handler, string args, JobContext job, CancellationToken cancellationToken);

    public static JobInvoker For(Type handler)
    {
        var contracts = handler.GetInterfaces().Where(IsContract).ToArray();
        if (handler.IsAbstract || handler.ContainsGenericParameters || contracts.Length != 1)
            throw new InvalidJobException(handler, "must be a concrete class that implements IJobHandler<TArgs> or IJobHandler<TArgs, TResult> once");
        var types = contracts[0].GetGenericArguments();
        var invoker = types.Length == 1 ? typeof(ForArgs<>) : typeof(ForResult<,>);
        return (JobInvoker)Activator.CreateInstance(invoker.MakeGenericType(types))!;
    }

    private static bool IsContract(Type type) =>
        type.IsGenericType && (type.GetGenericTypeDefinition() == typeof(IJobHandler<>) || type.GetGenericTypeDefinition() == typeof(IJobHandler<,>));

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

        public override async Task<string?> InvokeAsync(object handler, string args, JobContext job, CancellationToken cancellationToken)
        {
            await ((IJobHandler<TArgs>)handler).HandleAsync(Read<TArgs>(args), job, cancellationToken);
            return null;
        }
    }

    private sealed class ForResult<TArgs, TResult> : JobInvoker where TArgs : notnull
    {
        public override Type ArgsType => typeof(TArgs);

        public override async Task<string?> InvokeAsync(object handler, string args, JobContext job, CancellationToken cancellationToken) =>
            JsonSerializer.Serialize(
                await ((IJobHandler<TArgs, TResult>)handler).HandleAsync(Read<TArgs>(args), job, cancellationToken), JobJson.Options);
    }
}
