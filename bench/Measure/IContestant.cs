using Pipeline.Bench.Servers;
using Pipeline.Bench.Work;

namespace Pipeline.Bench.Measure;

/// <summary>One way to bring the records into the table.</summary>
internal interface IContestant
{
    /// <summary>Its name on the command line, unique.</summary>
    string Key { get; }

    Peer Peer { get; }

    /// <summary>For people.</summary>
    string Title { get; }

    /// <summary>What does the work, for its peak memory; null where it is this process.</summary>
    ProcessFamily? Worker { get; }

    /// <summary>Why it cannot take so many records; null when it can.</summary>
    string? Refusal(int records);

    /// <summary>From "the records are in this process's memory" until the end is known and the rows are there, by the submitter's clock.</summary>
    Task<TimeSpan> RunAsync(Workload work, CancellationToken cancellationToken);
}
