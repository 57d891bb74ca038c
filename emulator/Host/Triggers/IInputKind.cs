using System.Reflection;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;
using Pipeline.Emulator.Functions;

namespace Pipeline.Emulator.Triggers;

/// <summary>One kind of input binding, found by the type of its attribute. A new kind is one class more.</summary>
internal interface IInputKind
{
    /// <summary>The attribute on the parameter.</summary>
    Type Attribute { get; }

    /// <summary>Says how the argument is made, having checked what needs no connection.</summary>
    /// <exception cref="UncoveredException">The parameter's type or the attribute's options are not covered.</exception>
    ParameterBinding Bind(ParameterInfo parameter, InputBindingAttribute attribute);

    /// <summary>Does what the real host does when it indexes a function with such a parameter.</summary>
    /// <exception cref="Exception">Anything: the function failed indexing and is disabled, while the host goes on.</exception>
    void Index();
}
