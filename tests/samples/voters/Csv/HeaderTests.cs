using System.Text;
using Voters.Csv;

namespace Voters.Tests.Csv;

public sealed class HeaderTests
{
    private static readonly byte[] Bom = [0xEF, 0xBB, 0xBF];

    [Fact]
    public async Task Columns_come_in_any_order_and_case_with_spaces_around_their_names()
    {
        var file = await ScannedFile.ReadAsync(" SURNAME , Date_Of_Birth,\tvoter_id,Given_Name \nLee,19800102,V1,Ann\n");

        file.Voters.ShouldHaveSingleItem().ShouldBe(new Voter
        {
            VoterId = "V1",
            GivenName = "Ann",
            Surname = "Lee",
            DateOfBirth = new DateOnly(1980, 1, 2),
        });
    }

    [Fact]
    public async Task Every_optional_column_is_read()
    {
        var file = await ScannedFile.ReadAsync(
            "voter_id,given_name,surname,street_number,address_1,address_2,suburb,postcode,state,date_of_birth,soc_sec_id\n" +
            "V1,Ann,Lee,8,High Street,Unit 2,Dapto,4566,nsw,,5304218\n");

        file.Voters.ShouldHaveSingleItem().ShouldBe(new Voter
        {
            VoterId = "V1",
            GivenName = "Ann",
            Surname = "Lee",
            StreetNumber = "8",
            Address1 = "High Street",
            Address2 = "Unit 2",
            Suburb = "Dapto",
            Postcode = "4566",
            State = "nsw",
            SocSecId = "5304218",
        });
    }

    [Fact]
    public async Task Unknown_columns_are_ignored()
    {
        var file = await ScannedFile.ReadAsync("colour,voter_id,given_name,,surname,date_of_birth,\nred,V1,Ann,x,Lee,,y\n");

        file.Voters.ShouldHaveSingleItem().ShouldBe(new Voter { VoterId = "V1", GivenName = "Ann", Surname = "Lee" });
    }

    [Fact]
    public async Task Rec_id_stands_in_for_voter_id()
    {
        var file = await ScannedFile.ReadAsync("REC_ID,given_name,surname,date_of_birth\nR1,Ann,Lee,\n");

        file.Voters.ShouldHaveSingleItem().VoterId.ShouldBe("R1");
    }

    [Fact]
    public async Task Voter_id_wins_over_rec_id()
    {
        var file = await ScannedFile.ReadAsync("rec_id,given_name,surname,date_of_birth,voter_id\nR1,Ann,Lee,,V1\n");

        file.Voters.ShouldHaveSingleItem().VoterId.ShouldBe("V1");
    }

    [Fact]
    public async Task A_byte_order_mark_is_passed_over()
    {
        const string text = "voter_id,given_name,surname,date_of_birth\nV1,Ann,Lee,\n";
        var file = await ScannedFile.ReadAsync([.. Bom, .. Encoding.UTF8.GetBytes(text)]);

        file.Voters.ShouldHaveSingleItem().VoterId.ShouldBe("V1");
        file.Ranges.ShouldHaveSingleItem().Offset.ShouldBe(Bom.Length + text.IndexOf("V1", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_quoted_header_after_blank_lines_is_found()
    {
        var file = await ScannedFile.ReadAsync("\r\n  \r\n\"voter_id\",\"given_name\",\"surname\",\"date_of_birth\"\r\nV1,Ann,Lee,\r\n");

        file.Rows.ShouldHaveSingleItem().Line.ShouldBe(4);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("\r\nV1,Ann,Lee")]
    public async Task A_header_with_fewer_than_one_good_row_is_no_error(string rest)
    {
        var file = await ScannedFile.ReadAsync("voter_id,given_name,surname,date_of_birth" + rest);

        file.Voters.ShouldBeEmpty();
        file.Records.ShouldBe(file.Rejected);
    }

    [Theory]
    [InlineData("voter_id,given_name,surname", "date_of_birth")]
    [InlineData("given_name,surname,date_of_birth", "voter_id (or rec_id)")]
    [InlineData("a,b,c", "voter_id (or rec_id), given_name, surname, date_of_birth")]
    [InlineData("voter_id;given_name;surname;date_of_birth", "semicolons")]
    [InlineData("voter_id\tgiven_name\tsurname\tdate_of_birth", "tabs")]
    [InlineData("voter_id,given_name,surname,date_of_birth,suburb,SUBURB ", "SUBURB twice")]
    [InlineData("voter_id,given_name,surname,date_of_birth,rec_id,rec_id", "rec_id twice")]
    public async Task A_header_that_does_not_fit_is_refused_with_what_is_wrong(string header, string expected)
    {
        var refused = await Should.ThrowAsync<InvalidVoterFileException>(ScannedFile.ReadAsync(header + "\nV1,Ann,Lee,\n"));

        refused.Message.ShouldContain(expected);
        refused.Line.ShouldBe(1);
    }

    [Fact]
    public async Task A_file_without_a_header_is_refused_without_quoting_its_first_voter()
    {
        var refused = await Should.ThrowAsync<InvalidVoterFileException>(ScannedFile.ReadAsync("V1,Ann,Lee,19800102\n"));

        refused.Message.ShouldContain("header lacks");
        refused.Message.ShouldNotContain("Lee");
    }

    [Fact]
    public async Task Ten_thousand_columns_are_read_and_twenty_thousand_refused()
    {
        static string Header(int unknown) => "voter_id,given_name,surname,date_of_birth" + new string(',', unknown) + "\n";

        var file = await ScannedFile.ReadAsync(Header(10_000) + "V1,Ann,Lee,\nV2,Bob,Lee," + new string(',', 10_000));
        file.Rows.Select(row => row.Rejection).ShouldBe([RejectReason.Fields, null]);

        var refused = await Should.ThrowAsync<InvalidVoterFileException>(ScannedFile.ReadAsync(Header(20_000)));
        refused.Message.ShouldContain("20004 columns");
    }
}
