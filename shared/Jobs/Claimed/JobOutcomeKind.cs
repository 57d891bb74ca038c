namespace Pipeline.Jobs;

internal enum JobOutcomeKind
{
    Succeeded,

    /// <summary>Failed, with attempts left.</summary>
    Retry,

    /// <summary>Failed for good.</summary>
    Dead,

    /// <summary>Its time was over before it started.</summary>
    Expired,

    /// <summary>Its flow stopped before it ended.</summary>
    Cancelled,

    /// <summary>This process does not know its type or version; another may, later (I7).</summary>
    Parked,
}
