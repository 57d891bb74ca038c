namespace Pipeline.Jobs;

/// <summary>What a job spends its time on, which decides how the jobs of one message run together.</summary>
public enum JobMode
{
    /// <summary>Short database work: jobs share a transaction, one after the other. When one fails, those beside it run again, uncounted.</summary>
    Database,

    /// <summary>
    /// Waiting on something else: jobs run side by side and open a transaction only to write. Until then an injected
    /// <c>DbContext</c> reads; <c>SaveChanges</c> opens the transaction, before <c>ExecuteUpdate</c> or SQL call <see cref="JobContext.BeginAsync"/>.
    /// </summary>
    Io,
}
