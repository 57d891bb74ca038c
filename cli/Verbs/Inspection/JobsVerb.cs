using System.CommandLine;
using Pipeline.Cli.Api;
using Pipeline.Cli.Api.Jobs;
using Pipeline.Cli.Output;
using Pipeline.Cli.Output.Jobs;

namespace Pipeline.Cli.Verbs.Inspection;

/// <summary><c>pipeline jobs</c>, the same as <c>pipeline jobs list</c>: jobs page by page. Below it, the one that shows one.</summary>
internal sealed class JobsVerb(Surroundings surroundings)
{
    private const int LongestText = 100;

    private readonly Question question = new(surroundings);
    private readonly Option<string?> state = new("--state") { Description = "queued, waiting, retrying, running, succeeded, dead, cancelled or expired", HelpName = "STATE" };
    private readonly Option<string?> job = new("--job") { Description = "Jobs of this name", HelpName = "NAME" };
    private readonly Option<Guid?> flow = new("--flow") { Description = "Members and callbacks of this flow", HelpName = "ID", CustomParser = Ids.ParseFlow };
    private readonly Option<string?> search = new("--search") { Description = "A job's id, or the beginning of a name", HelpName = "TEXT" };
    private readonly Option<string?> after = new("--after") { Description = "Show what comes after this, as the list before says at its end", HelpName = "PLACE" };
    private readonly PageOptions page = new(Ids.ParseFlow);

    public Command Create()
    {
        var jobs = Create("jobs");
        jobs.Add(new JobsVerb(surroundings).Create("list"));
        jobs.Add(new JobVerb(surroundings).Create());
        return jobs;
    }

    private Command Create(string name)
    {
        state.AcceptOnlyFromAmong("queued", "waiting", "retrying", "running", "succeeded", "dead", "cancelled", "expired");
        job.Validators.Add(JobNames.Check);
        foreach (var text in (Option<string?>[])[search, after])
            text.Validators.Add(given =>
            {
                if (given.Tokens is [var token] && (token.Value.Length is 0 or > LongestText || token.Value.Contains('\0', StringComparison.Ordinal)))
                    given.AddError($"{given.Option.Name} is a text of 1 to {LongestText} characters.");
            });
        return question.Verb(
            new(name, "Lists jobs, the newest first; pipeline jobs show ID shows one of them") { state, job, flow, search, page.Limit, after }, RunAsync);
    }

    private async Task RunAsync(ParseResult parsed, PipelineApi api, CancellationToken cancellationToken)
    {
        var query = new JobQuery(
            parsed.GetValue(state), parsed.GetValue(job), parsed.GetValue(flow), parsed.GetValue(search), parsed.GetValue(after), parsed.GetValue(page.Limit));
        var list = await question.AskAsync(parsed, token => api.ListJobsAsync(query, token), JobTable.Write, cancellationToken);
        if (list.Jobs.Count == 0)
            question.SayNothing(list.Next is null ? "There is no such job." : $"No such job back to {Amounts.Moment(list.LookedTo)}; older ones were not looked at.");
        question.SayNext(parsed, list.Next);
    }
}
