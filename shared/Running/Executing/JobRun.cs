using Npgsql;
using Pipeline.Jobs;

namespace Pipeline.Running;

/// <summary>What came of calling a handler. Disposing ends its service scope: after the commit, as a context closes the connection that it opened.</summary>
/// <param name="Outcomes">What to write, for each job of the call.</param>
/// <param name="Exception">Why it failed.</param>
/// <param name="Statements">What goes with the outcomes, of a call that succeeded.</param>
/// <param name="Enqueued">It enqueued jobs of its own.</param>
/// <param name="Abandoned">It goes on past its limit although it was told to stop; ends when the handler does.</param>
internal sealed record JobRun(IReadOnlyList<JobOutcome> Outcomes, Exception? Exception, IReadOnlyList<NpgsqlBatchCommand> Statements, bool Enqueued, Task? Abandoned) : IAsyncDisposable
{
    public required Func<ValueTask> End { private get; init; }

    /// <summary>Ends the scope; that of an abandoned handler when it ends.</summary>
    public ValueTask DisposeAsync() => End();
}
