using Pipeline.Cli.Output;

namespace Pipeline.Cli.Watching;

/// <summary>A look at a flow in words, shared by the bar and the plain lines.</summary>
internal static class ProgressText
{
    /// <summary>For example <c>40/100 jobs, 2 dead, 12 jobs/s, ~1,200 records/s, 0:05 left</c>; what is not known is left out.</summary>
    public static string Of(WatchEvent.Look look)
    {
        var (jobs, pace) = (look.Flow.Jobs, look.Pace);
        string?[] parts =
        [
            $"{Amounts.Count(jobs.Done)}/{Amounts.Count(jobs.Total)} jobs",
            jobs.Dead > 0 ? $"{Amounts.Count(jobs.Dead)} dead" : null,
            pace.JobsPerSecond is { } rate ? $"{Amounts.Rate(rate)} jobs/s" : null,
            pace.RecordsPerSecond is { } records ? $"~{Amounts.Rate(records)} records/s" : null,
            Ending(look),
        ];
        return string.Join(", ", parts.Where(part => part is not null));
    }

    private static string? Ending(WatchEvent.Look look) => look switch
    {
        { Flow.Ended: true } => ServerText.Clean(look.Flow.Status),
        { Flow.Status: "stopping" } => "stopping",
        { Flow: { Stage: "body", Callbacks: { } jobs } } when jobs.FirstOrDefault(c => c.Role == "body") is { } body => $"running {ServerText.Clean(body.Type)}",
        { Flow.Jobs: { Total: > 0, Open: <= 0 } } => "closing",
        { Pace.Left: { } left } => $"{Amounts.Left(left)} left",
        _ => null,
    };
}
