using System.Globalization;
using Voters.Csv;

namespace Voters.Tests.Csv;

public sealed class FebrlTests
{
    [FebrlFact]
    public Task The_originals_are_read_as_a_plain_split_reads_them() => Compare("febrl4a.csv");

    [FebrlFact]
    public Task The_copies_with_typing_errors_are_read_as_a_plain_split_reads_them() => Compare("febrl4b.csv");

    private static async Task Compare(string name)
    {
        var content = await File.ReadAllBytesAsync(Path.Combine(FebrlFactAttribute.Folder!, name));
        var text = System.Text.Encoding.UTF8.GetString(content);
        text.ShouldNotContain('"', customMessage: "the oracle below knows no quotes");

        var file = await ScannedFile.ReadAsync(content, chunk: 100);

        var expected = text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select((row, i) => Expect(row, i + 1)).Skip(1).ToList();
        file.Records.ShouldBe(5_000);
        file.Ranges.Count.ShouldBe(50);
        file.Rejected.ShouldBe(expected.Count(row => row.Reason is not null));
        file.Rejected.ShouldBeInRange(1, 1_000);
        file.Rows.Select(row => new ExpectedRow(row.Line, row.Voter, row.Rejection)).ShouldBe(expected);
    }

    private static ExpectedRow Expect(string row, long line)
    {
        var f = row.Split(',').Select(field => field.Trim()).Select(field => field.Length == 0 ? null : field).ToArray();
        var reason = f switch
        {
            { Length: not 11 } => RejectReason.Fields,
            [null, ..] => RejectReason.VoterId,
            [_, null, null, ..] => RejectReason.Name,
            [.., { } birth, _] when !IsPast(birth) => RejectReason.DateOfBirth,
            _ => (RejectReason?)null,
        };
        return reason is not null ? new ExpectedRow(line, null, reason) : new ExpectedRow(line, new Voter
        {
            VoterId = f[0]!,
            GivenName = f[1],
            Surname = f[2],
            StreetNumber = f[3],
            Address1 = f[4],
            Address2 = f[5],
            Suburb = f[6],
            Postcode = f[7],
            State = f[8],
            DateOfBirth = f[9] is { } date ? new DateOnly(Number(date[..4]), Number(date[4..6]), Number(date[6..])) : null,
            SocSecId = f[10],
        }, null);
    }

    private static bool IsPast(string date) =>
        date.Length == 8 && date.All(char.IsAsciiDigit) && Number(date[..4]) is >= 1 and < 2026 && Number(date[4..6]) is >= 1 and <= 12
        && Number(date[6..]) >= 1 && Number(date[6..]) <= DateTime.DaysInMonth(Number(date[..4]), Number(date[4..6]));

    private static int Number(string digits) => int.Parse(digits, CultureInfo.InvariantCulture);

    private sealed record ExpectedRow(long Line, Voter? Voter, RejectReason? Reason);
}
