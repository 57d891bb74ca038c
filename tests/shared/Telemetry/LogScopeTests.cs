using Microsoft.Extensions.Logging;
using Pipeline.Tests.Support;

namespace Pipeline.Tests.Telemetry;

public sealed class LogScopeTests
{
    [ServiceFact]
    public async Task What_a_handler_logs_carries_the_ids_of_its_job_and_trace()
    {
        using var heard = new HeardSpans();
        await using var pipeline = await TestPipeline.StartAsync();
        pipeline.Script.OnStep = _ =>
        {
            pipeline.Get<ILoggerFactory>().CreateLogger("handler").LogWarning("inside");
            return Task.CompletedTask;
        };
        Guid job = default;
        await heard.InRequestAsync(async () => job = await pipeline.EnqueueAsync("one"));

        await pipeline.RunAsync();

        var line = pipeline.Log.Scoped.Single(l => l.Line.Contains("inside", StringComparison.Ordinal));
        line.Scope.ShouldContain($"JobId:{job} JobType:test.step JobAttempt:1");
        line.Scope.ShouldContain("Lane:");
        line.Scope.ShouldContain("JobTrace:");
    }
}
