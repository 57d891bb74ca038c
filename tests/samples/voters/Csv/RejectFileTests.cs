using System.Text;
using Voters.Csv;

namespace Voters.Tests.Csv;

public sealed class RejectFileTests
{
    private static readonly byte[] Header = "voter_id,given_name,surname,date_of_birth\r\n"u8.ToArray();

    [Fact]
    public async Task Rejects_are_csv_with_line_reason_and_the_record_as_it_stood()
    {
        var file = await ScannedFile.ReadAsync(
            [.. Header, .. "V1,Ann,Lee,\r\n,Ann,Lee,\r\nV2\r\nV3, \"The \"\"Old\"\"\r\nLee\" ,Lee,never"u8]);

        file.Rejected.ShouldBe(3);
        file.Rejects.ShouldBe(
            "line,reason,record\n" +
            "3,voter_id,\",Ann,Lee,\"\n" +
            "4,fields,V2\n" +
            "5,date_of_birth,\"V3, \"\"The \"\"\"\"Old\"\"\"\"\r\nLee\"\" ,Lee,never\"\n");
    }

    [Fact]
    public async Task Without_rejects_there_is_the_header_alone() =>
        (await ScannedFile.ReadAsync([.. Header, .. "V1,Ann,Lee,\r\n"u8])).Rejects.ShouldBe("line,reason,record\n");

    [Fact]
    public async Task Invalid_bytes_are_replaced()
    {
        var file = await ScannedFile.ReadAsync([.. Header, .. "V1,Zoë"u8, 0xFF, 0, .. ",Lee,"u8]);

        file.Rejects.ShouldBe("line,reason,record\n2,encoding,\"V1,Zoë\uFFFD\uFFFD,Lee,\"\n");
    }

    [Theory]
    [InlineData("x")]
    [InlineData("é")]
    [InlineData("李")]
    [InlineData("𝒳")]
    public async Task A_record_is_cut_at_4096_bytes_between_characters(string character)
    {
        var written = "V1" + string.Concat(Enumerable.Repeat(character, 10_000));
        var file = await ScannedFile.ReadAsync([.. Header, .. Encoding.UTF8.GetBytes(written)]);

        var record = file.Rejects.Split('\n')[1]["2,fields,".Length..];
        written.ShouldStartWith(record);
        Encoding.UTF8.GetByteCount(record).ShouldBeInRange(4096 - 3, 4096);
    }

    [Fact]
    public async Task The_target_stays_open()
    {
        using var rejects = new MemoryStream();
        var scanner = await VoterFileScanner.OpenAsync(new MemoryStream(Header));
        await foreach (var _ in scanner.SplitAsync(1, ScannedFile.Today, rejects))
            continue;

        rejects.CanWrite.ShouldBeTrue();
    }
}
