namespace Pipeline.Jobs;

/// <summary>What came of the wish to replay a job.</summary>
public enum JobReplayOutcome
{
    /// <summary>It is queued again.</summary>
    Replayed,

    /// <summary>It is queued, runs, or ended in another way: nothing was changed.</summary>
    NotDead,

    /// <summary>Its arguments are a blob that is past <see cref="PipelineOptions.BlobRetention"/>: nothing was changed.</summary>
    ArgumentsGone,

    /// <summary>Another job has its deduplication key: nothing was changed.</summary>
    KeyTaken,

    /// <summary>Its flow was replayed, and the new flow has a copy of it: nothing was changed.</summary>
    CopiedByFlow,
}
