using System.Text.Json;
using Pipeline.Jobs;

namespace Pipeline.Recurring;

/// <summary>The result of a sweep's job.</summary>
/// <param name="Found">How many items the sweep named, those under way included.</param>
/// <param name="Enqueued">For how many of them there was no job under way, up to the sweep's limit.</param>
public sealed record SweepReport(int Found, int Enqueued)
{
    /// <summary>The result as the job's row has it.</summary>
    internal static readonly string NothingFound = JsonSerializer.Serialize(new SweepReport(0, 0), JobJson.Options);
}
