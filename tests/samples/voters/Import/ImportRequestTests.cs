using Voters.Import;

namespace Voters.Tests.Import;

public sealed class ImportRequestTests
{
    [Theory]
    [InlineData("all-in-one", 1_000_000)]
    [InlineData("chord", 25)]
    [InlineData("group", 25)]
    [InlineData("starmap", 5_000_000)]
    [InlineData("fine-grained", 1)]
    public void Of_EachPattern_HasItsOwnRecordsAJob(string pattern, int records)
    {
        var request = ImportRequest.Of(pattern, "25", null);

        request.RecordsAJob.ShouldBe(records);
        ImportPatterns.NameOf(request.Pattern).ShouldBe(pattern);
    }

    [Theory]
    [InlineData("all-in-one", 1, "more than 1000000 records")]
    [InlineData("starmap", 1, "more than 5000000 records")]
    [InlineData("group", 2_000_000, "larger 'chunk'")]
    [InlineData("fine-grained", 2_000_000, "choose 'pattern' chord")]
    public void Of_EachPattern_HasItsLimit_AndSaysWhatToDoAboutIt(string pattern, int jobs, string said)
    {
        var request = ImportRequest.Of(pattern, null, null);

        request.MostJobs.ShouldBe(jobs);
        request.TooManyRecords.ShouldContain(said);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Group")]
    [InlineData("AllInOne")]
    [InlineData("0")]
    [InlineData("group,starmap")]
    public void Of_UnknownPattern_IsRefusedAndAllAreNamed(string pattern)
    {
        var refusal = Should.Throw<InvalidImportException>(() => ImportRequest.Of(pattern, null, null));

        refusal.Message.ShouldBe("'pattern' is unknown; it is one of: all-in-one, chord, group, starmap, fine-grained.");
    }

    [Fact]
    public void Of_NoPattern_IsAChord() => ImportRequest.Of(null, null, null).Pattern.ShouldBe(ImportPattern.Chord);

    [Theory]
    [InlineData("chord", true)]
    [InlineData("fine-grained", true)]
    [InlineData("group", false)]
    [InlineData("starmap", false)]
    [InlineData("all-in-one", false)]
    public void HasSummary_IsOfThePatternsWithABody(string pattern, bool summary) => ImportRequest.Of(pattern, null, null).HasSummary.ShouldBe(summary);

    [Fact]
    public void EveryPattern_HasAName() =>
        Enum.GetValues<ImportPattern>().Select(ImportPatterns.NameOf).ShouldBe(ImportPatterns.Names, ignoreOrder: true);
}
