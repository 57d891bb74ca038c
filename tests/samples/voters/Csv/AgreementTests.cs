using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Voters.Csv;

namespace Voters.Tests.Csv;

/// <summary>Random files; a failure prints the seed to replay it with.</summary>
public sealed class AgreementTests
{
    private static readonly byte[] Header = "voter_id,given_name,surname,date_of_birth\n"u8.ToArray();

    // Short pieces that make quotes, line ends, blank lines and broken UTF-8 meet each other often.
    private static readonly byte[][] Pieces =
    [
        .. from text in (string[])
            [
                "\"", "\"", ",", ",", "\r", "\n", "\r\n", "\n\n", " ", "\t", "a", "é", "\u2028", "19800102", "V1,Ann,Lee,",
                "\nV2,\"A,\"\"n\nn\",Lee,\n",
            ]
            select Encoding.UTF8.GetBytes(text),
        [0xC3], [0xFF], [0x00], [0xC2, 0xA0],
    ];

    private static readonly Gen<byte[]> Rows = Gen.Elements(Pieces).ArrayOf().Select(pieces => pieces.SelectMany(piece => piece).ToArray());
    private static readonly Gen<byte[]> Bytes = Gen.Choose(0, 255).Select(value => (byte)value).ArrayOf();
    private static readonly Gen<int> Chunk = Gen.Choose(1, 5);
    private static readonly Gen<int> Seed = Gen.Choose(0, int.MaxValue - 1);

    [Fact]
    public void Reading_every_range_by_itself_is_reading_the_file_as_a_whole() => Check(
        from rows in Rows from chunk in Chunk from trickle in Seed select (rows, chunk, trickle),
        async (rows, chunk, trickle) =>
        {
            byte[] content = [.. Header, .. rows];
            var (parts, refusedParts) = await Attempt(ScannedFile.ReadAsync(content, chunk, trickle));
            var (whole, refusedWhole) = await Attempt(ScannedFile.ReadAsync(content, int.MaxValue));

            refusedParts?.Message.ShouldBe(refusedWhole?.Message);
            parts?.Rows.ShouldBe(whole!.Rows);
            parts?.Rejects.ShouldBe(whole!.Rejects);
            parts?.Ranges.Sum(range => range.Records).ShouldBe(whole!.Rows.Count);
            parts?.Rows.Count(row => !row.IsAccepted).ShouldBe((int)parts.Rejected);
            parts?.Ranges.ShouldAllBe(range => range.Records >= 1 && range.Records <= chunk);
        });

    [Fact]
    public void Whatever_is_written_by_the_rules_is_read_as_it_was_meant() => Check(
        from voters in WrittenVoter.Any.ArrayOf() from chunk in Chunk from trickle in Seed select (voters, chunk, trickle),
        async (voters, chunk, trickle) =>
        {
            var content = Encoding.UTF8.GetBytes(string.Concat(voters.Select(voter => voter.Written)));
            var file = await ScannedFile.ReadAsync([.. Header, .. content], chunk, trickle);

            file.Voters.ShouldBe(voters.Select(voter => voter.Meant));
            var line = 2L;
            foreach (var (row, voter) in file.Rows.Zip(voters))
            {
                row.Line.ShouldBe(line + voter.BlankLines);
                line += voter.Lines;
            }
        });

    [Fact]
    public void Arbitrary_bytes_are_read_or_refused_and_nothing_else() => Check(
        from bytes in Bytes from header in Gen.Elements(true, false) from trickle in Seed select (bytes, header, trickle),
        async (bytes, header, trickle) =>
        {
            var (file, refused) = await Attempt(ScannedFile.ReadAsync(header ? [.. Header, .. bytes] : bytes, chunk: 3, trickle));

            (file is null).ShouldBe(refused is not null);
        });

    private static async Task<(ScannedFile? File, InvalidVoterFileException? Refused)> Attempt(Task<ScannedFile> reading)
    {
        try
        {
            return (await reading, null);
        }
        catch (InvalidVoterFileException e)
        {
            return (null, e);
        }
    }

    private static void Check<T1, T2, T3>(Gen<(T1, T2, T3)> gen, Func<T1, T2, T3, Task> rule) =>
        Prop.ForAll(gen.ToArbitrary(), x => rule(x.Item1, x.Item2, x.Item3).GetAwaiter().GetResult())
            .Check(Config.QuickThrowOnFailure.WithMaxTest(1_000).WithEndSize(60));
}
