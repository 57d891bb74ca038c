using Voters.Csv;

namespace Voters.Tests.Csv;

public sealed class QuotingTests
{
    private const string Header = "voter_id,given_name,surname,date_of_birth\n";

    [Theory]
    [InlineData("\"Lee\"", "Lee")]
    [InlineData("\"Lee, Ann\"", "Lee, Ann")]
    [InlineData("\"The \"\"Old\"\" Lee\"", "The \"Old\" Lee")]
    [InlineData("\"\"\"\"", "\"")]
    [InlineData("\"\"\"Lee\"\"\"", "\"Lee\"")]
    [InlineData("\"a\nb\"", "a\nb")]
    [InlineData("\"a\r\nb\"", "a\r\nb")]
    [InlineData("\"a\rb\"", "a\rb")]
    public async Task Rfc_4180_quoting_is_undone(string written, string expected) => (await SurnameOf(written)).ShouldBe(expected);

    [Theory]
    [InlineData("  \"Lee, Ann\"", "Lee, Ann")]
    [InlineData("\t\"Lee, Ann\"\t ", "Lee, Ann")]
    public async Task A_quote_after_white_space_opens_a_quoted_field(string written, string expected) =>
        (await SurnameOf(written)).ShouldBe(expected);

    [Theory]
    [InlineData("O\"Brien", "O\"Brien")]
    [InlineData("Lee \"Ann\"", "Lee \"Ann\"")]
    [InlineData("Lee\"", "Lee\"")]
    [InlineData("\"Lee\" Ann", "Lee Ann")]
    [InlineData("\"Lee\"Ann\"", "LeeAnn\"")]
    public async Task A_stray_quote_is_taken_as_it_stands(string written, string expected) => (await SurnameOf(written)).ShouldBe(expected);

    [Fact]
    public async Task A_stray_quote_does_not_reach_into_the_next_record()
    {
        var file = await ScannedFile.ReadAsync(Header + "V1,Ann,O\"Brien,\nV2,Ann,\"Lee\" x\"y,\nV3,\"Ann\",Lee,\n", chunk: 1);

        file.Voters.Select(voter => voter.VoterId).ShouldBe(["V1", "V2", "V3"]);
    }

    [Theory]
    [InlineData("V1,Ann,Lee,\nV2,Ann,\"Lee,\nV3,Ann,Lee,\n")]
    [InlineData("V1,Ann,Lee,\nV2,Ann,\"Lee")]
    [InlineData("V1,Ann,Lee,\nV2,Ann,Lee,\"")]
    [InlineData("V1,Ann,Lee,\nV2,Ann,Lee,\"\"\"\r")]
    [InlineData("V1,Ann,Lee,\nV2,Ann,Lee,\"x\"\"\r\n")]
    public async Task A_quote_that_is_never_closed_is_refused_with_the_line_of_its_record(string rows)
    {
        var refused = await Should.ThrowAsync<InvalidVoterFileException>(ScannedFile.ReadAsync(Header + rows));

        refused.Line.ShouldBe(3);
        refused.Message.ShouldContain("never closed");
    }

    [Theory]
    [InlineData("V1,Ann,Lee,")]
    [InlineData("V1,Ann,\"Lee\",\"\"")]
    [InlineData("V1,Ann,Lee,  ")]
    [InlineData("V1,Ann,Lee,\r")]
    [InlineData("V1,Ann,Lee,\r\n")]
    [InlineData("V1,Ann,Lee,\n\r")]
    [InlineData("V1,Ann,Lee,\n  ")]
    public async Task The_last_record_needs_no_line_end(string row)
    {
        var file = await ScannedFile.ReadAsync(Header + row);

        file.Voters.ShouldHaveSingleItem().ShouldBe(new Voter { VoterId = "V1", GivenName = "Ann", Surname = "Lee" });
    }

    private static async Task<string?> SurnameOf(string written) =>
        (await ScannedFile.ReadAsync($"{Header}V1,Ann,{written},\n")).Voters.ShouldHaveSingleItem().Surname;
}
