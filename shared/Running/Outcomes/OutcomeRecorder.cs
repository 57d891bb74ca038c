using Pipeline.Database;
using Pipeline.Jobs;

namespace Pipeline.Running;

/// <summary>Writes outcomes that have no effects with them, in a transaction of their own.</summary>
internal sealed class OutcomeRecorder(PipelineDatabase database, CommittedOutcomes committed)
{
    /// <exception cref="JobFencedException">The message was given to another worker.</exception>
    public async Task RecordAsync(Lease lease, IReadOnlyList<JobOutcome> outcomes, bool ends)
    {
        await using var connection = await database.Jobs.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await Completion.CommitAsync(connection, transaction, lease, outcomes, ends);
        committed.Tell(lease, outcomes, enqueued: false);
    }
}
