using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Pipeline.Jobs;
using Pipeline.Outbox;
using Pipeline.Tests.Support;

namespace Pipeline.Tests.WebProcess;

/// <summary>A web process that enqueues and runs nothing, as the README has it: in Development, where ASP.NET validates scopes and all services when it builds.</summary>
public sealed class WebProcessTests
{
    public static TheoryData<string> Registrations { get; } = new("AddDbContext", "AddDbContextPool", "AddDbContextFactory", "AddPooledDbContextFactory", "scoped factory");

    [ServiceTheory]
    [MemberData(nameof(Registrations))]
    public async Task It_enqueues_in_its_own_transaction_and_publishes(string registration)
    {
        await using var pipeline = await TestPipeline.StartAsync();
        await using var app = Build(pipeline, builder => Register(builder.Services, registration, TestServer.To(pipeline.Database.Name).ConnectionString));
        await app.StartAsync();
        await WithShopAsync(app, async db =>
        {
            db.Add(new Effect { JobId = Guid.Empty, Text = "its own row" });
            db.Enqueue(new Step("from the web"));
            await db.SaveChangesAsync();
            await using var transaction = await db.Database.BeginTransactionAsync();
            await db.EnqueueManyAsync([new Step("b"), new Step("c")]);
            (await db.EnqueueOnceAsync(new Step("d"), "key")).ShouldNotBeNull();
            await transaction.RollbackAsync();
        });

        (await pipeline.CountAsync("pipeline.job")).ShouldBe(1);
        (await pipeline.CountAsync("effect")).ShouldBe(1);
        // Its own relay was woken by the commit.
        await Eventually.TrueAsync(async () => await pipeline.CountAsync("pipeline.outbox where published_at is not null") == 1, TimeSpan.FromSeconds(60), "the message is published");
        await app.StopAsync();
    }

    [ServiceTheory]
    [MemberData(nameof(Registrations))]
    public async Task Tools_that_build_the_host_find_the_context_and_its_model(string registration)
    {
        await using var pipeline = await TestPipeline.StartAsync();
        await using var app = Build(pipeline, builder => Register(builder.Services, registration, TestServer.To(pipeline.Database.Name).ConnectionString));
        await WithShopAsync(app, db =>
        {
            db.GetService<IMigrationsModelDiffer>().HasDifferences(null, db.GetService<IDesignTimeModel>().Model.GetRelationalModel()).ShouldBeTrue();
            // The pipeline's own tables are no part of the context's migrations.
            db.Database.GenerateCreateScript().ShouldNotContain("CREATE TABLE pipeline.job");
            return Task.CompletedTask;
        });
    }

    [ServiceFact]
    public async Task The_recipe_of_the_README_runs_as_it_stands_there()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        var connection = TestServer.To(pipeline.Database.Name).ConnectionString;
        await using var app = Build(pipeline, builder =>
        {
            builder.Services.AddDbContext<ShopDb>((services, options) => options.UseNpgsql(connection).UsePipeline(services));
        });
        await WithShopAsync(app, async db =>
        {
            db.Enqueue(new Step("a"));
            await db.SaveChangesAsync();
        });
        (await pipeline.CountAsync("pipeline.job")).ShouldBe(1);

