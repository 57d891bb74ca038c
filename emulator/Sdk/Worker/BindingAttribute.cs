namespace Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

/// <summary>The base of what binds a function to something outside of it.</summary>
[AttributeUsage(AttributeTargets.Method)]
public abstract class BindingAttribute : Attribute
{
    public BindingAttribute()
    {
    }
}
