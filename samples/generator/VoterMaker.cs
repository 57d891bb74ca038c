using System.Globalization;

namespace Voters.Generator;

/// <summary>
/// Makes up voters. The same seed and number always give the same voter, so none has to be remembered to come up again later.
/// </summary>
internal sealed class VoterMaker(long seed)
{
    private static readonly (string State, int Postcode)[] States =
    [
        ("NSW", 2000), ("VIC", 3000), ("QLD", 4000), ("SA", 5000), ("WA", 6000), ("TAS", 7000), ("ACT", 2600), ("NT", 800),
    ];

    private static readonly DateOnly FirstBirth = new(1925, 1, 1);
    private static readonly int DaysOfBirth = new DateOnly(2007, 1, 1).DayNumber - FirstBirth.DayNumber;

    private static readonly string[] OtherLocales = ["en", "de", "vi", "el", "tr", "zh_CN"];

    private readonly Names common = Names.Of("en_AU");
    private readonly Names[] others = [.. OtherLocales.Select(Names.Of)];
    private readonly string[] streetSuffixes = new Words("en_AU").StreetSuffixes;
    private readonly string[] townSuffixes = new Words("en").TownSuffixes;

    public SampleVoter Make(int number)
    {
        var random = new SampleRandom(HashCode(number, 0));
        var names = random.Percent(80) ? common : random.Pick(others);
        var voter = new SampleVoter
        {
            VoterId = $"V{number:D8}",
            GivenName = random.Percent(1) ? "" : random.Pick(names.Given),
            Surname = random.Pick(names.Family),
            StreetNumber = "",
            Address1 = "",
            Address2 = "",
            Suburb = "",
            Postcode = "",
            State = "",
            DateOfBirth = random.Percent(3) ? "" : DateOfBirth(random),
            SocSecId = random.Percent(5) ? "" : (1_000_000 + random.Next(9_000_000)).ToString(CultureInfo.InvariantCulture),
        };
        return Settle(voter, random);
    }

    /// <summary>The same voter after a move, and perhaps a marriage.</summary>
    public SampleVoter MakeChanged(int number, int change)
    {
        var random = new SampleRandom(HashCode(number, change));
        var voter = Settle(Make(number), random);
        return random.Percent(30) ? voter with { Surname = random.Pick(common.Family) } : voter;
    }

    private static string DateOfBirth(SampleRandom random) =>
        FirstBirth.AddDays(random.Next(DaysOfBirth)).ToString(random.Percent(70) ? "yyyyMMdd" : "yyyy-MM-dd", CultureInfo.InvariantCulture);

    private SampleVoter Settle(SampleVoter voter, SampleRandom random)
    {
        var (state, postcode) = random.Pick(States);
        return voter with
        {
            StreetNumber = (1 + random.Next(400)).ToString(CultureInfo.InvariantCulture) + (random.Percent(5) ? "A" : ""),
            Address1 = $"{random.Pick(common.Family)} {random.Pick(streetSuffixes)}",
            Address2 = random.Percent(70) ? "" : Address2(random),
            Suburb = random.Pick(common.Family) + random.Pick(townSuffixes),
            Postcode = (postcode + random.Next(200)).ToString("D4", CultureInfo.InvariantCulture),
            State = state,
        };
    }

    // Commas, quotes and line breaks, each of which makes the field a quoted one.
    private string Address2(SampleRandom random) => random.Next(10) switch
    {
        < 5 => $"Unit {1 + random.Next(60)}",
        < 7 => $"Level {1 + random.Next(20)}, {random.Pick(common.Family)} House",
        < 9 => $"\"{random.Pick(common.Given)}'s Rest\"",
        _ => $"c/o {random.Pick(common.Family)}\nUnit {1 + random.Next(60)}",
    };

    private long HashCode(int number, int change) => unchecked((seed * 0x5851F42D4C957F2D) + ((long)change << 32) + number);

    private sealed record Names(string[] Given, string[] Family)
    {
        public static Names Of(string locale)
        {
            var words = new Words(locale);
            return new Names(words.GivenNames, words.Surnames);
        }
    }
}
