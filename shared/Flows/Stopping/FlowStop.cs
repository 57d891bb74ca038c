namespace Pipeline.Flows;

/// <summary>Why nothing more of a flow starts.</summary>
internal enum FlowStop
{
    /// <summary>A member failed, and the flow fails fast; members that run may end.</summary>
    Failed,

    /// <summary>The flow around it failed or stopped; members that run may end.</summary>
    Halted,

    /// <summary>Somebody cancelled it; what runs cannot commit any more.</summary>
    Cancelled,

    /// <summary>Its time limit is over; what runs cannot commit any more.</summary>
    Expired,

    /// <summary>A reason that only a newer version of this code knows, and takes on.</summary>
    Unknown,
}
