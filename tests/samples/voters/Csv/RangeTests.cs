using System.Text;
using Voters.Csv;

namespace Voters.Tests.Csv;

public sealed class RangeTests
{
    private const string Header = "voter_id,given_name,surname,date_of_birth\n";

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    [InlineData("\r")]
    public async Task Lines_are_counted_alike_whatever_ends_them(string end)
    {
        var file = await ScannedFile.ReadAsync(
            string.Join(end, Header.TrimEnd(), "V1,Ann,Lee,", "", "V2,\"A", "nn\",Lee,", " \t", "V3,Ann,Lee,", ""));

        file.Rows.Select(row => (row.Line, row.Voter!.VoterId)).ShouldBe([(2, "V1"), (4, "V2"), (7, "V3")]);
    }

    [Fact]
    public async Task Line_ends_may_be_mixed()
    {
        var file = await ScannedFile.ReadAsync(
            Header.TrimEnd() + "\r\nV1,Ann,Lee,\n\rV2,Ann,\"L\r\n\n\ree\",\r\r\nV3,Ann,Lee,", chunk: 1);

        file.Rows.Select(row => (row.Line, row.Voter!.VoterId)).ShouldBe([(2, "V1"), (4, "V2"), (9, "V3")]);
    }

    [Fact]
    public async Task A_range_holds_at_most_a_chunk_of_records_and_no_blank_line_around_them()
    {
        const string rows = "\nV1,Ann,Lee,\n\nbad\n \nV3,Ann,Lee,\n\n";
        var file = await ScannedFile.ReadAsync(Header + rows, chunk: 2);

        var (first, third) = (Header.Length + 1, Header.Length + rows.IndexOf("V3", StringComparison.Ordinal));
        file.Ranges.ShouldBe([new CsvRange(first, "V1,Ann,Lee,\n\nbad\n".Length, 3, 2), new CsvRange(third, "V3,Ann,Lee,\n".Length, 7, 1)]);
    }

    [Fact]
    public async Task A_buffer_may_end_at_any_byte_of_a_record()
    {
        const string rows = "\r\nV1, \"A,\"\"n\"\"\r\nn\" ,Lée,19800102,\r\n\r\nV2,,\"Lee\",,\r\n";
        const int buffer = 16 * 1024;
        for (var padding = buffer - Header.Length - rows.Length; padding < buffer; padding++)
        {
            var file = await ScannedFile.ReadAsync(Header.TrimEnd() + "," + new string('x', padding) + rows, chunk: 1);

            file.Rows.Select(row => (row.Line, row.Voter)).ShouldBe(
            [
                (2, new Voter { VoterId = "V1", GivenName = "A,\"n\"\r\nn", Surname = "Lée", DateOfBirth = new DateOnly(1980, 1, 2) }),
                (5, new Voter { VoterId = "V2", Surname = "Lee" }),
            ], $"{padding} bytes of padding");
        }
    }

    [Fact]
    public async Task Blank_lines_are_no_records_but_a_line_of_commas_or_quotes_is()
    {
        var file = await ScannedFile.ReadAsync(Header + "\n  \n\t\n\u00A0\n,,,\n\"\"\n\"  \"\n");

        file.Rows.Select(row => (row.Line, row.Rejection)).ShouldBe(
            [(6, RejectReason.VoterId), (7, RejectReason.Fields), (8, RejectReason.Fields)]);
    }

    [Fact]
    public async Task One_range_can_hold_the_whole_file()
    {
        var file = await ScannedFile.ReadAsync(Header + string.Concat(Enumerable.Repeat("V1,Ann,Lee,\n", 500)), chunk: int.MaxValue);

        file.Ranges.ShouldHaveSingleItem().Records.ShouldBe(500);
    }

    [Fact]
    public async Task Ranges_come_out_while_the_file_is_still_being_read()
    {
        const int size = 4 << 20;
        var content = Encoding.ASCII.GetBytes(Header + string.Concat(Enumerable.Repeat("V1,Ann,Lee,\n", size / 12)));
        var source = new AsyncOnlyStream(content);
        var scanner = await VoterFileScanner.OpenAsync(source);

        await foreach (var _ in scanner.SplitAsync(1, ScannedFile.Today, Stream.Null))
            break;

        source.Position.ShouldBeLessThan(100_000);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-5)]
    public async Task A_chunk_below_one_is_an_error(int chunk) =>
        await Should.ThrowAsync<ArgumentOutOfRangeException>(ScannedFile.ReadAsync(Header, chunk));

    [Fact]
    public async Task Bytes_that_hold_fewer_records_than_their_range_are_an_error_and_not_a_shorter_job()
    {
        var content = new MemoryStream(Encoding.UTF8.GetBytes("V1,Ann,Lee,\n"));
        var range = new CsvRange(42, 24, 2, 2);
        var columns = new VoterColumns(4, 0, 1, 2, 3);

        var error = await Should.ThrowAsync<InvalidDataException>(async () =>
        {
            await foreach (var _ in VoterReader.ReadAsync(content, range, columns, ScannedFile.Today))
                continue;
        });

        error.Message.ShouldContain("byte 42 should hold 2 records but holds 1");
    }

    [Fact]
    public async Task Reading_stops_when_it_is_cancelled()
    {
        using var cancelled = new CancellationTokenSource();
        var scanner = await VoterFileScanner.OpenAsync(new EndlessStream(Encoding.ASCII.GetBytes(Header), (byte)'\n'), cancelled.Token);
        await cancelled.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in scanner.SplitAsync(1, ScannedFile.Today, Stream.Null, cancelled.Token))
                continue;
        });
    }
}
