using System.Text;
using Voters.Csv;

namespace Voters.Tests.Csv;

public sealed class RefusedFileTests
{
    private const string Header = "voter_id,given_name,surname,date_of_birth\n";
    private const int Mebibyte = 1 << 20;

    public static TheoryData<byte[], string> Others => new()
    {
        { [], "file is empty" },
        { [0xEF, 0xBB, 0xBF], "file is empty" },
        { "\r\n  \n\n"u8.ToArray(), "file is empty" },
        { [0xFF, 0xFE, .. Encoding.Unicode.GetBytes(Header)], "Save it as CSV in UTF-8" },
        { [0xFE, 0xFF, .. Encoding.BigEndianUnicode.GetBytes(Header)], "Save it as CSV in UTF-8" },
        { Encoding.Unicode.GetBytes(Header), "binary" },
        { [0x7F, (byte)'E', (byte)'L', (byte)'F', 0, 1, 2], "binary" },
        { new byte[2000], "binary" },
        { [.. "PK\u0003\u0004"u8, 20, 0, 6, 0], "Export the table as CSV" },
        { [0x1F, 0x8B, 8, 0], "compressed" },
        { "%PDF-1.7\n"u8.ToArray(), "PDF" },
        { "\n<!DOCTYPE html><html><body>Not found</body></html>"u8.ToArray(), "HTML" },
        { "[{\"voter_id\": \"V1\"}]"u8.ToArray(), "JSON" },
        { "{\"error\":\n 404}"u8.ToArray(), "JSON" },
        { "Dear Sir or Madam\n"u8.ToArray(), "header lacks" },
        { "voter_id,given_name,surname,date_of_birth,\"\n"u8.ToArray(), "never closed" },
    };

    [Theory]
    [MemberData(nameof(Others))]
    public async Task What_is_no_voter_file_is_refused_with_what_to_do(byte[] file, string expected) =>
        (await Should.ThrowAsync<InvalidVoterFileException>(ScannedFile.ReadAsync(file))).Message.ShouldContain(expected);

    [Fact]
    public async Task A_header_with_a_nul_is_refused_even_if_all_columns_are_there()
    {
        var reading = ScannedFile.ReadAsync("voter_id,given_name,surname,date_of_birth,\0\n");

        (await Should.ThrowAsync<InvalidVoterFileException>(reading)).Message.ShouldContain("binary");
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    public async Task A_record_larger_than_a_mebibyte_is_refused_with_its_line(int over, bool refused)
    {
        var record = "V2,Ann,Lee,".PadRight(Mebibyte - 1 + over, 'x');
        var reading = ScannedFile.ReadAsync($"{Header}V1,Ann,Lee,\n{record}\nV3,Ann,Lee,\n");

        if (refused)
            (await Should.ThrowAsync<InvalidVoterFileException>(reading)).Line.ShouldBe(3);
        else
            (await reading).Rows.Select(row => row.Rejection).ShouldBe([null, RejectReason.DateOfBirth, null]);
    }

    [Theory]
    [InlineData("V1,Ann,\"Lee", 'x')]
    [InlineData("V1,Ann,\"Lee", '\n')]
    [InlineData("V1,Ann,Lee", ' ')]
    [InlineData("V1,Ann,Lee", ',')]
    [InlineData("", '"')]
    [InlineData("\"", '"')]
    public async Task Of_an_endless_record_little_more_than_a_mebibyte_is_read(string start, char filler)
    {
        var source = new EndlessStream(Encoding.ASCII.GetBytes(Header + start), (byte)filler);
        var scanner = await VoterFileScanner.OpenAsync(source);

        var refused = await Should.ThrowAsync<InvalidVoterFileException>(async () =>
        {
            await foreach (var _ in scanner.SplitAsync(100, ScannedFile.Today, Stream.Null))
                continue;
        });

        refused.Line.ShouldBe(2);
        source.Taken.ShouldBeLessThan(Mebibyte + 100_000);
    }

    [Theory]
    [InlineData("voter_id", 'x')]
    [InlineData("", ',')]
    [InlineData("", '\0')]
    [InlineData("\"", '\n')]
    public async Task Of_an_endless_header_little_more_than_a_mebibyte_is_read(string start, char filler)
    {
        var source = new EndlessStream(Encoding.ASCII.GetBytes(start), (byte)filler);

        await Should.ThrowAsync<InvalidVoterFileException>(VoterFileScanner.OpenAsync(source));

        source.Taken.ShouldBeLessThan(Mebibyte + 100_000);
    }
}
