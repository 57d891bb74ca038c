namespace Pipeline.Flows;

/// <summary>Whose turn it is in a flow.</summary>
public enum FlowStage
{
    /// <summary>Its parent has yet to come to it.</summary>
    Waiting,

    /// <summary>Its members.</summary>
    Members,

    /// <summary>The job that runs once after them.</summary>
    Body,

    /// <summary>The job that runs once where it failed.</summary>
    OnError,

    /// <summary>It has ended.</summary>
    Done,

    /// <summary>A stage that only a newer version of this code knows, and takes on.</summary>
    Unknown,
}
