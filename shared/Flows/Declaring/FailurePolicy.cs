namespace Pipeline.Flows;

/// <summary>What a flow does about a member that is dead or expired.</summary>
public enum FailurePolicy
{
    /// <summary>The first one ends the flow: nothing more starts, what runs may end, the body does not run.</summary>
    FailFast,

    /// <summary>The others go on, and the body runs; it can tell which failed.</summary>
    ContinueOnFailure,
}
