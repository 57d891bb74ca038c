using Pipeline.Inspection;

namespace Pipeline.Functions.Http.Jobs;

/// <summary>The query of a list of jobs: <c>state</c>, <c>type</c>, <c>flow</c>, <c>q</c>, <c>after</c> and <c>limit</c>, each once at most.</summary>
internal sealed record JobQuery(JobFilter Filter, string? After, int Limit)
{
    private static readonly string[] States = [.. Enum.GetValues<JobState>().Where(s => s != JobState.Unknown).Select(JobSummaryDocument.Word)];

    /// <param name="query">The request's.</param>
    /// <param name="wrong">What is wrong with it, where it is none.</param>
    public static JobQuery? Of(IQueryCollection query, out string wrong)
    {
        wrong = "";
        JobState? state = null;
        if (query.TryGetValue("state", out var word))
        {
            if (word is [{ } one] && States.Contains(one, StringComparer.Ordinal)) state = Enum.Parse<JobState>(one, ignoreCase: true);
            else wrong = $"'state' is one of {string.Join(", ", States)}.";
        }
        Guid? flow = null;
        if (query.TryGetValue("flow", out var given) && !(given is [{ } id] && (flow = Guid.TryParseExact(id, "D", out var found) ? found : null) is not null))
            wrong = "'flow' is the id of a flow.";
        if (!PageQuery.TryText(query, "type", out var type)) wrong = "'type' is a job's name: 1 to 100 characters, none of them NUL.";
        if (!PageQuery.TryText(query, "q", out var search)) wrong = "'q' is a job's id, or the beginning of a job's name: 1 to 100 characters, none of them NUL.";
        if (!PageQuery.TryText(query, "after", out var after)) wrong = WrongAfter;
        if (!PageQuery.TryLimit(query, out var limit)) wrong = PageQuery.WrongLimit;
        if (wrong.Length > 0) return null;
        var job = Guid.TryParseExact(search, "D", out var exactly) ? exactly : (Guid?)null;
        return new(new() { State = state, Type = type, Flow = flow, Id = job, TypePrefix = job is null ? search : null }, after, limit);
    }

    public const string WrongAfter = "'after' is what the page before says is 'next', with the same 'state', 'type', 'flow' and 'q'.";
}
