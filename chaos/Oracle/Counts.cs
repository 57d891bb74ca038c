namespace Pipeline.Chaos.Oracle;

/// <summary>What accepted jobs have come to.</summary>
/// <param name="Lost">Gone, or without an outcome.</param>
/// <param name="Duplicated">Effects beyond the first.</param>
/// <param name="Recovered">Jobs that ended after they had been interrupted, lost by the broker, or returned.</param>
/// <param name="Dead">Dead as they were to be.</param>
/// <param name="DeadExpected">How many were to be.</param>
/// <param name="DeadJobs">Dead letters of jobs.</param>
/// <param name="DeadMessages">Dead letters of messages that nobody could read.</param>
internal sealed record Counts(long Lost, long Duplicated, long Recovered, long Dead, long DeadExpected, long DeadJobs, long DeadMessages);
