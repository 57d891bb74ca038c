using System.Runtime.CompilerServices;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Pipeline.Emulator.Triggers.Durable.Store;

namespace Pipeline.Emulator.Triggers.Durable.Client;

/// <summary>Lists instances by id, page after page.</summary>
internal sealed class InstancePages(InstanceQueries instances, OrchestrationQuery query) : AsyncPageable<OrchestrationMetadata>
{
    public override IAsyncEnumerator<OrchestrationMetadata> GetAsyncEnumerator(CancellationToken cancellationToken = default) =>
        ListAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);

    private async IAsyncEnumerable<OrchestrationMetadata> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var after = "";
        while (true)
        {
            var page = await instances.ListAsync(query, after, cancellationToken);
            foreach (var instance in page) yield return instance;
            if (page.Count < query.PageSize) yield break;
            after = page[^1].InstanceId;
        }
    }
}
