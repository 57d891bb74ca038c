using Microsoft.Azure.Functions.Worker.Builder;
using Pipeline;
using Pipeline.Functions.Http;
using Pipeline.Messaging;
using Voters;

var builder = FunctionsApplication.CreateBuilder(args);
builder.ConfigureFunctionsWebApplication();
builder.Services.AddPipeline(builder.Configuration).AddWorker().AddVoters();
builder.Services.AddSingleton<AccessKey>();
builder.Services.AddSingleton<FlowDocuments>();

var app = builder.Build();
if (args is ["topology"])
{
    await app.Services.GetRequiredService<Topology>().DeclareAsync(CancellationToken.None);
    return;
}

// The triggers look for their queues when the host starts to listen, and never again.
await app.Services.GetRequiredService<PipelinePreparation>().RunAsync();
await app.RunAsync();
