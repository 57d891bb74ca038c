namespace Pipeline.Flows;

/// <summary>How a flow ended.</summary>
public enum FlowResult
{
    Succeeded,
    Failed,
    Cancelled,
    Expired,
}
