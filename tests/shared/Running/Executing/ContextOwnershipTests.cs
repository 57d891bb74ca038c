using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Pipeline.Jobs;
using Pipeline.Tests.Support;

namespace Pipeline.Tests.Running;

/// <summary>A context belongs to one job until the pipeline takes it back, whatever the handler does with it (I2).</summary>
public sealed class ContextOwnershipTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);

    [ServiceTheory]
    [InlineData(nameof(Step), "DisposeAsync")]
    [InlineData(nameof(Step), "Dispose twice")]
    [InlineData(nameof(IoStep), "DisposeAsync")]
    [InlineData(nameof(IoStep), "Dispose twice")]
    public async Task Two_hundred_jobs_that_dispose_their_context_cost_two_hundred_others_nothing(string mode, string how)
    {
        await using var pipeline = await TestPipeline.StartAsync();
        pipeline.Script.OnStep = async run =>
        {
            await run.WriteAsync();
            if (int.Parse(run.Text) % 2 == 0) return;
            await run.Db.DisposeAsync();
            if (how == "DisposeAsync") return;
            run.Db.Dispose();
            await run.Db.DisposeAsync();
        };
        await pipeline.EnqueueManyAsync(400, mode);
        await pipeline.RunSideBySideAsync().EndsAsync(Soon);

        (await pipeline.CleanlySucceededAsync()).ShouldBe(400);
        (await pipeline.ScalarAsync<long>("select count(distinct job_id) from effect")).ShouldBe(400);
        (await pipeline.CountAsync("effect")).ShouldBe(400);
    }

    [ServiceTheory]
    [InlineData(nameof(Step), "saves")]
    [InlineData(nameof(Step), "adds")]
    [InlineData(nameof(Step), "executes")]
    [InlineData(nameof(Step), "disposes")]
    [InlineData(nameof(Step), "saves without its flow")]
    [InlineData(nameof(IoStep), "saves")]
    [InlineData(nameof(IoStep), "adds")]
    [InlineData(nameof(IoStep), "executes")]
    [InlineData(nameof(IoStep), "disposes")]
    [InlineData(nameof(IoStep), "begins")]
    [InlineData(nameof(IoStep), "saves without its flow")]
    public async Task What_a_handler_left_running_reaches_no_later_jobs_context(string mode, string work)
    {
        await using var pipeline = await TestPipeline.StartAsync();
        var contexts = new ConcurrentDictionary<DbContext, int>();
        var (leave, late) = (new TaskCompletionSource(), Task.CompletedTask);
        pipeline.Script.OnStep = async run =>
        {
            if (run.Text == "late")
            {
                await run.WriteAsync();
                contexts[run.Db] = 1;
                if (work.EndsWith("flow", StringComparison.Ordinal))
                    using (ExecutionContext.SuppressFlow())
                        late = Task.Run(() => LateAsync(run, work, leave.Task));
                else late = Task.Run(() => LateAsync(run, work, leave.Task));
                return;
            }
            // The later job has the context of the one that left work behind.
            contexts.ContainsKey(run.Db).ShouldBeTrue();
            leave.TrySetResult();
            await Task.WhenAny(late).EndsAsync(Soon);
            await run.WriteAsync();
        };
        await pipeline.EnqueueAsync("late", mode);
        await pipeline.RunAsync().EndsAsync(Soon);
        await pipeline.EnqueueAsync("later", mode);
        await pipeline.RunAsync().EndsAsync(Soon);

        (await pipeline.CleanlySucceededAsync()).ShouldBe(2);
        (await pipeline.ScalarAsync<string>("select string_agg(text, ',' order by text) from effect")).ShouldBe("late,later");
        if (work != "disposes") late.IsFaulted.ShouldBeTrue();
    }

    [ServiceFact]
    public async Task A_context_of_the_factory_is_no_jobs_and_no_job_gets_it()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        var contexts = new ConcurrentDictionary<DbContext, int>();
        pipeline.Script.OnStep = async run =>
        {
            contexts[run.Db] = 1;
            await using (var other = await pipeline.Get<IDbContextFactory<ShopDb>>().CreateDbContextAsync(run.Token))
            {
                (await other.Effects.CountAsync(run.Token)).ShouldBeLessThan(20);
                contexts.ContainsKey(other).ShouldBeFalse();
            }
            await run.WriteAsync();
        };
        await pipeline.EnqueueManyAsync(20);
        await pipeline.RunSideBySideAsync().EndsAsync(Soon);
        (await pipeline.CleanlySucceededAsync()).ShouldBe(20);

        await using var db = await pipeline.Get<IDbContextFactory<ShopDb>>().CreateDbContextAsync();
        (await db.Effects.CountAsync()).ShouldBe(20);
        db.Add(new Effect { Text = "of a web request" });
        await db.SaveChangesAsync();
    }

    [ServiceTheory]
    [InlineData(nameof(Step))]
    [InlineData(nameof(IoStep))]
    public async Task A_context_that_opened_the_connection_closes_it_without_the_jobs_transaction(string mode)
    {
        await using var pipeline = await TestPipeline.StartAsync();
        pipeline.Script.OnStep = async run =>
        {
            await run.Db.Database.OpenConnectionAsync(run.Token);
            await run.WriteAsync();
            await run.Db.Database.CloseConnectionAsync();
        };
        await pipeline.EnqueueManyAsync(64, mode);
        await pipeline.RunSideBySideAsync().EndsAsync(Soon);

        (await pipeline.CleanlySucceededAsync()).ShouldBe(64);
        (await pipeline.CountAsync("effect")).ShouldBe(64);
    }

    [ServiceFact]
    public async Task A_context_that_is_not_pooled_is_committed_with_the_job_whoever_disposes_it()
    {
        await using var pipeline = await TestPipeline.StartAsync(new TestSetup
        {
            Configure = builder =>
            {
                builder.AddDbContext<AuditedDb>().AddJob<AuditedHandler>().AddJob<IoAuditedHandler>();
                builder.Services.AddSingleton<Clock>();
            },
        });
        await pipeline.WithDbAsync(async db =>
        {
            await using var transaction = await db.Database.BeginTransactionAsync();
            await db.EnqueueManyAsync(Enumerable.Range(0, 64).Select(i => new Audited($"{i}")));
            await db.EnqueueManyAsync(Enumerable.Range(0, 64).Select(i => new IoAudited($"{i}")));
            await transaction.CommitAsync();
        });
        await pipeline.RunSideBySideAsync().EndsAsync(Soon);

        (await pipeline.CleanlySucceededAsync()).ShouldBe(128);
        (await pipeline.CountAsync("effect")).ShouldBe(128);
    }

    private static async Task LateAsync(StepRun run, string work, Task leave)
    {
        await leave;
        switch (work)
        {
            case "saves" or "saves without its flow":
                run.Db.Add(new Effect { JobId = run.Job.Id, Text = "stray" });
                await run.Db.SaveChangesAsync();
                break;
            case "adds":
                run.Db.Add(new Effect { JobId = run.Job.Id, Text = "stray" });
                break;
            case "executes":
                await run.Db.Database.ExecuteSqlAsync($"insert into effect (job_id, text) values ({run.Job.Id}, 'stray')");
                break;
            case "disposes":
                await run.Db.DisposeAsync();
                break;
            case "begins":
                await run.Job.BeginAsync(CancellationToken.None);
                break;
            default:
                throw new ArgumentException(work, nameof(work));
        }
    }

    public sealed record Audited(string Text);

    public sealed record IoAudited(string Text);

    private sealed class Clock;

    // Takes more than its options, so that it is not pooled.
    private sealed class AuditedDb(DbContextOptions<AuditedDb> options, Clock clock) : DbContext(options)
    {
        public async Task WriteAsync(Guid job, string text, CancellationToken cancellationToken)
        {
            ArgumentNullException.ThrowIfNull(clock);
            await Database.OpenConnectionAsync(cancellationToken);
            Add(new Effect { JobId = job, Text = text });
            await SaveChangesAsync(cancellationToken);
        }

        protected override void OnModelCreating(ModelBuilder modelBuilder)
        {
            modelBuilder.AddPipeline();
            modelBuilder.Entity<Effect>(effect =>
            {
                effect.ToTable("effect");
                effect.Property(e => e.Id).HasColumnName("id");
                effect.Property(e => e.JobId).HasColumnName("job_id");
                effect.Property(e => e.Text).HasColumnName("text");
            });
        }
    }

    [Job("test.audited")]
    private sealed class AuditedHandler(AuditedDb db) : IJobHandler<Audited>
    {
        public async Task HandleAsync(Audited args, JobContext job, CancellationToken cancellationToken)
        {
            await db.WriteAsync(job.Id, args.Text, cancellationToken);
            await db.DisposeAsync();
        }
    }

    [Job("test.io-audited", Mode = JobMode.Io)]
    private sealed class IoAuditedHandler(AuditedDb db) : IJobHandler<IoAudited>
    {
        public Task HandleAsync(IoAudited args, JobContext job, CancellationToken cancellationToken) =>
            db.WriteAsync(job.Id, args.Text, cancellationToken);
    }
}
