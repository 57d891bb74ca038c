using Pipeline.Jobs;

namespace Pipeline.Tests.Jobs;

public sealed class JobDefinitionTests
{
    [Fact]
    public void The_defaults_are_good_ones()
    {
        var job = JobDefinition.Of(typeof(Plain));
        (job.Name, job.Version, job.MaxAttempts, job.Batch, job.Mode).ShouldBe(("plain", 1, 5, 100, JobMode.Database));
        job.TimeLimit.ShouldBe(TimeSpan.FromMinutes(1));
        job.ArgsType.ShouldBe(typeof(string));
    }

    [Theory]
    [InlineData(typeof(NoName), "1 to 100 letters")]
    [InlineData(typeof(NewlineName), "1 to 100 letters")]
    [InlineData(typeof(VersionZero), "Version = 0")]
    [InlineData(typeof(TooManyAttempts), "MaxAttempts = 101")]
    [InlineData(typeof(TooLong), "00:20:00")]
    [InlineData(typeof(NoTime), "TimeLimit = \"1 minute\"")]
    [InlineData(typeof(DelayAboveLongest), "MaxRetryDelay")]
    [InlineData(typeof(NoBatch), "Batch = 0")]
    [InlineData(typeof(HugeBatch), "Batch = 2147483647")]
    [InlineData(typeof(NullName), "1 to 100 letters")]
    [InlineData(typeof(QuotedName), "1 to 100 letters")]
    [InlineData(typeof(ForeignName), "1 to 100 letters")]
    [InlineData(typeof(HugeTime), "TimeLimit = \"1000000000000000000\"")]
    [InlineData(typeof(NegativeTime), "TimeLimit = \"-00:00:01\"")]
    [InlineData(typeof(NoRate), "100/s, 30/m or 10/h")]
    [InlineData(typeof(HugeRate), "100/s, 30/m or 10/h")]
    [InlineData(typeof(NulExpiry), "ExpiresAfter")]
    [InlineData(typeof(HugeExpiry), "ExpiresAfter")]
    [InlineData(typeof(NoPriority), "Priority")]
    [InlineData(typeof(NoMode), "Mode")]
    [InlineData(typeof(RetryOnText), "String in RetryOn")]
    [InlineData(typeof(DeadOnNull), "null in DeadOn")]
    [InlineData(typeof(RetriesTheDead), "ArgumentNullException in RetryOn")]
    [InlineData(typeof(NoHandler), "IJobHandler")]
    [InlineData(typeof(TwoHandlers), "once")]
    [InlineData(typeof(string), "[Job(")]
    public void What_cannot_work_is_refused_by_name(Type handler, string problem)
    {
        var error = Should.Throw<InvalidJobException>(() => JobDefinition.Of(handler));
        error.Message.ShouldContain(handler.Name);
        error.Message.ShouldContain(problem);
    }

    [Fact]
    public void Two_classes_cannot_share_a_name_and_version_or_arguments()
    {
        Should.Throw<InvalidJobException>(() => new JobCatalog([typeof(Plain), typeof(PlainToo)])).Message.ShouldContain("second 'plain' version 1");
        Should.Throw<InvalidJobException>(() => new JobCatalog([typeof(Plain), typeof(OtherName)])).Message.ShouldContain("takes String as 'plain' does");
    }

    [Fact]
    public void Of_several_versions_the_newest_is_enqueued_and_all_are_found()
    {
        var catalog = new JobCatalog([typeof(PlainNext), typeof(Plain)]);
        catalog.ForArgs(typeof(string)).Version.ShouldBe(2);
        catalog.Find("plain", 1)!.HandlerType.ShouldBe(typeof(Plain));
        catalog.Find("plain", 3).ShouldBeNull();
    }

    private abstract class Handler : IJobHandler<string>
    {
        public Task HandleAsync(string args, JobContext job, CancellationToken cancellationToken) => Task.CompletedTask;
    }

    [Job("plain")] private sealed class Plain : Handler;
    [Job("plain")] private sealed class PlainToo : Handler;
    [Job("plain", Version = 2)] private sealed class PlainNext : Handler;
    [Job("other")] private sealed class OtherName : Handler;
    [Job("")] private sealed class NoName : Handler;
    [Job("a\n")] private sealed class NewlineName : Handler;
    [Job("a", Version = 0)] private sealed class VersionZero : Handler;
    [Job("a", MaxAttempts = 101)] private sealed class TooManyAttempts : Handler;
    [Job("a", TimeLimit = "00:20:01")] private sealed class TooLong : Handler;
    [Job("a", TimeLimit = "1 minute")] private sealed class NoTime : Handler;
    [Job("a", RetryDelay = "00:20:00", MaxRetryDelay = "00:10:00")] private sealed class DelayAboveLongest : Handler;
    [Job("a", Batch = int.MaxValue)] private sealed class HugeBatch : Handler;
    [Job(null!)] private sealed class NullName : Handler;
    [Job("a'; --")] private sealed class QuotedName : Handler;
    [Job("почта")] private sealed class ForeignName : Handler;
    [Job("a", TimeLimit = "1000000000000000000")] private sealed class HugeTime : Handler;
    [Job("a", TimeLimit = "-00:00:01")] private sealed class NegativeTime : Handler;
    [Job("a", RateLimit = "fast")] private sealed class NoRate : Handler;
    [Job("a", RateLimit = "1000000000000000000/s")] private sealed class HugeRate : Handler;
    [Job("a", ExpiresAfter = "\0")] private sealed class NulExpiry : Handler;
    [Job("a", ExpiresAfter = "3651.00:00:00")] private sealed class HugeExpiry : Handler;
    [Job("a", Priority = (JobPriority)7)] private sealed class NoPriority : Handler;
    [Job("a", Mode = (JobMode)7)] private sealed class NoMode : Handler;
    [Job("a", RetryOn = [typeof(string)])] private sealed class RetryOnText : Handler;
    [Job("a", DeadOn = [null!])] private sealed class DeadOnNull : Handler;
    [Job("a", RetryOn = [typeof(ArgumentNullException)], DeadOn = [typeof(ArgumentException)])] private sealed class RetriesTheDead : Handler;
    [Job("a", Batch = 0)] private sealed class NoBatch : Handler;
    [Job("a")] private sealed class NoHandler;

    [Job("a")]
    private sealed class TwoHandlers : Handler, IJobHandler<Uri>
    {
        public Task HandleAsync(Uri args, JobContext job, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
