using Pipeline.Cli.Api.Jobs;
using Spectre.Console;

namespace Pipeline.Cli.Output.Jobs;

/// <summary>Jobs for people, one a row.</summary>
internal static class JobTable
{
    public static void Write(IAnsiConsole console, JobList list) => FittingTable.Write<JobSummary>(
        console, list.Jobs,
        new("job", job => $"{job.Id}"),
        new("state", job => ServerText.Clean(job.State)),
        new("name", job => ServerText.Clean($"{job.Type} {(job.Version > 1 ? $"v{job.Version}" : "")}")),
        new("failed", job => job.Attempt > 0 ? Amounts.Count(job.Attempt) : "", Number: true),
        new("at", job => Amounts.Moment(job.FinishedAt ?? job.CreatedAt)),
        new("error", job => ServerText.Clean(job.Error?.Split('\n', 2)[0]), Long: true));
}
