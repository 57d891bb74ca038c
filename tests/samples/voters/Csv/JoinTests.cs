using System.Text;
using Voters.Csv;

namespace Voters.Tests.Csv;

public sealed class JoinTests
{
    private static readonly DateOnly Today = new(2026, 1, 1);

    [Fact]
    public void Join_RangesThatTouch_AreOne_AndAGapParts() =>
        CsvRange.Join([new(10, 5, 2, 1), new(15, 5, 3, 2), new(21, 4, 9, 1), new(25, 1, 10, 1)])
            .ShouldBe([new(10, 10, 2, 3), new(21, 5, 9, 2)]);

    [Fact]
    public void Join_NothingOrOne_IsTheSame()
    {
        CsvRange.Join([]).ShouldBeEmpty();
        CsvRange.Join([new(1, 2, 3, 4)]).ShouldBe([new(1, 2, 3, 4)]);
    }

    [Fact]
    public async Task Join_RecordsOfAFile_AreReadAsEachAlone()
    {
        var bytes = Encoding.UTF8.GetBytes(
            "voter_id,given_name,surname,date_of_birth\n1,A,B,\r\n2,\"two\nlines\",B,\n\n\n3,C,D,19800101\n4,,,\n5,last,one,");
        var scanner = await VoterFileScanner.OpenAsync(new MemoryStream(bytes));
        var ranges = await scanner.SplitAsync(1, Today, new MemoryStream()).ToListAsync();

        var joined = CsvRange.Join(ranges);

        joined.Select(r => r.Records).ShouldBe([2, 3]);
        (await RowsAsync(joined)).ShouldBe(await RowsAsync(ranges));

        Task<List<VoterRow>> RowsAsync(IEnumerable<CsvRange> read) => read.ToAsyncEnumerable()
            .SelectMany(r => VoterReader.ReadAsync(new MemoryStream(bytes, (int)r.Offset, (int)r.Length), r, scanner.Columns, Today)).ToListAsync().AsTask();
    }
}
