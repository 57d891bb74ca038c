using Pipeline.Blobs;

namespace Pipeline.Tests.Blobs;

public sealed class ClaimNameTests
{
    private const string Folder = "claims/2026-11-22/019ab2c3-0000-7000-8000-000000000001";
    private static readonly DateTimeOffset At = new(2026, 11, 22, 23, 30, 0, TimeSpan.FromHours(-2));

    [Fact]
    public void Every_name_that_is_made_tells_its_job()
    {
        var job = Guid.CreateVersion7();
        var run = ClaimName.Run(job, At, generation: 2, attempt: 11);
        ClaimName.TryParse(ClaimName.Args(job, At)).ShouldBe(new ClaimName(job, IsNamedInRow: true));
        ClaimName.TryParse(ClaimName.Result(run)).ShouldBe(new ClaimName(job, IsNamedInRow: true));
        ClaimName.TryParse(ClaimName.File(run, "report.csv")).ShouldBe(new ClaimName(job, IsNamedInRow: false));
        run.ShouldStartWith($"claims/2026-11-23/{job}/2-11-");
    }

    [Fact]
    public void Two_runs_of_one_attempt_have_names_of_their_own() =>
        ClaimName.Run(Guid.Empty, At, 0, 1).ShouldNotBe(ClaimName.Run(Guid.Empty, At, 0, 1));

    [Theory]
    [InlineData("")]
    [InlineData("claims/")]
    [InlineData("imports/x/voters.csv")]
    [InlineData("claims/../imports/x")]
    [InlineData(Folder)]
    [InlineData(Folder + "/args/")]
    [InlineData(Folder + "/args\n")]
    [InlineData(Folder + "/other")]
    [InlineData("x" + Folder + "/args")]
    [InlineData("claims/2026-11-22/019AB2C3-0000-7000-8000-000000000001/args")]
    [InlineData(Folder + "/0-1-0123456789abcdef0123456789abcdef/../x")]
    [InlineData(Folder + "/0-1-0123456789abcdef0123456789abcdef/..")]
    [InlineData(Folder + "/0-1-0123456789abcdef0123456789abcdef/a/b")]
    [InlineData(Folder + "/0-1-result")]
    public void A_name_that_is_none_of_ours_is_nobodys(string name) => ClaimName.TryParse(name).ShouldBeNull();

    [Theory]
    [InlineData("report.csv", true)]
    [InlineData("a", true)]
    [InlineData("-_.-", true)]
    [InlineData("", false)]
    [InlineData(".", false)]
    [InlineData("..", false)]
    [InlineData(".hidden", false)]
    [InlineData("ends.", false)]
    [InlineData("a/b", false)]
    [InlineData("a\\b", false)]
    [InlineData("a b", false)]
    [InlineData("a%2Fb", false)]
    [InlineData("ä", false)]
    [InlineData("a\n", false)]
    [InlineData("a\0", false)]
    public void A_file_name_cannot_lead_elsewhere(string name, bool good) => ClaimName.IsFileName(name).ShouldBe(good);

    [Fact]
    public void A_file_name_has_up_to_100_characters()
    {
        ClaimName.IsFileName(new('a', 100)).ShouldBeTrue();
        ClaimName.IsFileName(new('a', 101)).ShouldBeFalse();
    }
}
