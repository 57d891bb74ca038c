using Pipeline.Jobs;
using Pipeline.Outbox;

namespace Pipeline.Tests.Outbox;

public sealed class MessageGroupingTests
{
    [Theory]
    [InlineData(1, 50, 1)]
    [InlineData(32, 50, 1)]
    [InlineData(33, 50, 2)]
    [InlineData(100, 50, 4)]
    [InlineData(5_000, 50, 50)]
    [InlineData(5_000, 1, 1)]
    public void Few_jobs_are_spread_and_many_fill_their_batch(int jobs, int batch, int size) => MessageGrouping.Size(jobs, batch).ShouldBe(size);

    [Fact]
    public void Every_job_is_named_once_by_a_message_of_its_type_version_and_delay()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        var jobs = Enumerable.Range(0, 1_000).Select(_ => new JobRow
        {
            Id = Guid.NewGuid(),
            Type = random.Next(2) == 0 ? "a" : "b",
            Version = random.Next(1, 3),
            Args = "{}",
            Delay = random.Next(2) == 0 ? TimeSpan.FromHours(1) : null,
            Batch = 7,
        }).ToList();

        var messages = MessageGrouping.Group(jobs);
        messages.SelectMany(m => m.Jobs).Order().ShouldBe(jobs.Select(j => j.Id).Order(), $"seed {seed}");
        foreach (var message in messages)
            foreach (var job in jobs.Where(j => j.MessageId == message.Id))
                (job.Type, job.Version, job.Delay, message.Jobs.Contains(job.Id)).ShouldBe((message.Type, message.Version, message.Delay, true), $"seed {seed}");
        messages.ShouldAllBe(m => m.Jobs.Length <= 7);
    }
}
