using Microsoft.Extensions.Configuration;
using Pipeline.Jobs;

namespace Pipeline.Workload.Jobs;

[Job("work.fail")]
public sealed class FailHandler(WorkDb db, IConfiguration configuration) : IJobHandler<Fail>
{
    public Task HandleAsync(Fail args, JobContext job, CancellationToken cancellationToken) =>
        configuration.GetValue("Workload:Mended", false) ? db.WriteAsync(job.Id, args.Name, cancellationToken)
        : throw new PermanentJobException(int.Parse(args.Name, System.Globalization.CultureInfo.InvariantCulture) % 2 == 0 ? $"part {args.Name} is broken" : $"part {args.Name} is missing");
}
