using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Pipeline.Emulator.Tests.Host;

public sealed class InvocationTests
{
    [Fact]
    public async Task Invocation_HasItsOwnScopeAndInstance()
    {
        await using var app = await EmulatedApp.StartAsync(Scoped(), typeof(Functions));
        using var http = app.Http;
        var first = await http.GetStringAsync("api/Scope");
        var second = await http.GetStringAsync("api/Scope");
        first.ShouldNotBe(second);
        app.Journal.Entries.ShouldBe(["disposed", "disposed"]);
    }

    [Fact]
    public async Task Context_DescribesFunctionAndInvocation()
    {
        await using var app = await EmulatedApp.StartAsync(Scoped(), typeof(Functions));
        using var http = app.Http;
        var first = (await http.GetStringAsync("api/Describe")).Split('|');
        var second = (await http.GetStringAsync("api/Describe")).Split('|');
        first[0].ShouldBe("Describe");
        first[1].ShouldBe("Pipeline.Emulator.Tests.Host.InvocationTests+Functions.Describe");
        first[2].ShouldBe(second[2]);
        Guid.Parse(first[3]).ShouldNotBe(Guid.Parse(second[3]));
    }

    [Fact]
    public async Task Middleware_RunsAroundTheFunctionInTheOrderAdded()
    {
        var setup = Scoped() with
        {
            Configure = builder =>
            {
                builder.Services.AddScoped<Disposable>();
                builder.UseMiddleware<Outer>();
                builder.UseMiddleware(async (context, next) =>
                {
                    var journal = context.InstanceServices.GetRequiredService<Journal>();
                    journal.Write($"inner before {context.FunctionDefinition.Name}");
                    await next();
                    journal.Write("inner after");
                });
                builder.UseWhen<Never>(_ => false);
            },
        };
        await using var app = await EmulatedApp.StartAsync(setup, typeof(Functions));
        using var http = app.Http;
        await http.GetStringAsync("api/Plain");
        app.Journal.Entries.ShouldBe(["outer before", "inner before Plain", "function", "inner after", "outer after"]);
    }

    [Fact]
    public async Task HostedServices_AreNotWaitedForAndStopAfterTheFunctionsHaveDrained()
    {
        var setup = Scoped() with
        {
            Configure = builder =>
            {
                builder.Services.AddScoped<Disposable>();
                builder.Services.AddHostedService<Background>();
            },
        };
        await using var app = await EmulatedApp.StartAsync(setup, typeof(Functions));
        using var http = app.Http;
        var call = http.GetStringAsync("api/UntilTold");
        await app.Journal.UntilAsync(2);
        await app.StopAsync();
        await call;
        app.Journal.Entries.ShouldBe(["service started", "function", "function done", "service stopped"]);
    }

    [Fact]
    public async Task FunctionTimeout_SignalsTheTokenAndFailsTheInvocation()
    {
        var setup = Scoped() with { HostJson = """{ "version": "2.0", "functionTimeout": "00:00:00.300" }""" };
        await using var app = await EmulatedApp.StartAsync(setup, typeof(Functions));
        using var http = app.Http;
        using var response = await http.GetAsync("api/UntilTold");
        ((int)response.StatusCode).ShouldBe(500);
        app.Logs.Has("Timeout value of 00:00:00.3000000 was exceeded by function: Functions.UntilTold").ShouldBeTrue();
        await app.Journal.UntilAsync(2);
        app.Journal.Entries.ShouldBe(["function", "function done"]);
    }

    private static Setup Scoped() => new() { Configure = builder => builder.Services.AddScoped<Disposable>() };

    public sealed class Disposable(Journal journal) : IDisposable
    {
        public Guid Id { get; } = Guid.NewGuid();

        public void Dispose() => journal.Write("disposed");
    }

    public sealed class Outer(Journal journal) : IFunctionsWorkerMiddleware
    {
        public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
        {
            journal.Write("outer before");
            await next(context);
            journal.Write("outer after");
        }
    }

    public sealed class Never : IFunctionsWorkerMiddleware
    {
        public Task Invoke(FunctionContext context, FunctionExecutionDelegate next) => throw new InvalidOperationException("never");
    }

    public sealed class Background(Journal journal) : BackgroundService
    {
        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            journal.Write("service started");
            await Task.Delay(Timeout.Infinite, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            journal.Write("service stopped");
        }
    }

    public sealed class Functions(Journal journal, IServiceProvider services)
    {
        [Function("Scope")]
        public IResult Scope([HttpTrigger(AuthorizationLevel.Anonymous)] HttpRequest request, FunctionContext context)
        {
            var own = services.GetRequiredService<Disposable>();
            own.ShouldBeSameAs(context.InstanceServices.GetRequiredService<Disposable>());
            own.ShouldBeSameAs(request.HttpContext.RequestServices.GetRequiredService<Disposable>());
            return Results.Text($"{own.Id}");
        }

        [Function("Describe")]
        public IResult Describe([HttpTrigger(AuthorizationLevel.Anonymous)] HttpRequest request, FunctionContext context) => Results.Text(
            string.Join('|', context.FunctionDefinition.Name, context.FunctionDefinition.EntryPoint, context.FunctionId, context.InvocationId),
            statusCode: request.HttpContext.Response.StatusCode);

        [Function("Plain")]
        public void Plain([HttpTrigger(AuthorizationLevel.Anonymous)] HttpRequest request) => journal.Write(request is null ? "" : "function");

        [Function("UntilTold")]
        public async Task UntilTold([HttpTrigger(AuthorizationLevel.Anonymous)] HttpRequest request, FunctionContext context)
        {
            journal.Write(request is null ? "" : "function");
            await Task.Delay(Timeout.Infinite, context.CancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            journal.Write("function done");
        }
    }
}
