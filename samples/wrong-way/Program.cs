using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Pipeline;
using Pipeline.Database;
using Pipeline.Jobs;
using WrongWay;

// A handler that waits for its own child, on the servers of PIPELINE_POSTGRES, PIPELINE_RABBITMQ and PIPELINE_BLOBS. Prints what the job died of.
var builder = Host.CreateApplicationBuilder(args);
builder.Logging.ClearProviders();
await using var database = await OwnDatabase.CreateAsync(
    builder.Configuration["PIPELINE_POSTGRES"] ?? throw new PipelineConfigurationException("Set PIPELINE_POSTGRES, PIPELINE_RABBITMQ and PIPELINE_BLOBS."),
    builder.Configuration["name"]);
builder.Configuration.AddInMemoryCollection([
    new("PIPELINE_POSTGRES", database.ConnectionString), new("Pipeline:QueuePrefix", database.Name), new("Pipeline:QueueType", "classic"), new("Pipeline:Lanes", "1")]);
builder.Services.AddPipeline(builder.Configuration).AddWorker().AddJob<WaitForChildHandler>().AddJob<DoubleHandler>();

using var host = builder.Build();
await host.Services.GetRequiredService<PipelinePreparation>().RunAsync();
await host.StartAsync();
using var stopping = new CancellationTokenSource();
var lane = ActivatorUtilities.CreateInstance<Lane>(host.Services, database.Name);
var running = lane.RunAsync(stopping.Token);
try
{
    await using var scope = host.Services.CreateAsyncScope();
    var db = scope.ServiceProvider.GetRequiredService<PipelineDb>();
    var parent = db.Enqueue(new WaitForChild(21));
    await db.SaveChangesAsync();

    // Here it is right to wait: this is no handler, and takes no lane from anybody.
    var ended = await host.Services.GetRequiredService<JobWaiter>().WaitAsync(parent, TimeSpan.FromMinutes(1), CancellationToken.None);
    Console.WriteLine($"The parent is {ended.Status}: {ended.Error}");
    return ended.Status == "dead" ? 0 : 1;
}
finally
{
    await stopping.CancelAsync();
    await running;
    await host.StopAsync();
    await lane.DeleteAsync();
}
