namespace Pipeline.Flows;

/// <summary>What is due to a flow once a message of its members has ended.</summary>
internal enum FlowDue
{
    Nothing,

    /// <summary>Held members may go.</summary>
    Release,

    /// <summary>A nested flow may close.</summary>
    Move,

    /// <summary>An outermost flow may close, which is its orchestration's.</summary>
    Wake,
}
