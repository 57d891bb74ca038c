namespace Pipeline.Flows;

/// <summary>What comes after a job of a chain.</summary>
internal enum ChainNext
{
    /// <summary>Nothing: it is the last step, or its flow is no chain.</summary>
    None,

    /// <summary>A job.</summary>
    Job,

    /// <summary>A flow.</summary>
    Flow,
}
