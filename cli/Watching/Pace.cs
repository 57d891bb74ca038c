namespace Pipeline.Cli.Watching;

/// <summary>How fast a flow goes and when it should be done; null where nothing can be said.</summary>
internal sealed record Pace(double? JobsPerSecond, double? RecordsPerSecond, TimeSpan? Left)
{
    /// <summary>Beyond this a forecast from a few seconds is a guess.</summary>
    private static readonly TimeSpan Foreseeable = TimeSpan.FromDays(30);

    public static readonly Pace Unknown = new(null, null, null);

    /// <summary>
    /// The pace of a flow in which <paramref name="ended"/> jobs ended during <paramref name="elapsed"/> and
    /// <paramref name="open"/> are left. Records are taken to be spread evenly over the jobs.
    /// </summary>
    /// <param name="recordsPerJob">Null where the flow does not tell how many records it has.</param>
    public static Pace Of(long ended, TimeSpan elapsed, long open, double? recordsPerJob)
    {
        if (elapsed <= TimeSpan.Zero || ended < 0)
            return Unknown;

        var jobsPerSecond = ended / elapsed.TotalSeconds;
        return new Pace(jobsPerSecond, jobsPerSecond * recordsPerJob, TimeFor(open, jobsPerSecond));
    }

    private static TimeSpan? TimeFor(long open, double jobsPerSecond)
    {
        var seconds = open <= 0 ? 0 : open / jobsPerSecond;
        return seconds <= Foreseeable.TotalSeconds ? TimeSpan.FromSeconds(seconds) : null;
    }
}
