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
}
