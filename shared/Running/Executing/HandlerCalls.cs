using System.Text.Json;
using Pipeline.Jobs;

namespace Pipeline.Running;

/// <summary>What a handler is called with for some jobs: one argument for each, or for a starmap job each of its many.</summary>
internal sealed class HandlerCalls(IReadOnlyList<ClaimedJob> jobs, string[] args, Func<int, int?, JobContext> context)
{
    /// <returns>A result for each job; a starmap job's is the JSON array of its arguments' results.</returns>
    public async Task<string?[]> InvokeAsync(JobInvoker invoker, object handler, CancellationToken cancellationToken)
    {
        if (jobs.All(j => j.Tuples is null))
            return await invoker.InvokeAsync(handler, [.. args.Select((a, job) => (a, context(job, null)))], cancellationToken);

        var calls = args.SelectMany((a, job) => jobs[job].Tuples is null ? [(Job: job, Args: a, Tuple: (int?)null)] : Tuples(job, a)).ToList();
        var results = new List<string?>(calls.Count);
        // A batch handler gets all at once; any other is mapped over them.
        foreach (var together in invoker.IsBatch && calls.Count > 0 ? [calls] : calls.Select(c => new List<(int Job, string Args, int? Tuple)> { c }))
            results.AddRange(await invoker.InvokeAsync(handler, together.ConvertAll(c => (c.Args, context(c.Job, c.Tuple))), cancellationToken));
        var ofJobs = calls.Zip(results, (call, result) => (call.Job, Result: result)).ToLookup(r => r.Job, r => r.Result);
        return [.. jobs.Select((job, i) => job.Tuples is null ? ofJobs[i].Single() : Joined(ofJobs[i]))];
    }

    private static IEnumerable<(int Job, string Args, int? Tuple)> Tuples(int job, string args)
    {
        try
        {
            using var json = JsonDocument.Parse(args);
            return json.RootElement.EnumerateArray().Select((tuple, i) => (job, tuple.GetRawText(), (int?)i)).ToList();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new UnreadableArgumentsException(typeof(Array), e);
        }
    }

    private static string? Joined(IEnumerable<string?> results) =>
        results.All(r => r is null) ? null : $"[{string.Join(',', results.Select(r => r ?? "null"))}]";
}
