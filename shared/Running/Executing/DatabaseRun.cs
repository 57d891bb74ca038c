using Npgsql;
using Pipeline.Database;
using Pipeline.Jobs;

namespace Pipeline.Running;

/// <summary>
/// Runs short database jobs in one transaction, the outcomes being its last statement. At first without savepoints, as nearly all jobs succeed: where one fails it has
/// its outcome, and the others run again, each behind a savepoint. When the transaction as a whole fails, each runs again alone. What runs again counts no attempt.
/// </summary>
internal sealed class DatabaseRun(
    DatabaseTransaction transaction, JobExecutor executor, OutcomeRecorder recorder, SessionLosses losses, TimeProvider time)
{
    private const int ConflictTries = 5;

    /// <param name="ends">These are the message's last jobs, so that its row goes with them.</param>
    /// <returns>How many of the jobs were started: each of these has its outcome.</returns>
    /// <exception cref="JobFencedException">The message was given to another worker.</exception>
    /// <exception cref="NpgsqlException">The database is away; some of the jobs may have their outcome.</exception>
    /// <exception cref="SessionLostException">As <see cref="NpgsqlException"/>.</exception>
    public Task<int> RunAsync(Lease lease, JobDefinition definition, IReadOnlyList<ClaimedJob> jobs, bool ends, Delivery delivery) =>
        jobs.Count > 1 && delivery.HasLost(lease.MessageId)
            ? EachAsync(lease, definition, jobs, ends, delivery)
            : RunAsync(lease, definition, jobs, ends, Failures.EndIt, delivery);

    private async Task<int> RunAsync(Lease lease, JobDefinition definition, IReadOnlyList<ClaimedJob> jobs, bool ends, Failures failures, Delivery delivery)
    {
        try
        {
            return await transaction.RunAsync(lease, definition, jobs, ends, failures, delivery);
        }
        catch (JobFailedException failed)
        {
            await recorder.RecordAsync(lease, failed.Outcomes, ends && jobs.Count == 1);
            var others = jobs.Where(j => j.Id != failed.Outcomes[0].Job.Id).ToList();
            return 1 + (others.Count > 0 && delivery.MayStart(definition.TimeLimit) ? await RunAsync(lease, definition, others, ends, Failures.RollBack, delivery) : 0);
        }
        catch (Exception e) when (jobs.Count == 1 && IsTheJobs(e))
        {
            return await AloneAsync(lease, definition, jobs[0], ends, delivery, e);
        }
        catch (Exception e) when (jobs.Count > 1 && IsTheJobs(e))
        {
            if (e is SessionLostException lost)
            {
                if (!await losses.MayBeOneOfManyAsync(lost)) throw;
                // One of them may have ended it: which one shows when each has a session of its own.
                delivery.SessionLost(lease.MessageId);
                if (lost.InDoubt) throw;
            }
            return await EachAsync(lease, definition, jobs, ends, delivery);
        }
    }

    private async Task<int> EachAsync(Lease lease, JobDefinition definition, IReadOnlyList<ClaimedJob> jobs, bool ends, Delivery delivery)
    {
        var started = 0;
        while (started < jobs.Count && delivery.MayStart(definition.TimeLimit))
            started += await RunAsync(lease, definition, [jobs[started]], ends && started == jobs.Count - 1, delivery);
        return started;
    }

    // The first try has failed: with a conflict, a lost session, or at the commit.
    private async Task<int> AloneAsync(Lease lease, JobDefinition definition, ClaimedJob job, bool ends, Delivery delivery, Exception failure)
    {
        for (var conflicts = 0; ;)
        {
            if (failure is SessionLostException lost)
            {
                if (await losses.JudgeAsync(lost, job, delivery) is { } counted)
                {
                    failure = counted;
                    break;
                }
            }
            else if (!DatabaseFault.IsConflict(failure) || ++conflicts >= ConflictTries) break;
            if (!delivery.MayStart(definition.TimeLimit))
            {
                // What is free has a bound: past the end of the delivery it counts, whosever it was.
                if (delivery.IsStopping) return 0;
                break;
            }
            try
            {
                return await transaction.RunAsync(lease, definition, [job], ends, Failures.EndIt, delivery);
            }
            catch (JobFailedException failed)
            {
                await recorder.RecordAsync(lease, failed.Outcomes, ends);
                return 1;
            }
            catch (Exception e) when (IsTheJobs(e))
            {
                failure = e;
            }
        }
        await recorder.RecordAsync(lease, executor.Failed([job], definition, failure, time.GetTimestamp()), ends);
        return 1;
    }

    // What is left is the pipeline's own statements on a database that is away.
    private static bool IsTheJobs(Exception e) => e is not JobFencedException
        && (e is BatchFailedException or TransactionConflictException or SessionLostException || !DatabaseFault.IsAway(e));
}