        var readme = await File.ReadAllTextAsync(Path.Combine(Folder(), "../../../README.md"));
        readme.ShouldContain("`builder.Services.AddPipeline(builder.Configuration).AddJobs(typeof(SendWelcomeHandler).Assembly);`");
        readme.ShouldContain("`builder.Services.AddDbContext<ShopDb>((services, options) => options.UseNpgsql(connection).UsePipeline(services));`");
    }

    [ServiceFact]
    public async Task A_test_makes_its_tables_and_enqueues_as_the_docs_say()
    {
        var database = new TestDatabase();
        await TestServer.ExecuteAsync($"create database {database.Name}");
        await using (database)
        {
            var connection = TestServer.To(database.Name).ConnectionString;
            var services = new ServiceCollection();
            services.AddLogging().AddPipeline(new ConfigurationBuilder().AddInMemoryCollection(Settings(connection, database.Name)).Build());
            await using (var provider = services.BuildServiceProvider())
                await provider.GetRequiredService<PipelinePreparation>().MigrateAsync();

            await using var db = new ShopDb(new DbContextOptionsBuilder<ShopDb>().UseNpgsql(connection).UsePipeline(new JobCatalog([typeof(StepHandler)])).Options);
            db.Enqueue(new Step("a"));
            await db.SaveChangesAsync();
            (await database.ScalarAsync<long>("select count(*) from pipeline.job")).ShouldBe(1);
        }
    }

    [ServiceFact]
    public async Task A_handler_cannot_save_through_a_context_of_a_pool_or_factory_of_its_process()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        await using var app = Build(pipeline, builder => Register(builder.Services, "AddDbContextPool", TestServer.To(pipeline.Database.Name).ConnectionString));
        pipeline.Script.OnStep = run => WithShopAsync(app, run.WriteAsync);
        var id = await pipeline.EnqueueAsync("a");
        await pipeline.RunAsync();
        (await pipeline.StatusAsync(id)).ShouldBe("queued");
        (await pipeline.ErrorAsync()).ShouldContain("AddPipeline(…).AddDbContext<ShopDb>()");
        (await pipeline.CountAsync("effect")).ShouldBe(0);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Handlers_are_services_of_a_worker_whatever_is_called_first(bool workerFirst)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(Settings("Host=127.0.0.1", "x")).Build();
        var services = new ServiceCollection();
        var builder = services.AddPipeline(configuration);
        if (workerFirst) builder.AddWorker().AddJob<NeedyHandler>();
        else builder.AddJob<NeedyHandler>();
        services.Any(s => s.ServiceType == typeof(NeedyHandler)).ShouldBe(workerFirst);
        builder.AddWorker();
        services.Count(s => s.ServiceType == typeof(NeedyHandler)).ShouldBe(1);
    }

    private static WebApplication Build(TestPipeline pipeline, Action<WebApplicationBuilder> configure)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = Environments.Development });
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Configuration.AddInMemoryCollection(Settings(TestServer.To(pipeline.Database.Name).ConnectionString, pipeline.Database.Name));
        builder.Services.AddPipeline(builder.Configuration).AddJob<StepHandler>().AddJob<NeedyHandler>().AddJob<Pipeline.Tests.Recurring.EffectSweep>();
        configure(builder);
        return builder.Build();
    }

    private static Dictionary<string, string?> Settings(string postgres, string name) => new()
    {
        ["PIPELINE_POSTGRES"] = postgres,
        ["PIPELINE_RABBITMQ"] = Environment.GetEnvironmentVariable("PIPELINE_RABBITMQ") ?? "amqp://127.0.0.1",
        ["PIPELINE_BLOBS"] = Environment.GetEnvironmentVariable("PIPELINE_BLOBS") ?? "UseDevelopmentStorage=true",
        ["Pipeline:QueuePrefix"] = name,
        ["Pipeline:QueueType"] = "classic",
        ["Pipeline:Lanes"] = "2",
        ["Pipeline:BlobContainer"] = name.PadRight(3, '0'),
    };

    private static void Register(IServiceCollection collection, string registration, string connection)
    {
        void Options(IServiceProvider services, DbContextOptionsBuilder options) => options.UseNpgsql(connection).UsePipeline(services);
        switch (registration)
        {
            case "AddDbContext": collection.AddDbContext<ShopDb>(Options); break;
            case "AddDbContextPool": collection.AddDbContextPool<ShopDb>(Options); break;
            case "AddDbContextFactory": collection.AddDbContextFactory<ShopDb>(Options); break;
            case "AddPooledDbContextFactory": collection.AddPooledDbContextFactory<ShopDb>(Options); break;
            default: collection.AddDbContextFactory<ShopDb>(Options, ServiceLifetime.Scoped); break;
        }
    }

    private static async Task WithShopAsync(WebApplication app, Func<ShopDb, Task> work)
    {
        await using var scope = app.Services.CreateAsyncScope();
        if (scope.ServiceProvider.GetService<IDbContextFactory<ShopDb>>() is { } factory)
        {
            await using var db = await factory.CreateDbContextAsync();
            await work(db);
        }
        else await work(scope.ServiceProvider.GetRequiredService<ShopDb>());
    }

    private static string Folder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;

    public interface IMailer;

    public sealed record Needy(int A);

    [Job("test.needy")]
    internal sealed class NeedyHandler(ShopDb db, IMailer mailer) : IJobHandler<Needy>
    {
        public Task HandleAsync(Needy args, JobContext job, CancellationToken cancellationToken) => Task.FromResult((db, mailer));
    }
}
