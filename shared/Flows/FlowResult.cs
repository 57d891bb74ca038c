namespace Pipeline.Flows;

/// <summary>How a flow ended.</summary>
public enum FlowResult
{
    Succeeded,
    Failed,
    Cancelled,
    Expired,

    /// <summary>A result that only a newer version of this code knows.</summary>
    Unknown,
}
