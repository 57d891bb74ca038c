namespace Pipeline.Bench.Peers;

/// <summary>Where a submitter leaves the records for its jobs.</summary>
internal enum Staging
{
    /// <summary>Nowhere: they travel as the jobs' arguments.</summary>
    None,

    /// <summary>In a table by number, for jobs that take ranges.</summary>
    Numbered,

    /// <summary>In a table without an index, for a job that takes all of it.</summary>
    Plain,
}
