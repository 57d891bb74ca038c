using System.CommandLine;
using System.Globalization;
using Pipeline.Bench.Measure;

namespace Pipeline.Bench;

/// <summary>What is typed.</summary>
internal static class CommandLine
{
    private const string About = """
        Measures the pipeline beside Celery and beside what PostgreSQL and RabbitMQ allow, on the same servers in one run. Exits with 0 when every result
        was right, whatever the times; with 1 when one was wrong; with 2 when nothing could be measured.
        """;

    private static readonly Option<string> Records = new("--records") { DefaultValueFactory = _ => "10000", Description = "how many records, such as 10000,100000" };
    private static readonly Option<int> Runs = new("--runs") { DefaultValueFactory = _ => 3, Description = "timed runs of each, after those to warm up" };
    private static readonly Option<string> Only = new("--only") { DefaultValueFactory = _ => "", Description = "names, or what stands before or after their dot, with commas; * for anything" };
    private static readonly Option<string> Peers = new("--peers") { DefaultValueFactory = _ => "celery,pipeline,limits", Description = "which of celery, pipeline and limits" };
    private static readonly Option<string> AppCommand = new("--app-command") { Required = true, Description = "starts one process of the app, listening on $PORT" };
    private static readonly Option<string?> Host = new("--host") { Description = "what hosts the app, for labels (default: --app-command)" };
    private static readonly Option<string> Folder = new("--folder") { DefaultValueFactory = _ => Path.Combine(Path.GetTempPath(), "pipeline-bench"), Description = "for records and logs" };
    private static readonly Option<string?> Json = new("--json") { Description = "a file for the result as JSON" };
    private static readonly Option<string?> Save = new("--save") { Description = "a folder whose bench.md and bench.svg are brought up to date" };

    public static Task<int> RunAsync(string[] args, CancellationToken cancellationToken)
    {
        var root = new RootCommand(About) { Records, Runs, Only, Peers, AppCommand, Host, Folder, Json, Save };
        root.SetAction((parsed, token) => BenchRun.RunAsync(Options(parsed), token));
        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0) throw new BenchException($"{parsed.Errors[0].Message} See ./dev bench --help.");
        return parsed.InvokeAsync(new() { EnableDefaultExceptionHandler = false }, cancellationToken);
    }

    /// <exception cref="BenchException">Something cannot be meant.</exception>
    internal static BenchOptions Parse(params string[] args)
    {
        var parsed = new RootCommand(About) { Records, Runs, Only, Peers, AppCommand, Host, Folder, Json, Save }.Parse(args);
        return parsed.Errors.Count > 0 ? throw new BenchException(parsed.Errors[0].Message) : Options(parsed);
    }

    private static BenchOptions Options(ParseResult parsed) => new()
    {
        Records = [.. List(parsed.GetValue(Records)!).Select(Count).Distinct().Order()],
        Runs = parsed.GetValue(Runs) is var runs and >= 1 and <= 100 ? runs : throw new BenchException("--runs goes from 1 to 100."),
        Only = List(parsed.GetValue(Only)!),
        Peers = List(parsed.GetValue(Peers)!).Select(PeerOf).ToHashSet(),
        AppCommand = parsed.GetValue(AppCommand)!,
        Host = parsed.GetValue(Host) ?? parsed.GetValue(AppCommand)!,
        Folder = Path.GetFullPath(parsed.GetValue(Folder)!),
        Json = parsed.GetValue(Json),
        Save = parsed.GetValue(Save),
    };

    private static string[] List(string text) => text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static int Count(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count is >= 1 and <= 10_000_000
        ? count : throw new BenchException($"--records takes numbers from 1 to 10000000 with commas between them, not \"{text}\".");

    private static Peer PeerOf(string text) => text switch
    {
        "celery" => Peer.Celery,
        "pipeline" => Peer.Pipeline,
        "limits" => Peer.Limit,
        _ => throw new BenchException($"--peers takes celery, pipeline and limits, not \"{text}\"."),
    };
}
