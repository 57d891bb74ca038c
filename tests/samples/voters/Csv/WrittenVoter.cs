using FsCheck;
using FsCheck.Fluent;
using Voters.Csv;

namespace Voters.Tests.Csv;

/// <summary>A voter and one of the many ways to write it as CSV.</summary>
internal sealed record WrittenVoter(Voter Meant, string Written, int BlankLines, int Lines)
{
    private static readonly string[] LineEnds = ["\n", "\r\n"];

    private static readonly Gen<string> Text =
        from pieces in Gen.Elements("x", "Lee", "é", "李", "𝒳", ",", "\"", "\"\"", "\n", "\r\n", "\r", " ", "\t", "'").ArrayOf()
        from first in Gen.Elements("a", "\"", ",", "é")
        from last in Gen.Elements("z", "\"", ",", "李")
        select first + string.Concat(pieces.Take(20)) + last;

    public static Gen<WrittenVoter> Any =>
        from id in Gen.Choose(1, 1_000_000)
        from givenName in Text
        from surname in Text
        from padding in Gen.Elements("", " ", "\t", "  ").ArrayOf(6)
        from quoted in Gen.Elements(true, false)
        from blank in Gen.Elements("", "", "\n", "  \r\n", "\n\t\n")
        from end in Gen.Elements(LineEnds)
        select Write(new Voter { VoterId = $"V{id}", GivenName = givenName, Surname = surname }, padding, quoted, blank, end);

    private static WrittenVoter Write(Voter voter, string[] padding, bool quoted, string blank, string end)
    {
        var fields = new[] { Field(voter.VoterId, quoted), Field(voter.GivenName!, quoted), Field(voter.Surname!, quoted) };
        var record = string.Join(',', fields.Select((field, i) => padding[i] + field + padding[i + 3])) + "," + end;
        return new WrittenVoter(voter, blank + record, LinesOf(blank), LinesOf(blank + record));
    }

    private static string Field(string text, bool quoted) =>
        quoted || text.AsSpan().ContainsAny(",\"\r\n") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;

    private static int LinesOf(string text) => text.Replace("\r\n", "\n", StringComparison.Ordinal).Count(c => c is '\n' or '\r');
}
