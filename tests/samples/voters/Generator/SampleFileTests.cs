using System.Security.Cryptography;
using Voters.Csv;
using Voters.Generator;
using Voters.Tests.Csv;

namespace Voters.Tests.Generator;

public sealed class SampleFileTests
{
    private static readonly SampleOptions Options = new(Records: 1_000, Seed: 1, Duplicates: 0.02, Bad: 0.03);

    [Fact]
    public void The_same_seed_gives_the_same_bytes_on_every_machine() =>
        Convert.ToHexStringLower(SHA256.HashData(Write(Options).Bytes))
            .ShouldBe("8775bcc48d205dc7f7fd1e3559ba78dcd39d6183c1de657b9013d4d6683fbfad");

    [Fact]
    public void Another_seed_gives_other_voters() =>
        Write(Options).Bytes.ShouldNotBe(Write(Options with { Seed = 2 }).Bytes);

    [Fact]
    public async Task The_sample_is_read_as_its_summary_says()
    {
        var (bytes, summary) = Write(Options);
        var file = await ScannedFile.ReadAsync(bytes);

        summary.ShouldBe(new SampleSummary(Records: 1_000, Voters: 950, Repeated: 20, Bad: 30));
        file.Records.ShouldBe(summary.Records);
        file.Rejected.ShouldBe(summary.Bad);
        file.Voters.Select(voter => voter.VoterId).Distinct().Count().ShouldBe(summary.Voters);
    }

    [Fact]
    public async Task The_sample_has_what_makes_files_hard()
    {
        var file = await ScannedFile.ReadAsync(Write(Options).Bytes);

        file.Rows.Select(row => row.Rejection).OfType<RejectReason>().Distinct().Order().ShouldBe(Enum.GetValues<RejectReason>());
        file.Voters.ShouldContain(voter => voter.Address2 != null && voter.Address2.Contains(','));
        file.Voters.ShouldContain(voter => voter.Address2 != null && voter.Address2.Contains('"'));
        file.Voters.ShouldContain(voter => voter.Address2 != null && voter.Address2.Contains('\n'));
        file.Voters.ShouldContain(voter => voter.Surname != null && voter.Surname.Any(c => c > 'ÿ'));
        file.Voters.ShouldContain(voter => voter.DateOfBirth == null);
    }

    [Fact]
    public async Task A_repeated_voter_comes_back_with_changed_fields()
    {
        var file = await ScannedFile.ReadAsync(Write(Options).Bytes);

        var repeated = file.Voters.GroupBy(voter => voter.VoterId).Where(same => same.Count() > 1).ToList();
        repeated.ShouldNotBeEmpty();
        repeated.ShouldAllBe(same => same.Distinct().Count() == same.Count());
    }

    [Theory]
    [InlineData(0, 0.02, 0.01, 0, 0, 0)]
    [InlineData(1, 1, 0, 1, 0, 0)]
    [InlineData(10, 1, 0, 1, 9, 0)]
    [InlineData(10, 0, 1, 0, 0, 10)]
    [InlineData(10, 0.5, 0.5, 1, 4, 5)]
    public void Counts_are_exact_at_the_extremes(int records, double duplicates, double bad, int voters, int repeated, int rejected)
    {
        var summary = Write(new SampleOptions(records, 1, duplicates, bad)).Summary;

        summary.ShouldBe(new SampleSummary(records, voters, repeated, rejected));
    }

    [Theory]
    [InlineData(-1, 0, 0, "--records")]
    [InlineData(1, -0.1, 0, "--duplicates")]
    [InlineData(1, double.NaN, 0, "--duplicates")]
    [InlineData(1, 0, 1.1, "--bad")]
    [InlineData(1, 0.6, 0.6, "together")]
    public void Options_that_cannot_be_met_are_refused(int records, double duplicates, double bad, string expected) =>
        new SampleOptions(records, 1, duplicates, bad).FindFault().ShouldNotBeNull().ShouldContain(expected);

    private static (byte[] Bytes, SampleSummary Summary) Write(SampleOptions options)
    {
        using var target = new MemoryStream();
        var summary = new SampleFile(options).Write(target);
        return (target.ToArray(), summary);
    }
}
