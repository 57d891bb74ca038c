using Microsoft.Extensions.Configuration;

namespace Pipeline.Functions;

/// <summary>The jobs of <c>./dev bench</c> and <c>./dev chaos</c>, some of which kill their process. An app has them where it was built with <c>-p:Trials=true</c>; what is deployed has not.</summary>
internal static partial class Trials
{
    /// <summary>Adds those that the settings ask for.</summary>
    /// <exception cref="PipelineConfigurationException">The app was built without them.</exception>
    public static void Add(PipelineBuilder pipeline, IConfiguration configuration)
    {
        var (bench, chaos) = (configuration.GetValue("Pipeline:Bench", false), configuration.GetValue("Pipeline:Chaos", false));
        if (!bench && !chaos) return;
        var added = false;
        AddJobs(pipeline, bench, chaos, ref added);
        if (!added) throw new PipelineConfigurationException("Pipeline:Bench or Pipeline:Chaos is set, and this app was built without those jobs: build it with -p:Trials=true, or unset it.");
    }

    // The part in samples/trials, which such a build includes.
    static partial void AddJobs(PipelineBuilder pipeline, bool bench, bool chaos, ref bool added);
}
