using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Pipeline.Tests.Support;

namespace Pipeline.Tests.Running;

/// <summary>What follows the handler is bounded as the handler is, and what goes wrong in it is that job's alone.</summary>
public sealed class AfterHandlerTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(10);

    private readonly ManualTime _time = new();
    private readonly GuestScript _script = new();
    private int _stuck;

    [ServiceTheory]
    [InlineData(nameof(Guest))]
    [InlineData(nameof(IoGuest))]
    public async Task A_service_that_hangs_in_its_disposal_is_abandoned_like_a_handler(string mode)
    {
        await using var pipeline = await StartAsync(_time);
        var release = new TaskCompletionSource();
        _script.OnStep = async (run, service) =>
        {
            await run.WriteAsync();
            if (run.Text == "3") service.OnDispose = async () => { _stuck++; await release.Task; };
        };
        await EnqueueAsync(pipeline, 96, mode);
        await pipeline.PublishAsync();
        while (await pipeline.TakeAsync() is { } message)
            await _time.PassUntilAsync(pipeline.ProcessAsync(message), Step, () => _stuck > pipeline.Log.Count("ignores its time limit"));

        (await pipeline.ErrorAsync()).ShouldContain("abandoned");
        (await pipeline.CleanlySucceededAsync()).ShouldBe(95);
        (await pipeline.CountAsync("effect")).ShouldBe(95);
        release.SetResult();
    }

    [ServiceTheory]
    [InlineData(nameof(Guest))]
    [InlineData(nameof(IoGuest))]
    public async Task A_service_whose_disposal_fails_fails_its_job_alone(string mode)
    {
        await using var pipeline = await StartAsync(TimeProvider.System);
        _script.OnStep = async (run, service) =>
        {
            await run.WriteAsync();
            if (run.Text == "3") service.OnDispose = () => throw new IOException("the buffer could not be flushed");
        };
        await EnqueueAsync(pipeline, 96, mode);
        await pipeline.RunSideBySideAsync().EndsAsync(Soon);

        (await pipeline.ErrorAsync()).ShouldContain("the buffer could not be flushed");
        (await pipeline.CleanlySucceededAsync()).ShouldBe(95);
        (await pipeline.CountAsync("effect")).ShouldBe(95);
        (await pipeline.CountAsync("pipeline.outbox where token is not null")).ShouldBe(0);
    }

    [ServiceTheory]
    [InlineData(nameof(Guest))]
    [InlineData(nameof(IoGuest))]
    public async Task What_a_service_saves_in_its_disposal_is_committed_with_the_job(string mode)
    {
        await using var pipeline = await StartAsync(TimeProvider.System);
        _script.OnStep = (run, service) =>
        {
            service.OnDispose = () => new(run.WriteAsync());
            return Task.CompletedTask;
        };
        await EnqueueAsync(pipeline, 32, mode);
        await pipeline.RunSideBySideAsync().EndsAsync(Soon);

        (await pipeline.CleanlySucceededAsync()).ShouldBe(32);
        (await pipeline.CountAsync("effect")).ShouldBe(32);
    }

    [ServiceTheory]
    [InlineData(nameof(Guest), "NaN")]
    [InlineData(nameof(Guest), "cycle")]
    [InlineData(nameof(Guest), "type")]
    [InlineData(nameof(IoGuest), "NaN")]
    [InlineData(nameof(IoGuest), "cycle")]
    [InlineData(nameof(IoGuest), "type")]
    public async Task A_result_that_is_no_JSON_is_dead_at_once_and_says_why(string mode, string result)
    {
        await using var pipeline = await StartAsync(TimeProvider.System);
        _script.OnStep = async (run, service) =>
        {
            await run.WriteAsync();
            if (run.Text == "3")
                service.Result = result switch { "NaN" => new { Mean = double.NaN }, "cycle" => new Ring(), _ => typeof(string) };
        };
        await EnqueueAsync(pipeline, 96, mode);
        await pipeline.RunSideBySideAsync().EndsAsync(Soon);

        (await pipeline.CountAsync("pipeline.job where status = 'dead' and attempt = 1")).ShouldBe(1);
        (await pipeline.ErrorAsync()).ShouldContain("cannot be written as JSON");
        (await pipeline.CleanlySucceededAsync()).ShouldBe(95);
        (await pipeline.CountAsync("effect")).ShouldBe(95);
    }

    [ServiceTheory]
    [InlineData(nameof(Guest))]
    [InlineData(nameof(IoGuest))]
    public async Task A_result_that_hangs_while_it_is_written_is_abandoned(string mode)
    {
        await using var pipeline = await StartAsync(_time);
        using var never = new ManualResetEventSlim();
        _script.OnStep = (_, service) =>
        {
            service.Result = new Slow { Read = () => { _stuck++; never.Wait(CancellationToken.None); } };
            return Task.CompletedTask;
        };
        await EnqueueAsync(pipeline, 1, mode);
        await _time.PassUntilAsync(pipeline.RunAsync(), Step, () => _stuck > pipeline.Log.Count("ignores its time limit"));
        never.Set();
        (await pipeline.ErrorAsync()).ShouldContain("abandoned");
    }

    private Task<TestPipeline> StartAsync(TimeProvider time) => TestPipeline.StartAsync(new TestSetup
    {
        Time = time,
        Configure = builder =>
        {
            builder.AddJob<GuestHandler>().AddJob<IoGuestHandler>();
            builder.Services.AddScoped<GuestService>().AddSingleton(_script);
        },
    });

    private static Task EnqueueAsync(TestPipeline pipeline, int count, string mode) => pipeline.WithDbAsync(async db =>
    {
        await using var transaction = await db.Database.BeginTransactionAsync();
        if (mode == nameof(Guest)) await db.EnqueueManyAsync(Enumerable.Range(0, count).Select(i => new Guest($"{i}")));
        else await db.EnqueueManyAsync(Enumerable.Range(0, count).Select(i => new IoGuest($"{i}")));
        await transaction.CommitAsync();
    });

    private sealed class Ring
    {
        public Ring Next => this;
    }

    private sealed class Slow
    {
        [JsonIgnore]
        public Action Read { get; init; } = () => { };

        public string Value
        {
            get
            {
                Read();
                return "";
            }
            set { }
        }
    }
}
