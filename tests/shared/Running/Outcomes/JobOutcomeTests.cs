using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Pipeline.Jobs;
using Pipeline.Running;

namespace Pipeline.Tests.Running;

/// <summary>What a failed attempt comes to, without a server.</summary>
public sealed class JobOutcomeTests
{
    private static readonly JobDefinition Definition = JobDefinition.Of(typeof(FetchHandler));

    [Theory]
    [InlineData(1, 0.0, 10)]
    [InlineData(2, 0.0, 20)]
    [InlineData(2, 0.5, 25)]
    [InlineData(3, 0.0, 30)]
    public void A_failed_attempt_with_others_left_comes_back_after_its_delay(int failures, double random, double seconds)
    {
        var outcome = Failed(failures, new IOException("no answer"), random);
        (outcome.Kind, outcome.IsFinal).ShouldBe((JobOutcomeKind.Retry, false));
        outcome.Delay.ShouldBe(TimeSpan.FromSeconds(seconds));
        outcome.Error.ShouldBe("no answer");
    }

    [Fact]
    public void The_last_attempt_that_fails_is_death()
    {
        var outcome = Failed(4, new IOException("no answer"));
        (outcome.Kind, outcome.IsFinal).ShouldBe((JobOutcomeKind.Dead, true));
        outcome.Error.ShouldBe("no answer");
    }

    [Fact]
    public void What_another_attempt_cannot_help_is_death_at_once()
    {
        Exception[] causes = [new InvalidOperationException("never"), new PermanentJobException("never"), new FileNotFoundException("never")];
        foreach (var cause in causes)
            Failed(1, cause).Kind.ShouldBe(JobOutcomeKind.Dead, cause.GetType().Name);
    }

    public static TheoryData<string, Exception, bool> Wrapped
    {
        get
        {
            var (never, later) = (new PermanentJobException("never"), new RetryJobException(TimeSpan.FromMinutes(7), "later"));
            return new()
            {
                { "in an aggregate", new AggregateException(never), true },
                {
                    "in an aggregate of an aggregate",
                    new AggregateException(new IOException(), new AggregateException(new IOException(), never)), true
                },
                { "by reflection", new TargetInvocationException(never), true },
                { "by EF Core", new DbUpdateException("save", never), true },
                {
                    "deep",
                    new AggregateException(new IOException("a", new TargetInvocationException(new DbUpdateException("save", never)))), true
                },
                { "beside one that asks for another", new AggregateException(later, never), true },
                { "what is not retried, in an aggregate", new AggregateException(new IOException(), new FileNotFoundException()), true },
                { "what is not retried, by reflection", new TargetInvocationException(new FileNotFoundException()), true },
                { "unknown, in an aggregate", new AggregateException(new InvalidOperationException()), true },
                { "asked for", new IOException("wrapped", later), false },
                { "asked for in spite of it", new RetryJobException(TimeSpan.FromMinutes(7), "later", never), false },
                { "worth it, in an aggregate", new AggregateException(new IOException()), false },
                { "worth it, by reflection", new TargetInvocationException(new AggregateException(new EndOfStreamException())), false },
            };
        }
    }

    [Theory]
    [MemberData(nameof(Wrapped))]
    public void What_wraps_an_exception_does_not_change_what_it_says(string how, Exception cause, bool isDead)
    {
        var outcome = Failed(1, cause);
        outcome.Kind.ShouldBe(isDead ? JobOutcomeKind.Dead : JobOutcomeKind.Retry, how);
        if (how.StartsWith("asked for", StringComparison.Ordinal)) outcome.Delay.ShouldBe(TimeSpan.FromMinutes(7));
    }

    [Fact]
    public void A_handler_says_when_it_is_to_be_tried_again() =>
        Failed(1, new RetryJobException(TimeSpan.FromMinutes(7), "busy")).Delay.ShouldBe(TimeSpan.FromMinutes(7));

    [Fact]
    public void A_parked_job_is_told_why_and_has_not_ended()
    {
        var outcome = JobOutcome.Parked(Job(0), TimeSpan.FromSeconds(2));
        outcome.IsFinal.ShouldBeFalse();
        outcome.Error.ShouldNotBeNull().ShouldContain("fetch version 1");
    }

    private static JobOutcome Failed(int failures, Exception cause, double random = 0) =>
        JobOutcome.Failed(Job(failures - 1), Definition, cause, cause.Message, random, TimeSpan.FromSeconds(1));

    private static ClaimedJob Job(int attempt) => new()
    {
        Id = Guid.NewGuid(),
        Type = "fetch",
        Version = 1,
        Args = "{}",
        ArgsBlob = null,
        Generation = 0,
        Attempt = (short)attempt,
        Parked = 0,
        Flow = null,
        Tuples = null,
        TraceParent = null,
        CreatedAt = default,
        Expired = false,
    };

    private sealed record Fetch;

    [Job("fetch", MaxAttempts = 4, RetryDelay = "00:00:10", MaxRetryDelay = "00:00:30", RetryOn = [typeof(IOException)], DeadOn = [typeof(FileNotFoundException)])]
    private sealed class FetchHandler : IJobHandler<Fetch>
    {
        public Task HandleAsync(Fetch args, JobContext job, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
