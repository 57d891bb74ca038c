using Pipeline.Jobs;

namespace Pipeline.Recurring;

/// <summary>The recurring jobs that this process knows, by name: of each the newest version, where that one recurs.</summary>
internal sealed class RecurringCatalog(JobCatalog catalog)
{
    // Sorted: two processes that declare theirs together lock rows in one order.
    private readonly SortedDictionary<string, JobDefinition> _byName = new(
        catalog.All.GroupBy(d => d.Name, (_, versions) => versions.MaxBy(d => d.Version)!).Where(d => d.Recurring is not null).ToDictionary(d => d.Name),
        StringComparer.Ordinal);

    public IReadOnlyCollection<JobDefinition> All => _byName.Values;

    public string[] Names => [.. _byName.Keys];

    public JobDefinition Get(string name) => _byName[name];
}
