using Pipeline.Jobs;

namespace Pipeline.Tests.Review;

/// <summary>What the review's handlers do; a test sets it.</summary>
internal sealed class ReviewScript
{
    public Func<JobContext, ReviewDb, CancellationToken, Task> Run { get; set; } = (_, _, _) => Task.CompletedTask;
}

internal sealed record ReviewDatabaseArgs;

internal sealed record ReviewIoArgs;

[Job("review.database", TimeLimit = "00:00:01", MaxAttempts = 1)]
internal sealed class ReviewDatabaseHandler(ReviewScript script, ReviewDb db) : IJobHandler<ReviewDatabaseArgs>
{
    public Task HandleAsync(ReviewDatabaseArgs args, JobContext job, CancellationToken cancellationToken) => script.Run(job, db, cancellationToken);
}

[Job("review.io", TimeLimit = "00:00:01", MaxAttempts = 1, Mode = JobMode.Io)]
internal sealed class ReviewIoHandler(ReviewScript script, ReviewDb db) : IJobHandler<ReviewIoArgs>
{
    public Task HandleAsync(ReviewIoArgs args, JobContext job, CancellationToken cancellationToken) => script.Run(job, db, cancellationToken);
}
