using System.Text.Json;
using Voters.Csv;
using Voters.Generator;

namespace Pipeline.Bench.Work;

/// <summary>Makes records by the sample's generator and reads them as the sample reads its files.</summary>
internal static class WorkloadFile
{
    private const int Seed = 1;

    /// <summary>The same records each time, each of another voter, so that every order of the jobs gives the same table.</summary>
    public static async Task<Workload> MakeAsync(int records, string folder, CancellationToken cancellationToken)
    {
        var csv = Path.Combine(folder, $"voters-{records}.csv");
        await using (var target = File.Create(csv))
            new SampleFile(new(records, Seed, Duplicates: 0, Bad: 0)).Write(target);

        var voters = new List<Voter>(records);
        await using (var source = File.OpenRead(csv))
        {
            var file = await VoterFileScanner.OpenAsync(source, cancellationToken);
            await foreach (var row in file.ReadAsync(DateOnly.MaxValue, cancellationToken))
                voters.Add(row.Voter ?? throw new BenchException($"{csv} has a line that is no voter: {row.Rejection}."));
        }
        var lines = Path.ChangeExtension(csv, ".jsonl");
        await File.WriteAllLinesAsync(lines, voters.Select(Line), cancellationToken);
        return new(voters, lines);
    }

    private static string Line(Voter v) => JsonSerializer.Serialize(new object?[]
    {
        v.VoterId, v.GivenName, v.Surname, v.DateOfBirth, v.StreetNumber, v.Address1, v.Address2, v.Suburb, v.Postcode, v.State, v.SocSecId,
    });
}
