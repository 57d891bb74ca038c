using Pipeline.Running;

namespace Pipeline.Jobs;

/// <summary>What a handler may know of the job that it runs.</summary>
public sealed class JobContext
{
    internal JobContext(ClaimedJob job, JobDefinition definition, int lane, JobScope scope) =>
        (Id, Name, Version, Generation, Attempt, MaxAttempts, FlowId, FlowIndex, Lane, CreatedAt, Scope) =
        (job.Id, definition.Name, definition.Version, job.Generation, job.Attempt + 1, definition.MaxAttempts, job.FlowId, job.FlowIndex, lane, job.CreatedAt, scope);

    public Guid Id { get; }

    public string Name { get; }

    public int Version { get; }

    /// <summary>0, and one more after each replay.</summary>
    public int Generation { get; }

    /// <summary>1 for the first try, up to <see cref="MaxAttempts"/>.</summary>
    public int Attempt { get; }

    public int MaxAttempts { get; }

    /// <summary>The flow that the job is a member of, if any.</summary>
    public Guid? FlowId { get; }

    /// <summary>The job's place in its flow, from 0.</summary>
    public int? FlowIndex { get; }

    /// <summary>The lane that runs the job, from 0.</summary>
    public int Lane { get; }

    /// <summary>When the job was enqueued, by the database's clock.</summary>
    public DateTimeOffset CreatedAt { get; }

    /// <summary>The same for every attempt of this job: an idempotency key for calls to other systems.</summary>
    public string Key => $"{Id:N}-{Generation}";

    internal JobScope Scope { get; }

    /// <summary>
    /// Opens the job's transaction now, for a job in <see cref="JobMode.Io"/> that writes by <c>ExecuteUpdate</c> or SQL.
    /// It is committed with the outcome; in <see cref="JobMode.Database"/> it is open already and this does nothing.
    /// </summary>
    /// <exception cref="JobFencedException">The job was given to another worker meanwhile; let it through.</exception>
    public Task BeginAsync(CancellationToken cancellationToken) => Scope.BeginAsync(cancellationToken);
}
