using Pipeline.Flows;

namespace Pipeline.Jobs;

internal sealed class TestResults(IReadOnlyList<MemberResult> results) : IJobResults
{
    public IAsyncEnumerable<MemberResult> BeforeAsync(Guid flow, int index, CancellationToken cancellationToken) => results.ToAsyncEnumerable();
}
