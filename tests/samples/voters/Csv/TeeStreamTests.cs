using System.Text;
using Voters.Csv;

namespace Voters.Tests.Csv;

public sealed class TeeStreamTests
{
    [Fact]
    public async Task After_a_scan_the_sink_holds_every_byte_of_the_source()
    {
        var content = Encoding.UTF8.GetBytes(
            "\uFEFFvoter_id,given_name,surname,date_of_birth\r\n" +
            string.Concat(Enumerable.Repeat("V1,Ann,Lée,\r\n\r\n", 5_000)) +
            "  \r\n");
        using var sink = new MemoryStream();
        var scanner = await VoterFileScanner.OpenAsync(new TeeStream(new AsyncOnlyStream(content, trickle: 1), sink));

        await foreach (var _ in scanner.SplitAsync(100, ScannedFile.Today, Stream.Null))
            continue;

        scanner.Records.ShouldBe(5_000);
        sink.ToArray().ShouldBe(content);
    }

    [Fact]
    public void Reading_synchronously_is_refused()
    {
        using var tee = new TeeStream(new MemoryStream([1]), new MemoryStream());

        Should.Throw<NotSupportedException>(() => tee.ReadByte());
    }
}
