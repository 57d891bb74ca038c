using System.CommandLine;

namespace Pipeline.Chaos;

/// <summary>What is typed.</summary>
internal static class CommandLine
{
    private const string About = """
        Runs jobs under faults and checks by SQL that none is lost and none has its effects twice. For servers of its own: it kills and stops
        what it is given. Exits with 0 when all invariants hold, 1 when one is broken, 2 when the run could not be made.
        """;

    private static readonly Option<int> Jobs = new("--jobs") { DefaultValueFactory = _ => 10_000, Description = "how many jobs are to be accepted" };
    private static readonly Option<int?> Seed = new("--seed") { Description = "which jobs, and which faults in which order (default: a new one)" };
    private static readonly Option<double> Minutes = new("--minutes") { DefaultValueFactory = _ => 5, Description = "for how long faults strike" };
    private static readonly Option<string> AppCommand = new("--app-command") { Required = true, Description = "starts one process of the app, listening on $PORT" };
    private static readonly Option<int> Apps = new("--apps") { DefaultValueFactory = _ => 2, Description = "how many processes of the app run" };
    private static readonly Option<int> Settle = new("--settle") { DefaultValueFactory = _ => 120, Description = "seconds after the last fault by which everything has ended" };
    private static readonly Option<string> Servers = new("--servers") { DefaultValueFactory = _ => "", Description = "which of postgres,rabbitmq,azurite may be stopped, by PIPELINE_SERVICE" };
    private static readonly Option<string> Folder = new("--folder") { DefaultValueFactory = _ => Path.Combine(Path.GetTempPath(), "pipeline-chaos"), Description = "for the ledger and the app's logs" };
    private static readonly Option<bool> Json = new("--json") { Description = "the result as one line of JSON, last, on stdout" };

    public static Task<int> RunAsync(string[] args, CancellationToken cancellationToken)
    {
        var root = new RootCommand(About) { Jobs, Seed, Minutes, AppCommand, Apps, Settle, Servers, Folder, Json };
        root.SetAction((parsed, token) => ChaosRun.RunAsync(Options(parsed), token));
        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0) throw new ChaosException($"{parsed.Errors[0].Message} See ./dev chaos --help.");
        return parsed.InvokeAsync(new() { EnableDefaultExceptionHandler = false }, cancellationToken);
    }

    private static ChaosOptions Options(ParseResult parsed) => new()
    {
        Jobs = Within(parsed, Jobs, 1, 10_000_000),
        Seed = parsed.GetValue(Seed) ?? Random.Shared.Next(1, 1_000_000),
        Duration = TimeSpan.FromMinutes(Within(parsed, Minutes, 0, 1_440)),
        AppCommand = parsed.GetValue(AppCommand)!,
        Apps = Within(parsed, Apps, 1, 16),
        Settle = TimeSpan.FromSeconds(Within(parsed, Settle, 1, 86_400)),
        Servers = parsed.GetValue(Servers)!.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
        Folder = Path.GetFullPath(parsed.GetValue(Folder)!),
        Json = parsed.GetValue(Json),
    };

    private static T Within<T>(ParseResult parsed, Option<T> option, T least, T most) where T : IComparable<T> =>
        parsed.GetValue(option) is { } value && value.CompareTo(least) >= 0 && value.CompareTo(most) <= 0 ? value
            : throw new ChaosException($"{option.Name} goes from {least} to {most}.");
}
