namespace Voters.Generator;

/// <summary>Spoils a voter's fields so that the row is rejected, each time for the next reason.</summary>
internal static class BadRow
{
    /// <summary>Marks the row that must not be written as UTF-8.</summary>
    public const int Encoding = 5;

    public const int Kinds = 6;

    public static string[] Make(SampleVoter voter, int kind, SampleRandom random) => kind switch
    {
        0 => random.Percent(50) ? voter.ToFields()[..^1] : [.. voter.ToFields(), "extra"],
        1 => (voter with { VoterId = random.Percent(50) ? "" : voter.VoterId.PadRight(65, '0') }).ToFields(),
        2 => (voter with { GivenName = "", Surname = "" }).ToFields(),
        3 => (voter with { DateOfBirth = random.Pick(["19870229", "00000000", "31/12/1980", "2999-01-01", "unknown"]) }).ToFields(),
        4 => (voter with { Address2 = new string('x', 4097) }).ToFields(),
        Encoding => (voter with { Surname = "Müller" }).ToFields(),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No such kind."),
    };
}
