using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Pipeline;
using Pipeline.Access;
using Pipeline.Blobs;
using Pipeline.Database;
using Pipeline.DeadLetters;
using Pipeline.Flows;
using Pipeline.Health;
using Pipeline.Inspection;
using Pipeline.Jobs;
using Pipeline.Messaging;
using Pipeline.Outbox;
using Pipeline.Recovery;
using Pipeline.Recurring;
using Pipeline.Running;
using Pipeline.Telemetry.Metrics;
using Pipeline.Workers;

namespace Microsoft.Extensions.DependencyInjection;

public static class PipelineServices
{
    /// <summary>
    /// Registers what every process needs that enqueues: database, broker, blobs, and the relay that publishes what it commits.
    /// Reads <c>PIPELINE_POSTGRES</c>, <c>PIPELINE_RABBITMQ</c>, <c>PIPELINE_BLOBS</c> and section <c>Pipeline</c>.
    /// </summary>
    /// <exception cref="PipelineConfigurationException">A setting is missing or wrong.</exception>
    public static PipelineBuilder AddPipeline(this IServiceCollection services, IConfiguration configuration)
    {
        var options = PipelineOptions.Of(configuration);
        services.AddSingleton(new PipelineConnections(configuration));
        services.AddSingleton(options);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(new Jitter(Random.Shared.NextDouble));

        services.AddSingleton<PipelineMetrics>();
        services.AddSingleton(new WorkerId(Guid.CreateVersion7()));
        services.AddSingleton<PipelineDatabase>();
        services.AddDbContext<PipelineDb>((provider, db) => db
            .UseNpgsql(provider.GetRequiredService<PipelineDatabase>().Source, npgsql => npgsql.MigrationsHistoryTable("migration", PipelineDb.Schema))
            .UsePipeline(provider));
        services.AddSingleton(new MigratedContext(typeof(PipelineDb)));
        services.AddSingleton(p => new PipelinePreparation(
            p.GetRequiredService<PipelineDatabase>(), p.GetRequiredService<Topology>(), p.GetRequiredService<BlobStore>(), p.GetRequiredService<RateLimitTable>(),
            p.GetRequiredService<JobCatalog>(), p.GetRequiredService<RecurringTable>(), p.GetRequiredService<IServiceScopeFactory>(),
            p.GetServices<MigratedContext>(), p.GetRequiredService<PipelineOptions>(), p.GetRequiredService<TimeProvider>(),
            p.GetRequiredService<ILogger<PipelinePreparation>>()));

        services.AddScoped<JobScope>();
        services.AddSingleton<RootServices>();
        services.AddSingleton<BrokerConnection>();
        services.AddSingleton<Topology>();
        services.AddSingleton<JobPublisher>();
        services.AddSingleton<OutboxTable>();
        services.AddSingleton<RateLimitTable>();
        services.AddSingleton<OutboxSignal>();
        services.AddSingleton(p => new OutboxRelay(
            p.GetRequiredService<OutboxTable>(), p.GetRequiredService<RateLimitTable>(), p.GetRequiredService<JobPublisher>(),
            new LaneConsumers(p.GetRequiredService<BrokerConnection>(), options, p.GetRequiredService<TimeProvider>()),
            new LaneBacklog(p.GetRequiredService<PipelineDatabase>(), options, p.GetRequiredService<TimeProvider>()),
            new MergeSizes(p.GetRequiredService<PipelineDatabase>(), p.GetRequiredService<JobCatalog>(), p.GetRequiredService<TimeProvider>()),
            p.GetRequiredService<Topology>(),
            p.GetRequiredService<PipelineMetrics>(), options, p.GetRequiredService<Jitter>(), p.GetRequiredService<TimeProvider>(),
            p.GetRequiredService<ILogger<OutboxRelay>>()));
        services.AddHostedService<RelayLoop>();
        services.AddSingleton(p => new JobWaiter(p.GetRequiredService<PipelineDatabase>(), p.GetRequiredService<ClaimCheck>(), p.GetRequiredService<TimeProvider>()));
        services.AddSingleton<FlowTable>();
        services.AddSingleton<FlowTree>();
        services.AddSingleton<FlowTreeJobs>();
        services.AddSingleton(p => new JobReplay(
            p.GetRequiredService<PipelineDatabase>(), p.GetRequiredService<JobCatalog>(), options, p.GetRequiredService<OutboxSignal>()));
        services.AddSingleton<FlowStopper>();
        services.AddSingleton<FlowReplay>();
        services.AddSingleton(p => new FlowClient(
            p.GetRequiredService<FlowStopper>(), p.GetRequiredService<FlowReplay>(), p.GetRequiredService<OutboxSignal>(), options));
        services.AddSingleton<RecurringCatalog>();
        services.AddSingleton(p => new RecurringTable(p.GetRequiredService<PipelineDatabase>(), p.GetRequiredService<RecurringCatalog>()));
        services.AddSingleton<DrainTable>();
        services.AddSingleton<DeadLetterTable>();
        services.AddSingleton(p => new DeadLetterReplay(
            p.GetRequiredService<PipelineDatabase>(),
            new JobPublisher(p.GetRequiredService<BrokerConnection>(), options, p.GetRequiredService<TimeProvider>()),
            p.GetRequiredService<BlobStore>(), p.GetRequiredService<JobCatalog>(), options, p.GetRequiredService<OutboxSignal>(),
            p.GetRequiredService<ILogger<DeadLetterReplay>>()));
        services.AddSingleton<BlobStore>();
        services.AddSingleton<ClaimCheck>();
        services.AddSingleton<PipelineHealth>();
        services.AddSingleton<AccessKeyTable>();
        services.AddSingleton<AuditTable>();
        services.AddSingleton<SweepLog>();
        services.AddSingleton<ActivityReader>();
        services.AddSingleton<LaneRates>();
        services.AddSingleton<JobContents>();
        services.AddSingleton<JobList>();
        services.AddSingleton(p => new JobDetails(
            p.GetRequiredService<PipelineDatabase>(), p.GetRequiredService<FlowTable>(), p.GetRequiredService<JobContents>(), options));
        services.AddSingleton<Overview>();
        return new(services);
    }

