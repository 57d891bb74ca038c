namespace Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

/// <summary>The base of what starts a function; exactly one parameter of a function carries one.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public abstract class TriggerBindingAttribute : BindingAttribute
{
    public TriggerBindingAttribute()
    {
    }
}
