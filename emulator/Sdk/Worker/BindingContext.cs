namespace Microsoft.Azure.Functions.Worker;

/// <summary>What the trigger said beside its value.</summary>
public abstract class BindingContext
{
    protected BindingContext()
    {
    }

    /// <summary>The trigger's metadata, all of it as strings; names are compared without regard to case.</summary>
    public abstract IReadOnlyDictionary<string, object?> BindingData { get; }
}
