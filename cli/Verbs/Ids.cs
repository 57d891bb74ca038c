using System.CommandLine.Parsing;

namespace Pipeline.Cli.Verbs;

/// <summary>Reads ids as every verb does.</summary>
internal static class Ids
{
    public static Guid? ParseFlow(ArgumentResult argument) =>
        Parse(argument, "ID must be a flow's id, such as submit prints. See pipeline status for recent ones.");

    public static Guid? ParseJob(ArgumentResult argument) =>
        Parse(argument, "JOB must be a job's id. See pipeline status ID for those of a flow that failed.");

    public static Guid? ParseDeadLetter(ArgumentResult argument) => Parse(argument, "ID must be a dead letter's id. See pipeline dead list.");

    public static Guid? ParseChange(ArgumentResult argument) => Parse(argument, "--after is what the page before said at its end.");

    public static Guid[]? ParseDeadLetters(ArgumentResult argument)
    {
        const int most = 1_000;
        var ids = argument.Tokens.Select(token => Guid.TryParse(token.Value, out var id) ? id : (Guid?)null).ToArray();
        if (ids.Length <= most && !ids.Contains(null)) return Array.ConvertAll(ids, id => id!.Value);
        argument.AddError($"--id takes up to {most} ids of dead letters or dead jobs. See pipeline dead list.");
        return null;
    }

    private static Guid? Parse(ArgumentResult argument, string otherwise)
    {
        if (argument.Tokens.Count == 0) return null;
        if (Guid.TryParse(argument.Tokens[0].Value, out var parsed)) return parsed;
        argument.AddError(otherwise);
        return null;
    }
}
