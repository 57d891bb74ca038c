namespace Pipeline.Running;

/// <summary>What the failure of a job does to the transaction that it shares.</summary>
internal enum Failures
{
    /// <summary>Ends it: nothing of it is committed.</summary>
    EndIt,

    /// <summary>Takes back what the job did; costs two round trips for each job.</summary>
    RollBack,
}
