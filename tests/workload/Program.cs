using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Configuration;
using Pipeline;
using Pipeline.Functions.Http.Access;
using Pipeline.Functions.Worker;
using Pipeline.Workload;
using Pipeline.Workload.Jobs;

// The Function App with jobs that misbehave, so that tests of several processes have something to run. Workload__Versions says which versions
// of the greeting this build of the app knows: "1", "1,2" or "2".
var builder = FunctionsApplication.CreateBuilder(args);
builder.ConfigureFunctionsWebApplication();
var pipeline = builder.Services.AddPipeline(builder.Configuration).AddWorker()
    .AddDbContext<WorkDb>(npgsql => npgsql.MigrationsHistoryTable("migration", WorkDb.Schema))
    .AddJob<LimitedHandler>().AddJob<SlowHandler>().AddJob<StuckHandler>().AddJob<FailHandler>();
var versions = (builder.Configuration["Workload:Versions"] ?? "1").Split(',');
if (versions.Contains("1")) pipeline.AddJob<GreetHandler>();
if (versions.Contains("2")) pipeline.AddJob<GreetInHandler>();
builder.Services.AddAccess(builder.Configuration);
builder.Services.AddWorkerExit();
if (builder.Configuration.GetValue("Workload:ServiceFails", false)) builder.Services.AddHostedService<FailingService>();

var app = builder.Build();
await app.Services.GetRequiredService<PipelinePreparation>().RunAsync();
var exit = app.Services.GetRequiredService<WorkerExit>();
await app.RunAsync();
return exit.Code;
