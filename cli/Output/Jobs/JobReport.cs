using Pipeline.Cli.Api.Jobs;
using Spectre.Console;

namespace Pipeline.Cli.Output.Jobs;

/// <summary>One job for people: where it is, what it was given and made, and why its attempts failed.</summary>
internal static class JobReport
{
    private const int MostErrorLines = 20;

    public static void Write(IAnsiConsole console, JobDocument job)
    {
        Facts.Write(
            console,
            ("job", $"{job.Id}"),
            ("name", ServerText.Clean($"{job.Type} version {job.Version}")),
            ("state", ServerText.Clean(job.State)),
            ("flow", job.Flow is { } flow ? ServerText.Clean($"{flow.Id} {flow.Name} {flow.Status}, {Place(flow)}") : null),
            ("created", Amounts.Moment(job.CreatedAt)),
            ("started", Amounts.Moment(job.StartedAt)),
            ("finished", Amounts.Moment(job.FinishedAt)),
            ("due", Amounts.Moment(job.DueAt)),
            ("expires", Amounts.Moment(job.ExpiresAt)),
            ("replayed", Times(job.Generation)),
            ("parked", Times(job.Parked)),
            ("interrupted", Times(job.Interruptions)),
            ("lane", ServerText.Clean(job.Message?.Lane)),
            ("worker", job.Worker is { } worker ? ServerText.Clean($"{worker.Host}{(worker.Alive ? "" : ", which is gone")}") : null),
            ("arguments", Content(job.Args)),
            ("result", Content(job.Result)),
            ("trace", ServerText.Clean(job.TraceParent)),
            ("died of", ServerText.Clean(job.DeadLetter?.Cause)));
        foreach (var line in ErrorLines(job.Error))
            console.Write(new Text(line + "\n"));
        if (job.Attempts.Count > 0) WriteAttempts(console, job);
    }

    private static void WriteAttempts(IAnsiConsole console, JobDocument job)
    {
        FittingTable.Write<JobAttempt>(
            console, job.Attempts,
            new("attempt", a => $"{a.Attempt}", Number: true),
            new("what", a => ServerText.Clean(a.Kind)),
            new("started", a => Amounts.Moment(a.StartedAt)),
            new("seconds", a => Amounts.Seconds(a.Seconds), Number: true),
            new("generation", a => $"{a.Generation}", Number: true),
            new("error", a => ServerText.Clean(a.Error?.Split('\n', 2)[0]), Long: true));
        if (job.MoreAttempts) console.Write(new Text("There were more attempts.\n"));
    }

    private static IEnumerable<string> ErrorLines(string? error)
    {
        var lines = (error ?? "").Split('\n').Select(ServerText.Clean).Where(line => line != "").ToArray();
        return lines.Take(MostErrorLines).Select((line, index) => index == 0 ? line : "    " + line)
            .Concat(lines.Length > MostErrorLines ? ["    … (--json has it all)"] : []);
    }

    private static string Place(JobFlow flow) => flow.Role == "member" ? $"member {Amounts.Count(flow.Place)}" : flow.Role;

    private static string? Times(int count) => count switch { 0 => null, 1 => "once", _ => $"{Amounts.Count(count)} times" };

    private static string? Content(JobContent? content) => content switch
    {
        null => null,
        { Problem: "gone" } => "past its retention",
        { Text: null } => $"cannot be read: {ServerText.Clean(content.Problem)}",
        { Text: { } text } => ServerText.Clean(text) + (content.Truncated ? $" (the beginning of {Amounts.Size(content.Bytes ?? 0)})" : ""),
    };
}
