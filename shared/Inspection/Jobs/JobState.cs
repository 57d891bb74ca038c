namespace Pipeline.Inspection;

/// <summary>How a job stands.</summary>
public enum JobState
{
    /// <summary>To be published, or with the broker.</summary>
    Queued,

    /// <summary>Put off, or held by its flow.</summary>
    Waiting,

    /// <summary>Failed, and waits for another attempt.</summary>
    Retrying,

    /// <summary>A worker has its message.</summary>
    Running,

    Succeeded,
    Dead,
    Cancelled,
    Expired,

    /// <summary>A state that only a newer version of this code knows.</summary>
    Unknown,
}
