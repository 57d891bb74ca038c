using BenchJobs;
using ChaosJobs;

namespace Pipeline.Functions;

internal static partial class Trials
{
    static partial void AddJobs(PipelineBuilder pipeline, bool bench, bool chaos, ref bool added)
    {
        if (bench) pipeline.AddBenchApp();
        if (chaos) pipeline.AddChaos();
        added = true;
    }
}
