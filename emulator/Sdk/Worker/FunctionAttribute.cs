namespace Microsoft.Azure.Functions.Worker;

/// <summary>Marks a method as a function.</summary>
[AttributeUsage(AttributeTargets.Method)]
public class FunctionAttribute(string name) : Attribute
{
    /// <summary>The function's name: a letter, then at most 127 letters, digits, hyphens and underscores.</summary>
    public string Name { get; } = name;
}
