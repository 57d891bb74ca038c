using Pipeline.Jobs;

namespace WrongWay;

[Job("wrong-way.double")]
public sealed class DoubleHandler : IJobHandler<Double, int>
{
    public Task<int> HandleAsync(Double args, JobContext job, CancellationToken cancellationToken) => Task.FromResult(args.Number * 2);
}
