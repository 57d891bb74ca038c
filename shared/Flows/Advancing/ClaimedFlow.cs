namespace Pipeline.Flows;

/// <summary>The flow of a job, as the worker that claimed it reads it.</summary>
/// <param name="Id">The flow.</param>
/// <param name="Index">The job's place in it, or one of <see cref="FlowPlace"/>.</param>
/// <param name="Counts">The flow waits for this run of the job: it is no replay.</param>
/// <param name="Stopping">Why nothing more of the flow starts, if so.</param>
/// <param name="Next">What comes after the job where the flow is a chain.</param>
internal sealed record ClaimedFlow(Guid Id, int Index, bool Counts, FlowStop? Stopping, ChainNext Next)
{
    public bool MayNotStart => Counts && FlowRules.MayNotStart(Stopping, Index);

    public bool MayNotCommit => Counts && FlowRules.MayNotCommit(Stopping, Index);
}
