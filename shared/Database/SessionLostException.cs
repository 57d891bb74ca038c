namespace Pipeline.Database;

/// <summary>A session ended before its transaction did. Whether that is the server's doing or the job's, <see cref="SessionWitness"/>
/// knows.</summary>
/// <param name="round">Of <see cref="SessionWitness.Round"/>, when the session was opened.</param>
/// <param name="inDoubt">The commit was sent, so that it may yet count.</param>
/// <param name="cause">What the session was lost with.</param>
internal sealed class SessionLostException(int round, bool inDoubt, Exception cause)
    : Exception("The database session was lost: " + cause.Message, cause)
{
    public int Round => round;

    public bool InDoubt => inDoubt;
}
