using System.Globalization;
using System.Text;
using CsvHelper;

namespace Voters.Generator;

/// <summary>Writes a sample file of voters: the counts are exact, where the repeated and the bad ones stand is drawn.</summary>
public sealed class SampleFile(SampleOptions options)
{
    private readonly VoterMaker maker = new(options.Seed);
    private readonly SampleRandom random = new(options.Seed);
    private readonly List<int> good = [];

    public SampleSummary Write(Stream target)
    {
        using var rows = Open(target, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        using var latinRows = Open(target, Encoding.Latin1);
        Write(rows, SampleVoter.Header);

        var bad = Share(options.Bad);
        var repeated = Math.Min(Share(options.Duplicates), Math.Max(0, options.Records - bad - 1));
        var (badLeft, repeatedLeft) = (bad, repeated);
        for (var number = 1; number <= options.Records; number++)
        {
            // The kind of each row is drawn from what is left to hand out, so that the counts come out even.
            var drawn = random.Next(options.Records - number + 1);
            if (drawn < badLeft)
                WriteBad(number, bad - badLeft--, rows, latinRows);
            else if (drawn < badLeft + repeatedLeft && good.Count > 0)
                Write(rows, maker.MakeChanged(random.Pick(good), change: repeatedLeft--).ToFields());
            else
                WriteNew(number, rows);
        }
        return new SampleSummary(options.Records, good.Count, repeated - repeatedLeft, bad);
    }

    private static CsvWriter Open(Stream target, Encoding encoding) =>
        new(new StreamWriter(target, encoding, leaveOpen: true), CultureInfo.InvariantCulture);

    private static void Write(CsvWriter rows, string[] fields)
    {
        foreach (var field in fields)
            rows.WriteField(field);
        rows.NextRecord();
    }

    private int Share(double share) => (int)Math.Round(options.Records * share);

    private void WriteNew(int number, CsvWriter rows)
    {
        Write(rows, maker.Make(number).ToFields());
        good.Add(number);
    }

    private void WriteBad(int number, int count, CsvWriter rows, CsvWriter latinRows)
    {
        var kind = count % BadRow.Kinds;
        // Two writers share the target: what one holds back must be out before the other writes.
        rows.Flush();
        var writer = kind == BadRow.Encoding ? latinRows : rows;
        Write(writer, BadRow.Make(Latin(maker.Make(number)), kind, random));
        writer.Flush();
    }

    // Latin-1 has no letters for most names; the row's fault is to be its ü alone.
    private static SampleVoter Latin(SampleVoter voter) => voter with { GivenName = "Jürgen", Address2 = "" };
}
