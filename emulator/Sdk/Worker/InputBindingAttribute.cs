namespace Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

/// <summary>The base of what hands a function something beside its trigger's value.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public abstract class InputBindingAttribute : BindingAttribute
{
    public InputBindingAttribute()
    {
    }
}
