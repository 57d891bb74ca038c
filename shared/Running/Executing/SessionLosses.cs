using Microsoft.Extensions.Logging;
using Pipeline.Database;
using Pipeline.Jobs;

namespace Pipeline.Running;

/// <summary>
/// Decides what the loss of its session costs a job that was the only one in it. Nothing while the server is away, however long and however
/// often that is; on a server
/// that lives it may be chance a few times, and then it is a failed attempt.
/// </summary>
internal sealed class SessionLosses(SessionWitness witness, TimeProvider time, ILogger<SessionLosses> logger)
{
    private const int FreeAlone = 2;

    // Of sessions that all end at once nobody knows which job did it, if one did.
    private const int FreeWithOthers = 5;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan MaxPause = TimeSpan.FromSeconds(2);

    /// <summary>Whether an error that looks like an absent database is one, and not another server's.</summary>
    public async Task<bool> IsAwayAsync(int round) => await witness.JudgeAsync(round) != SessionEnd.Alone;

    /// <summary>For jobs that shared a session.</summary>
    /// <returns>Whether one of them may have ended it: then each is to have one of its own.</returns>
    public async Task<bool> MayBeOneOfManyAsync(SessionLostException lost) => await witness.JudgeAsync(lost.Round) != SessionEnd.WithServer;

    /// <returns>Null when the job may run again uncounted; else the failure that counts.</returns>
    /// <exception cref="SessionLostException">The server is away, or the commit is in doubt: the message is held, and what is left of it is
    /// read again.</exception>
    public async Task<Exception?> JudgeAsync(SessionLostException lost, ClaimedJob job, Delivery delivery)
    {
        var end = await witness.JudgeAsync(lost.Round);
        if (end == SessionEnd.WithServer) throw lost;
        var losses = delivery.SessionLost(job.Id);
        logger.LogWarning(
            "Job {Type} {JobId} lost its database session on a server that lives: {Error}", job.Type, job.Id, lost.InnerException!.Message);
        if (losses > (end == SessionEnd.Alone ? FreeAlone : FreeWithOthers))
            return new InvalidOperationException(
                $"The job's database session ended {losses} times, and the server lives: does the job end its session, or does a limit "
                + "of the server or of a proxy?", lost.InnerException);
        await Task.Delay(Pause * losses < MaxPause ? Pause * losses : MaxPause, time);
        return lost.InDoubt ? throw lost : null;
    }
}
