using System.Text;
using Pipeline.Messaging;

namespace Pipeline.Tests.Messaging;

public sealed class JobMessageTests
{
    private static readonly Guid Id = Guid.Parse("01a2031a-d472-708f-8668-945086e8b4f2");

    [Theory]
    [InlineData(1, false)]
    [InlineData(100, true)]
    public void A_message_reads_as_it_was_written_and_is_small(int jobs, bool lone)
    {
        var message = new JobMessage(Id, [.. Enumerable.Range(0, jobs).Select(_ => Guid.NewGuid())], lone);
        var bytes = message.ToBytes();
        bytes.Length.ShouldBeLessThan(JobMessage.LongestBody / 3);
        JobMessage.TryParse(bytes, out var read, out _).ShouldBeTrue();
        (read!.Id, read.Lone).ShouldBe((message.Id, message.Lone));
        read.Jobs.ShouldBe(message.Jobs);
    }

    [Theory]
    [InlineData("", "no JSON")]
    [InlineData("[]", "no JSON object")]
    [InlineData("{}", "'v'")]
    [InlineData("""{"v":2,"id":"01a2031a-d472-708f-8668-945086e8b4f2","jobs":[]}""", "version 2")]
    [InlineData("""{"v":1.5}""", "'v'")]
    [InlineData("""{"v":1,"id":7,"jobs":[]}""", "'id'")]
    [InlineData("""{"v":1,"id":"01a2031a-d472-708f-8668-945086e8b4f2","jobs":[]}""", "'jobs'")]
    [InlineData("""{"v":1,"id":"01a2031a-d472-708f-8668-945086e8b4f2","jobs":["x"]}""", "'jobs'")]
    [InlineData("""{"v":1,"id":"\ud800","jobs":["x"]}""", "UTF-16")]
    [InlineData("""{"v":1,"id":"01a2031a-d472-708f-8668-945086e8b4f2","jobs":[[[[[[]]]]]]}""", "no JSON")]
    public void What_is_none_of_ours_is_named(string body, string problem)
    {
        JobMessage.TryParse(Encoding.UTF8.GetBytes(body), out var message, out var said).ShouldBeFalse();
        message.ShouldBeNull();
        said!.ShouldContain(problem);
    }

    [Fact]
    public void A_body_that_is_too_long_is_not_even_parsed()
    {
        JobMessage.TryParse(new byte[JobMessage.LongestBody + 1], out _, out var problem).ShouldBeFalse();
        problem!.ShouldContain("bytes");
    }

    [Fact]
    public void Arbitrary_bytes_never_throw()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        var valid = new JobMessage(Id, [Id, Id], false).ToBytes();
        for (var i = 0; i < 20_000; i++)
        {
            var body = random.Next(2) == 0 ? new byte[random.Next(200)] : (byte[])valid.Clone();
            if (body.Length == valid.Length)
                for (var flips = random.Next(1, 6); flips > 0; flips--) body[random.Next(body.Length)] = (byte)random.Next(256);
            else
                random.NextBytes(body);
            Should.NotThrow(() => JobMessage.TryParse(body, out _, out _), $"seed {seed}, round {i}");
        }
    }
}
