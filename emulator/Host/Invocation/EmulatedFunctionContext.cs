using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Pipeline.Emulator.Functions;
using Pipeline.Emulator.Triggers;

namespace Pipeline.Emulator.Invocation;

/// <summary>One invocation. What costs something, such as the scope, is made when it is asked for.</summary>
internal sealed class EmulatedFunctionContext(
    FunctionDescriptor function,
    FunctionDefinition definition,
    TriggerData trigger,
    IServiceScopeFactory scopes,
    CancellationToken cancellationToken) : FunctionContext, IAsyncDisposable
{
    private string? _invocationId;
    private AsyncServiceScope? _scope;
    private IServiceProvider? _services;
    private TraceContext? _trace;
    private BindingContext? _binding;
    private IDictionary<object, object>? _items;

    public override string InvocationId => _invocationId ??= Guid.NewGuid().ToString();

    public override string FunctionId => definition.Id;

    public override TraceContext TraceContext => _trace ??= new ActivityTraceContext();

    public override BindingContext BindingContext => _binding ??= new TriggerBindingContext(trigger);

    public override FunctionDefinition FunctionDefinition => definition;

    public override CancellationToken CancellationToken => cancellationToken;

    public override IServiceProvider InstanceServices
    {
        get => _services ??= (_scope ??= scopes.CreateAsyncScope()).ServiceProvider;
        set => _services = value;
    }

    public override IDictionary<object, object> Items
    {
        get => _items ??= new Dictionary<object, object>();
        set => _items = value;
    }

    /// <summary>What the function returned, once it has.</summary>
    public object? Result { get; private set; }

    /// <summary>The end of the pipeline: the function itself.</summary>
    public async Task CallAsync()
    {
        var instance = function.Activate(InstanceServices);
        var arguments = new object?[function.Bindings.Count];
        for (var i = 0; i < arguments.Length; i++) arguments[i] = function.Bindings[i](trigger, this);
        Result = await function.Call(instance, arguments);
    }

    public ValueTask DisposeAsync() => _scope?.DisposeAsync() ?? ValueTask.CompletedTask;
}
