using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;
using Microsoft.Extensions.DependencyInjection;
using Pipeline.Emulator.Triggers;

namespace Pipeline.Emulator.Functions;

/// <summary>Reads one method into a descriptor, and says by function and parameter what it cannot do.</summary>
internal sealed partial class FunctionReader(IEnumerable<ITriggerKind> kinds, IEnumerable<IInputKind> inputs)
{
    private readonly Dictionary<Type, ITriggerKind> _byAttribute = kinds.ToDictionary(kind => kind.Attribute);
    private readonly Dictionary<Type, IInputKind> _inputs = inputs.ToDictionary(kind => kind.Attribute);

    /// <exception cref="UncoveredException">The method asks for something that is not covered.</exception>
    public FunctionDescriptor Read(MethodInfo method)
    {
        var name = method.GetCustomAttribute<FunctionAttribute>()!.Name;
        if (!ValidName().IsMatch(name))
            throw new UncoveredException($"function '{name}': the name must be a letter and then at most 127 letters, digits, '-' or '_'");
        if (!method.IsPublic || method.ContainsGenericParameters || method.DeclaringType is not { IsVisible: true })
            throw new UncoveredException($"function '{name}': {method.DeclaringType}.{method.Name} must be a public, non-generic method of a public class");
        RefuseAttributes(name, method);

        var (trigger, attribute, kind) = FindTrigger(name, method);
        RefuseResult(name, method, kind);
        return new FunctionDescriptor
        {
            Name = name,
            Method = method,
            Kind = kind,
            Trigger = attribute,
            Bindings = [.. method.GetParameters().Select(parameter => Bind(name, parameter, trigger, attribute, kind))],
            Inputs = [.. method.GetParameters().Select(InputKindOf).OfType<IInputKind>()],
            Activate = Activator(method),
            Call = FunctionCallCompiler.Compile(method),
        };
    }

    private static void RefuseAttributes(string name, MethodInfo method)
    {
        var attributes = method.GetCustomAttributes().Concat(method.ReturnParameter.GetCustomAttributes());
        var uncovered = attributes.FirstOrDefault(attribute => attribute is BindingAttribute
            || (attribute is not FunctionAttribute && attribute.GetType().Namespace == typeof(FunctionAttribute).Namespace));
        if (uncovered is not null)
            throw new UncoveredException($"function '{name}': [{uncovered.GetType().Name}] is not covered");
    }

    private (ParameterInfo Parameter, TriggerBindingAttribute Attribute, ITriggerKind Kind) FindTrigger(string name, MethodInfo method)
    {
        var triggers = method.GetParameters().Where(parameter => parameter.IsDefined(typeof(TriggerBindingAttribute))).ToArray();
        if (triggers.Length != 1)
            throw new UncoveredException($"function '{name}': it has {triggers.Length} trigger parameters and must have exactly one");
        var attribute = triggers[0].GetCustomAttribute<TriggerBindingAttribute>()!;
        return _byAttribute.TryGetValue(attribute.GetType(), out var kind)
            ? (triggers[0], attribute, kind)
            : throw new UncoveredException($"function '{name}', parameter '{triggers[0].Name}': [{attribute.GetType().Name}] is not covered");
    }

    private static void RefuseResult(string name, MethodInfo method, ITriggerKind kind)
    {
        var result = FunctionCallCompiler.ResultOf(method);
        if (result == typeof(void) && method.ReturnType == typeof(void) && method.IsDefined(typeof(AsyncStateMachineAttribute)))
            throw new UncoveredException($"function '{name}': it is 'async void', which nobody can await; return a Task");
        if (result != typeof(void) && !kind.MayReturn(result))
            throw new UncoveredException($"function '{name}': the return type {result} is not covered for [{kind.Attribute.Name}]");
    }

    private ParameterBinding Bind(
        string name, ParameterInfo parameter, ParameterInfo trigger, TriggerBindingAttribute attribute, ITriggerKind kind)
    {
        if (parameter.Position == trigger.Position) return Named(name, parameter, () => kind.BindTrigger(parameter, attribute));
        if (InputKindOf(parameter) is { } input)
            return Named(name, parameter, () => input.Bind(parameter, parameter.GetCustomAttribute<InputBindingAttribute>()!));
        if (parameter.GetCustomAttributes().OfType<BindingAttribute>().FirstOrDefault() is { } binding)
            throw new UncoveredException($"function '{name}', parameter '{parameter.Name}': [{binding.GetType().Name}] is not covered");
        if (parameter.ParameterType == typeof(FunctionContext)) return (_, context) => context;
        if (parameter.ParameterType == typeof(CancellationToken)) return (_, context) => context.CancellationToken;
        return Named(name, parameter, () => kind.BindData(parameter, attribute)
            ?? throw new UncoveredException($"nothing binds it to {parameter.ParameterType}; use a constructor parameter for a service"));
    }

    private IInputKind? InputKindOf(ParameterInfo parameter) =>
        parameter.GetCustomAttribute<InputBindingAttribute>() is { } attribute ? _inputs.GetValueOrDefault(attribute.GetType()) : null;

    private static ParameterBinding Named(string name, ParameterInfo parameter, Func<ParameterBinding> bind)
    {
        try
        {
            return bind();
        }
        catch (UncoveredException e)
        {
            throw new UncoveredException([.. e.Problems.Select(problem => $"function '{name}', parameter '{parameter.Name}': {problem}")]);
        }
    }

    private static Func<IServiceProvider, object?> Activator(MethodInfo method)
    {
        if (method.IsStatic) return _ => null;
        var factory = ActivatorUtilities.CreateFactory(method.DeclaringType!, []);
        return services => factory(services, null);
    }

    [GeneratedRegex("^[a-zA-Z][a-zA-Z0-9_-]{0,127}$")]
    private static partial Regex ValidName();
}
