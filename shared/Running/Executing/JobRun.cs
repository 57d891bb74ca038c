using Npgsql;
using Pipeline.Jobs;

namespace Pipeline.Running;

/// <summary>What came of calling a handler. Disposing takes its contexts back, after the last use of the connection that they are
/// on.</summary>
/// <param name="Outcomes">What to write, for each job of the call.</param>
/// <param name="Exception">Why it failed.</param>
internal sealed record JobRun(IReadOnlyList<JobOutcome> Outcomes, Exception? Exception) : IAsyncDisposable
{
    /// <summary>What goes with the outcomes, of a call that succeeded.</summary>
    public IReadOnlyList<NpgsqlBatchCommand> Statements { get; init; } = [];

    /// <summary>It enqueued jobs of its own.</summary>
    public bool Enqueued { get; init; }

    /// <summary>Whose the failure is.</summary>
    public JobFault Fault { get; init; }

    /// <summary>An error of the job's own connection that it may have swallowed.</summary>
    public Exception? Swallowed { get; init; }

    /// <summary>It changed settings of the session, or made something that lives as long.</summary>
    public bool ChangedSession { get; init; }

    /// <summary>Goes on although the call has ended: the handler past its limit, or work that it did not await. Its session is ended, and
    /// its contexts are dropped.</summary>
    public Task? LeftBehind { get; init; }

    public Func<ValueTask>? End { private get; init; }

    /// <summary>Takes the contexts back; not those of a call that left something behind.</summary>
    public ValueTask DisposeAsync() => LeftBehind is null && End is not null ? End() : ValueTask.CompletedTask;
}

/// <summary>Whose failure it is that a handler ended with.</summary>
internal enum JobFault
{
    /// <summary>The job's, or there is none.</summary>
    Own,

    /// <summary>The job's session was lost, or could not be opened.</summary>
    SessionLost,

    /// <summary>It looks like the job's database being away, and may be another server's: the connection, which is not open, does not
    /// tell.</summary>
    MaybeAway,

    /// <summary>The job's transaction met another one.</summary>
    Conflict,
}
