using System.Text;
using Voters.Csv;

namespace Voters.Tests.Csv;

public sealed class RowRuleTests
{
    [Theory]
    [InlineData("V1,Ann,Lee,19800102")]
    [InlineData("V1,Ann,Lee,19800102,Dapto,,")]
    [InlineData("V1")]
    [InlineData("\"\"")]
    public async Task Fields_AnotherNumberThanTheHeader_Rejected(string row) =>
        (await RejectionOf(row)).ShouldBe(RejectReason.Fields);

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("\"\"")]
    [InlineData("\" \"")]
    [InlineData("\u00A0")]
    public async Task VoterId_Empty_Rejected(string id) =>
        (await RejectionOf($"{id},Ann,Lee,,")).ShouldBe(RejectReason.VoterId);

    [Theory]
    [InlineData(64, "x", null)]
    [InlineData(65, "x", RejectReason.VoterId)]
    [InlineData(64, "é", null)]
    [InlineData(65, "é", RejectReason.VoterId)]
    [InlineData(64, "𝒳", null)]
    [InlineData(65, "𝒳", RejectReason.VoterId)]
    public async Task VoterId_CountedInCharacters_AtMost64(int count, string character, RejectReason? expected) =>
        (await RejectionOf($"{string.Concat(Enumerable.Repeat(character, count))},Ann,Lee,,")).ShouldBe(expected);

    [Theory]
    [InlineData("V1,,,,", RejectReason.Name)]
    [InlineData("V1, ,\"\",,", RejectReason.Name)]
    [InlineData("V1,Ann,,,", null)]
    [InlineData("V1,,Lee,,", null)]
    public async Task Name_OnlyBothEmpty_Rejected(string row, RejectReason? expected) =>
        (await RejectionOf(row)).ShouldBe(expected);

    [Theory]
    [InlineData("19800102", "1980-01-02")]
    [InlineData("1980-01-02", "1980-01-02")]
    [InlineData(" 20000229 ", "2000-02-29")]
    [InlineData("20260531", "2026-05-31")]
    [InlineData("", null)]
    public async Task DateOfBirth_RealPastDateOrNone_Accepted(string text, string? expected)
    {
        var row = await RowOf($"V1,Ann,Lee,{text},");

        row.IsAccepted.ShouldBeTrue();
        row.Voter!.DateOfBirth.ShouldBe(expected is null ? null : DateOnly.Parse(expected, null));
    }

    [Theory]
    [InlineData("20260601")]
    [InlineData("20260602")]
    [InlineData("2999-01-01")]
    [InlineData("19000229")]
    [InlineData("19801301")]
    [InlineData("00000000")]
    [InlineData("1980-1-2")]
    [InlineData("1980/01/02")]
    [InlineData("1980 0102")]
    [InlineData("198001021")]
    [InlineData("٢٠٠٠٠١٠١")]
    [InlineData("unknown")]
    public async Task DateOfBirth_NoRealPastDate_Rejected(string text) =>
        (await RejectionOf($"V1,Ann,Lee,{text},")).ShouldBe(RejectReason.DateOfBirth);

    [Theory]
    [InlineData(4096, null)]
    [InlineData(4097, RejectReason.TooLong)]
    public async Task TooLong_InAnyColumn_Above4096Bytes(int bytes, RejectReason? expected)
    {
        (await RejectionOf($"V1,{new string('x', bytes)},Lee,,")).ShouldBe(expected, "a known column");
        (await RejectionOf($"V1,Ann,Lee,,{new string('x', bytes)}")).ShouldBe(expected, "an unknown column");
        (await RejectionOf($"V1,Ann,Lee,,{new string('é', bytes / 2) + new string('x', bytes % 2)}")).ShouldBe(expected, "not characters");
        (await RejectionOf($"V1,Ann,Lee,,  {new string('x', bytes)}  ")).ShouldBe(expected, "after trimming");
        (await RejectionOf($"V1,Ann,Lee,,\"{new string(',', bytes - 1)}\"\"\"")).ShouldBe(expected, "after unquoting");
    }

    [Theory]
    [InlineData(new byte[] { 0xE9 })]
    [InlineData(new byte[] { 0xC3 })]
    [InlineData(new byte[] { 0xC0, 0x80 })]
    [InlineData(new byte[] { 0xED, 0xA0, 0x80 })]
    [InlineData(new byte[] { 0xF4, 0x90, 0x80, 0x80 })]
    [InlineData(new byte[] { 0 })]
    public async Task Encoding_NotUtf8OrNul_Rejected(byte[] bytes)
    {
        (await RowOf([.. "V1,Ann,"u8, .. bytes, .. ",,"u8])).Rejection.ShouldBe(RejectReason.Encoding, "a known column");
        (await RowOf([.. "V1,Ann,Lee,,"u8, .. bytes])).Rejection.ShouldBe(RejectReason.Encoding, "an unknown column");
        (await RowOf([.. "V1,Ann,Lee,,\"x "u8, .. bytes, .. "\""u8])).Rejection.ShouldBe(RejectReason.Encoding, "a quoted field");
    }

    [Fact]
    public async Task Encoding_FaultInOneRow_LeavesTheOthersAlone()
    {
        var file = await ScannedFile.ReadAsync(
            [.. "voter_id,given_name,surname,date_of_birth\nV1,Zoë,Lee,\nV2,Zo"u8, 0xEB, .. ",Lee,\nV3,李,Lee,\n"u8]);

        file.Rows.Select(row => (row.Line, row.Voter?.GivenName, row.Rejection)).ShouldBe(
            [(2, "Zoë", null), (3, null, RejectReason.Encoding), (4, "李", null)]);
    }

    [Theory]
    [InlineData(",,,bad", RejectReason.Fields)]
    [InlineData(",,,bad,LONG", RejectReason.VoterId)]
    [InlineData("LONG,,,bad,", RejectReason.VoterId)]
    [InlineData("V1,,,bad,LONG", RejectReason.Name)]
    [InlineData("V1,Ann,,LONG,", RejectReason.DateOfBirth)]
    [InlineData("V1,Ann,,\u00FF,", RejectReason.DateOfBirth)]
    [InlineData("V1,Ann,\u00FF,bad,LONG", RejectReason.DateOfBirth)]
    [InlineData("V1,Ann,\u00FF,,LONG", RejectReason.TooLong)]
    [InlineData("V1,\u00FFLONG,,,", RejectReason.TooLong)]
    [InlineData("\u00FF,Ann,,,", RejectReason.Encoding)]
    public async Task Several_faults_give_the_first_reason_in_the_order_of_precedence(string row, RejectReason expected)
    {
        var written = row.Replace("LONG", new string('x', 5000), StringComparison.Ordinal);

        (await RowOf(Encoding.Latin1.GetBytes(written))).Rejection.ShouldBe(expected);
    }

    [Fact]
    public async Task Fields_are_trimmed_of_any_white_space_inside_quotes_too()
    {
        var row = await RowOf("\t V1\t,\" Ann \u00A0\",\u3000Lee\u2003,,");

        row.Voter.ShouldBe(new Voter { VoterId = "V1", GivenName = "Ann", Surname = "Lee" });
    }

    private static async Task<RejectReason?> RejectionOf(string row) => (await RowOf(row)).Rejection;

    private static Task<VoterRow> RowOf(string row) => RowOf(Encoding.UTF8.GetBytes(row));

    private static async Task<VoterRow> RowOf(byte[] row)
    {
        var file = await ScannedFile.ReadAsync([.. "voter_id,given_name,surname,date_of_birth,colour\n"u8, .. row, .. "\n"u8]);
        return file.Rows.ShouldHaveSingleItem();
    }
}