    /// <summary>Adds what a process needs that also runs jobs, and registers the handlers of <see cref="PipelineBuilder.AddJobs"/> as services.</summary>
    public static PipelineBuilder AddWorker(this PipelineBuilder builder)
    {
        builder.RunHandlers();
        var services = builder.Services;
        services.AddSingleton<WorkerTable>();
        services.AddSingleton(p => new WorkerPresence(
            p.GetRequiredService<WorkerTable>(), p.GetRequiredService<WorkerId>(), p.GetRequiredService<PipelineOptions>(), p.GetRequiredService<TimeProvider>()));
        services.AddSingleton<RunGate>();
        services.AddSingleton<LeaseTable>();
        services.AddSingleton<DatabaseHold>();
        services.AddSingleton<JobExecutor>();
        services.AddSingleton<JobSession>();
        services.AddSingleton<SessionWitness>();
        services.AddSingleton<SessionLosses>();
        services.AddSingleton(p => new AbandonedJobs(
            p.GetRequiredService<PipelineOptions>(), p.GetService<IHostApplicationLifetime>(), p.GetRequiredService<ILogger<AbandonedJobs>>()));
        services.AddSingleton<FlowResults>();
        services.AddSingleton<FlowCloser>();
        services.AddSingleton<FlowPacer>();
        services.AddSingleton(p => new FlowDriver(
            p.GetRequiredService<PipelineDatabase>(), p.GetRequiredService<FlowCloser>(), p.GetRequiredService<FlowStopper>(), p.GetRequiredService<FlowPacer>(),
            p.GetRequiredService<OutboxSignal>(), p.GetRequiredService<PipelineOptions>(), p.GetRequiredService<TimeProvider>(),
            p.GetRequiredService<ILogger<FlowDriver>>()));
        services.AddSingleton<FlowFollowUp>();
        services.AddSingleton(p => new FlowWakeMessages(
            p.GetRequiredService<UnreadableMessages>(), p.GetRequiredService<DatabaseHold>(), p.GetRequiredService<ILogger<FlowWakeMessages>>()));
        services.AddSingleton(p => new FlowRecovery(
            p.GetRequiredService<PipelineDatabase>(), p.GetRequiredService<FlowDriver>(), p.GetRequiredService<PipelineOptions>(),
            p.GetRequiredService<TimeProvider>(), p.GetRequiredService<ILogger<FlowRecovery>>()));
        services.AddSingleton<RunningMembers>();
        services.AddSingleton(p => new ExpiryRecovery(
            p.GetRequiredService<PipelineDatabase>(), p.GetRequiredService<FlowDriver>(), p.GetRequiredService<ILogger<ExpiryRecovery>>()));
        services.AddSingleton(p => new Retention(
            p.GetRequiredService<PipelineDatabase>(), p.GetRequiredService<ActivityTable>(), p.GetRequiredService<AuditTable>(), p.GetRequiredService<RecurringTable>(), p.GetRequiredService<PipelineOptions>(),
            p.GetRequiredService<TimeProvider>(), p.GetRequiredService<ILogger<Retention>>()));
        services.AddSingleton(p => new LaneRescue(
            p.GetRequiredService<Topology>(), p.GetRequiredService<BrokerConnection>(), p.GetRequiredService<JobProcessor>(), p.GetRequiredService<FlowWakeMessages>(),
            p.GetRequiredService<FlowDriver>(), p.GetRequiredService<DeadMessages>(), p.GetRequiredService<PipelineOptions>(), p.GetRequiredService<TimeProvider>(),
            p.GetRequiredService<ILogger<LaneRescue>>()));
        services.AddSingleton(p => new DeadMessages(
            p.GetRequiredService<LeaseTable>(), p.GetRequiredService<UnreadableMessages>(), p.GetRequiredService<DatabaseHold>(),
            p.GetRequiredService<ILogger<DeadMessages>>()));
        services.AddSingleton<IBlobReferences, DeadLetterBlobs>();
        services.AddHostedService<RunningMembersLoop>();
        services.AddSingleton<OutcomeRecorder>();
        services.AddSingleton<ActivityMeter>();
        services.AddSingleton<ActivityTable>();
        services.AddHostedService<ActivityLoop>();
        services.AddSingleton<GaugeTable>();
        services.AddSingleton<GaugeLoop>();
        services.AddHostedService(p => p.GetRequiredService<GaugeLoop>());
        services.AddSingleton<CommittedOutcomes>();
        services.AddSingleton<DatabaseRun>();
        services.AddSingleton<DatabaseTransaction>();
        services.AddSingleton<IoRun>();
        services.AddSingleton<ParkedJobs>();
        services.AddSingleton<MessageRun>();
        services.AddSingleton<UnreadableMessages>();
        services.AddSingleton(p => new JobProcessor(
            p.GetRequiredService<LeaseTable>(), p.GetRequiredService<MessageRun>(), p.GetRequiredService<RunGate>(), p.GetRequiredService<DatabaseHold>(),
            p.GetRequiredService<WorkerPresence>(), p.GetRequiredService<UnreadableMessages>(), p.GetRequiredService<PipelineOptions>(),
            p.GetRequiredService<TimeProvider>(), p.GetRequiredService<ILogger<JobProcessor>>()));
        services.AddSingleton(p => new WorkerRecovery(
            p.GetRequiredService<PipelineDatabase>(), p.GetRequiredService<WorkerPresence>(), p.GetRequiredService<WorkerTable>(), p.GetRequiredService<OutboxSignal>(),
            p.GetRequiredService<PipelineOptions>(), p.GetRequiredService<ILogger<WorkerRecovery>>()));
        services.AddSingleton(p => new MessageRecovery(
            p.GetRequiredService<PipelineDatabase>(), p.GetRequiredService<Topology>(), p.GetRequiredService<OutboxSignal>(), p.GetRequiredService<JobProcessor>(),
            p.GetRequiredService<WorkerPresence>(), p.GetRequiredService<PipelineOptions>(), p.GetRequiredService<TimeProvider>(), p.GetRequiredService<ILogger<MessageRecovery>>()));
        services.AddSingleton<ContainerOwner>();
        services.AddSingleton<CleanupPosition>();
        services.AddSingleton<IBlobReferences, ClaimReferences>();
        services.AddSingleton<OpenTransactions>();
        services.AddSingleton(p => new BlobCleanup(
            p.GetRequiredService<BlobStore>(), p.GetRequiredService<ContainerOwner>(), p.GetRequiredService<CleanupPosition>(),
            p.GetRequiredService<OpenTransactions>(), p.GetServices<IBlobReferences>(),
            p.GetRequiredService<PipelineOptions>(), p.GetRequiredService<TimeProvider>(), p.GetRequiredService<ILogger<BlobCleanup>>()));
        services.AddTransient(typeof(SweepHandler<,>));
        services.AddSingleton(p => new RecurringScheduler(
            p.GetRequiredService<PipelineDatabase>(), p.GetRequiredService<RecurringCatalog>(), p.GetRequiredService<ClaimCheck>(), p.GetRequiredService<OutboxSignal>(),
            p.GetRequiredService<ILogger<RecurringScheduler>>()));
        services.AddHostedService<RecurringLoop>();
        services.AddSingleton<ClockRepair>();
        services.AddHostedService<WorkerRecoveryLoop>();
        services.AddHostedService<OverdueMaintenance>();
        services.AddHostedService<Heartbeat>();
        return builder;
    }
}
