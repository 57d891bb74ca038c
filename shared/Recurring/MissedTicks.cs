namespace Pipeline.Recurring;

/// <summary>What becomes of ticks that nobody was there to run.</summary>
public enum MissedTicks
{
    /// <summary>A tick that is more than a minute late is not run.</summary>
    Skip,

    /// <summary>However many ticks were missed, one run makes up for all of them, at once.</summary>
    CatchUpOnce,

    /// <summary>What only a newer version of this code knows: such a job is left to it.</summary>
    Unknown,
}
