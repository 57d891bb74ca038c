using Pipeline.Flows;

namespace Pipeline.Jobs;

/// <summary>Where a job reads what came before it in its flow.</summary>
internal interface IJobResults
{
    IAsyncEnumerable<MemberResult> BeforeAsync(Guid flow, int index, CancellationToken cancellationToken);
}
