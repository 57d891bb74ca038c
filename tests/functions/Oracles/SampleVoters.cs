using System.Globalization;

namespace Pipeline.EndToEnd.Tests.Oracles;

/// <summary>Makes voters whose ids nobody else has, so that tests share a database.</summary>
public sealed class SampleVoters(int seed)
{
    public static readonly string[] Reasons = ["fields", "voter_id", "name", "date_of_birth", "too_long", "encoding"];

    private static readonly string[] GivenNames = ["Ada", "Zoë", "Łukasz", "Jean-Luc", "Nguyễn", "雪", "Mary \"May\""];
    private static readonly string[] Surnames = ["O'Brien", "Müller", "Smith, Jr.", "Åström", "de la Cruz", "Иванова"];
    private static readonly string?[] Addresses = [null, "Flat 3", "c/o Smith,\nfirst floor", "12\" Row"];

    private readonly Random _random = new(seed);

    public int Seed => seed;

    public string Prefix { get; } = $"{Guid.CreateVersion7():N}-";

    /// <summary>The voter of a number, with other details at each call.</summary>
    public Voter Make(int number) => new()
    {
        Id = string.Create(CultureInfo.InvariantCulture, $"{Prefix}{number:d6}"),
        GivenName = Pick(GivenNames),
        Surname = Pick(Surnames),
        BornOn = _random.Next(10) == 0 ? null : new DateOnly(1930, 1, 1).AddDays(_random.Next(25_000)),
        StreetNumber = _random.Next(1, 400).ToString(CultureInfo.InvariantCulture),
        Address1 = Pick(Addresses),
        Address2 = Pick(Addresses),
        Postcode = _random.Next(800, 8000).ToString("d4", CultureInfo.InvariantCulture),
        // What tells two lines of a voter apart for certain.
        SocSecId = Guid.NewGuid().ToString("N"),
    };

    public IEnumerable<Voter> Make(IEnumerable<int> numbers) => numbers.Select(Make);

    /// <summary>The numbers from 1, in an order of its own.</summary>
    public int[] Shuffled(int count)
    {
        int[] numbers = [.. Enumerable.Range(1, count)];
        _random.Shuffle(numbers);
        return numbers;
    }

    /// <summary>A file with bad rows of every kind and lines that name an earlier voter again.</summary>
    public VoterFile File(int records)
    {
        var file = new VoterFile();
        for (var number = 1; number <= records; number++)
            if (_random.Next(50) == 0) file.AddBad(Make(number), Pick(Reasons));
            else file.Add(Make(_random.Next(20) == 0 ? _random.Next(1, number + 1) : number));
        return file;
    }

    private T Pick<T>(T[] values) => values[_random.Next(values.Length)];
}
