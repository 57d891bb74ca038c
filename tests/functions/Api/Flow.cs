using Pipeline.EndToEnd.Tests.Oracles;

namespace Pipeline.EndToEnd.Tests.Api;

/// <summary>A flow as the API shows it.</summary>
public sealed record Flow
{
    public required Guid Id { get; init; }
    public required string Pattern { get; init; }
    public required string Status { get; init; }
    public required string Host { get; init; }
    public required DateTimeOffset AcceptedAt { get; init; }
    public DateTimeOffset? FinishedAt { get; init; }
    public double? Seconds { get; init; }
    public required string Stage { get; init; }
    public string? Result { get; init; }
    public required FlowJobs Jobs { get; init; }
    public long? Records { get; init; }
    public long? Rejected { get; init; }
    public long? Registered { get; init; }
    public long? Updated { get; init; }

    /// <summary>The flow has succeeded and its report says what the file holds.</summary>
    /// <param name="file">What was submitted.</param>
    /// <param name="chunk">How many records a job took.</param>
    /// <param name="registered">Voters of the file that were not in the table before.</param>
    public void ShouldReport(VoterFile file, int chunk, int registered)
    {
        (Status, Stage, Result).ShouldBe(("succeeded", "done", "succeeded"));
        var jobs = (int)((file.Records + (long)chunk - 1) / chunk);
        Jobs.ShouldBe(new FlowJobs(Total: jobs, Succeeded: jobs, Dead: 0, Cancelled: 0, Expired: 0, Open: 0));
        (Records, Rejected).ShouldBe((file.Records, file.Rejects.Count));
        (Registered, Updated).ShouldBe((registered, file.Records - file.Rejects.Count - registered));
        FinishedAt.ShouldNotBeNull();
        Seconds.ShouldNotBeNull().ShouldBeGreaterThanOrEqualTo(0);
    }
}
