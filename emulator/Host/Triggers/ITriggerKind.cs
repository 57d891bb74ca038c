using System.Reflection;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;
using Pipeline.Emulator.Functions;

namespace Pipeline.Emulator.Triggers;

/// <summary>One kind of trigger, found by the type of its attribute. A new kind is one class more.</summary>
internal interface ITriggerKind
{
    /// <summary>The attribute on the trigger parameter.</summary>
    Type Attribute { get; }

    /// <summary>Says how the trigger's value becomes the argument, having checked what needs no connection.</summary>
    /// <exception cref="UncoveredException">The parameter's type or the attribute's options are not covered.</exception>
    ParameterBinding BindTrigger(ParameterInfo parameter, TriggerBindingAttribute attribute);

    /// <summary>Says how a parameter without an attribute is bound from the trigger's data, or null if it is not.</summary>
    ParameterBinding? BindData(ParameterInfo parameter, TriggerBindingAttribute attribute);

    /// <summary>Whether a function of this kind may return this; <c>typeof(void)</c> is always fine.</summary>
    bool MayReturn(Type result);

    /// <summary>Does what the real host does when it indexes a function, and makes its listener.</summary>
    /// <exception cref="Exception">Anything: the function failed indexing and is disabled, while the host goes on.</exception>
    Task<ITriggerListener> IndexAsync(FunctionDescriptor function, CancellationToken cancellationToken);
}
