namespace Pipeline.Inspection;

/// <summary>Where jobs of a version are that have no outcome yet: with none left, no code needs its handler any more (I7).</summary>
/// <param name="Outbox">To be published.</param>
/// <param name="Lanes">Published, not claimed.</param>
/// <param name="Running">Claimed by a worker.</param>
/// <param name="Retries">Waiting for another attempt.</param>
/// <param name="Parked">Waiting for code that knows the version.</param>
public sealed record DrainState(long Outbox, long Lanes, long Running, long Retries, long Parked)
{
    public bool Drained => Outbox + Lanes + Running + Retries + Parked == 0;
}
