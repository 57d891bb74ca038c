using Pipeline.Jobs;

namespace Pipeline.Tests;

/// <summary>Arguments of a job whose handler has a service of its scope, and a result.</summary>
public sealed record Guest(string Text);

/// <summary>As <see cref="Guest"/>, in <see cref="JobMode.Io"/>.</summary>
public sealed record IoGuest(string Text);

/// <summary>A service of the job's scope: what it does when it is disposed, and what the job returns.</summary>
internal sealed class GuestService : IAsyncDisposable
{
    public Func<ValueTask> OnDispose { get; set; } = () => ValueTask.CompletedTask;

    public object? Result { get; set; }

    public ValueTask DisposeAsync() => OnDispose();
}

/// <summary>What guests do, with the service of their scope.</summary>
internal sealed class GuestScript
{
    public Func<StepRun, GuestService, Task> OnStep { get; set; } = (run, _) => run.WriteAsync();
}

[Job("test.guest", MaxAttempts = 2, RetryDelay = "01:00:00", MaxRetryDelay = "02:00:00")]
internal sealed class GuestHandler(ShopDb db, GuestService service, GuestScript script) : IJobHandler<Guest, object?>
{
    public async Task<object?> HandleAsync(Guest args, JobContext job, CancellationToken cancellationToken)
    {
        await script.OnStep(new(args.Text, job, db, cancellationToken), service);
        return service.Result;
    }
}

[Job("test.io-guest", MaxAttempts = 2, RetryDelay = "01:00:00", MaxRetryDelay = "02:00:00", Mode = JobMode.Io)]
internal sealed class IoGuestHandler(ShopDb db, GuestService service, GuestScript script) : IJobHandler<IoGuest, object?>
{
    public async Task<object?> HandleAsync(IoGuest args, JobContext job, CancellationToken cancellationToken)
    {
        await script.OnStep(new(args.Text, job, db, cancellationToken), service);
        return service.Result;
    }
}
