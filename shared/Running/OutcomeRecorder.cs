using Pipeline.Database;
using Pipeline.Jobs;

namespace Pipeline.Running;

/// <summary>Writes outcomes that have no effects with them, in a transaction of their own.</summary>
internal sealed class OutcomeRecorder(PipelineDatabase database, CommittedOutcomes committed)
{
    /// <exception cref="JobFencedException">The message was given to another worker.</exception>
    public Task RecordAsync(Lease lease, JobOutcome outcome, bool ends) => RecordAsync(lease, [outcome], ends);

    /// <inheritdoc cref="RecordAsync(Lease, JobOutcome, bool)"/>
    public async Task RecordAsync(Lease lease, IReadOnlyList<JobOutcome> outcomes, bool ends)
    {
        await using var connection = await database.Source.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await Completion.WriteAsync(connection, lease, outcomes, ends, CancellationToken.None);
        await transaction.CommitAsync();
        committed.Tell(outcomes, enqueued: false);
    }
}
