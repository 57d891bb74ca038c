using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Configuration;
using Pipeline;
using Pipeline.Functions;
using Pipeline.Functions.Http.Access;
using Pipeline.Functions.Http.Flows;
using Pipeline.Functions.Http.Operations;
using Pipeline.Functions.Telemetry;
using Pipeline.Functions.Worker;
using Pipeline.Jobs;
using Pipeline.Messaging;
using Voters;

try
{
    var builder = FunctionsApplication.CreateBuilder(args);
    builder.ConfigureFunctionsWebApplication();
    // First, so that it stops last and hears what the others do at their end.
    builder.Services.AddTelemetryExport(builder.Configuration);
    var pipeline = builder.Services.AddPipeline(builder.Configuration).AddWorker().AddVoters();
    Trials.Add(pipeline, builder.Configuration);
    // The server's own limit is 30 MB; the functions have theirs.
    builder.Services.Configure<KestrelServerOptions>(kestrel => kestrel.Limits.MaxRequestBodySize = null);
    builder.Services.AddAccess(builder.Configuration);
    builder.Services.AddWorkerExit();
    builder.Services.AddSingleton<DashboardFiles>();
    builder.Services.AddSingleton<FlowDocuments>();

    var app = builder.Build();
    if (args is ["topology"])
    {
        await app.Services.GetRequiredService<PipelinePreparation>().DeclareQueuesAsync();
        await Console.Out.WriteLineAsync("The queues and exchanges are declared.");
        return 0;
    }

    if (args is ["migrate"])
    {
        await app.Services.GetRequiredService<PipelinePreparation>().MigrateAsync();
        await Console.Out.WriteLineAsync("The tables are up to date.");
        return 0;
    }
    if (args is ["jobs"])
    {
        // One a line and in order: two builds are compared by their lists, to know which versions the newer one drops.
        foreach (var line in app.Services.GetRequiredService<JobCatalog>().All.Select(j => $"{j.Name} {j.Version}").Order(StringComparer.Ordinal))
            await Console.Out.WriteLineAsync(line);
        return 0;
    }

    // Refused until triggers can follow it: they would read other queues than those that are published to.
    if (app.Services.GetRequiredService<PipelineOptions>().QueuePrefix != "jobs")
        throw new PipelineConfigurationException("Setting Pipeline:QueuePrefix must be 'jobs' in this app: its triggers read the queues jobs.0, jobs.1, …");
    // The triggers look for their queues when the host starts to listen, and never again.
    await app.Services.GetRequiredService<PipelinePreparation>().RunAsync();
    if (await app.Services.GetRequiredService<AccessKey>().PrepareAsync(CancellationToken.None) is { } key)
        // To whoever sits at this console, and to no log.
        await Console.Out.WriteLineAsync($"The key of the API, shown this once: {key}");
    var exit = app.Services.GetRequiredService<WorkerExit>();
    await app.RunAsync();
    return exit.Code;
}
catch (Exception e) when (e is PipelineConfigurationException or PipelineStartException or TopologyMismatchException or InvalidJobException)
{
    await Console.Error.WriteLineAsync(e.Message);
    return 1;
}
