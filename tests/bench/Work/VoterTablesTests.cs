using BenchJobs;
using Npgsql;
using Pipeline.Bench.Measure;
using Pipeline.Bench.Servers;
using Pipeline.Bench.Work;
using Pipeline.Tests.Support;
using Voters.Csv;

namespace Pipeline.Bench.Tests.Work;

[Collection(BenchCollection.Name)]
public sealed class VoterTablesTests(BenchDatabase database)
{
    private static readonly Voter[] Voters =
    [
        new() { VoterId = "V1", GivenName = "Ann", DateOfBirth = new(1980, 1, 2) },
        new() { VoterId = "V2", Surname = "Lee" },
        new() { VoterId = "V3" },
    ];

    [ServiceFact]
    public async Task SumAsync_SameRowsInAnotherOrder_IsTheExpectedSum()
    {
        var tables = new VoterTables(database.Source);
        var expected = await tables.ExpectAsync(Voters, CancellationToken.None);

        await WriteAsync(tables, Voters.Reverse());

        (await tables.SumAsync(CancellationToken.None)).ShouldBe(expected);
    }

    [ServiceTheory]
    [InlineData("update bench.voter set surname = 'Lea' where voter_id = 'V2'")]
    [InlineData("update bench.voter set given_name = null where voter_id = 'V1'")]
    [InlineData("update bench.voter set surname = '' where voter_id = 'V3'")]
    [InlineData("delete from bench.voter where voter_id = 'V3'")]
    public async Task SumAsync_OneRowIsWrong_IsAnotherSum(string damage)
    {
        var tables = new VoterTables(database.Source);
        var expected = await tables.ExpectAsync(Voters, CancellationToken.None);
        await WriteAsync(tables, Voters);

        await using (var command = database.Source.CreateCommand(damage)) await command.ExecuteNonQueryAsync();

        (await tables.SumAsync(CancellationToken.None)).ShouldNotBe(expected);
    }

    [ServiceFact]
    public async Task MeasureAsync_ContestantThatLosesARecord_IsWrongAndHasNoTime()
    {
        var arena = new Arena(new(database.Source), new(null, null, null), _ => { });
        var work = new Workload(Voters, File: "");

        var measurement = (await arena.MeasureAsync([new Forgetful(database.Source)], work, work, runs: 1, CancellationToken.None)).ShouldHaveSingleItem();

        measurement.Fault.ShouldBe("2 rows in place of 3");
        measurement.Rate.ShouldBeNull();
    }

    private async Task WriteAsync(VoterTables tables, IEnumerable<Voter> voters)
    {
        await tables.ClearAsync(CancellationToken.None);
        await using var connection = await database.Source.OpenConnectionAsync();
        await VoterCopy.WriteAsync(connection, "bench.voter", voters, CancellationToken.None);
    }

    private sealed class Forgetful(NpgsqlDataSource source) : IContestant
    {
        public string Key => "forgetful";
        public Peer Peer => Peer.Limit;
        public string Title => "writes all but one";
        public ProcessFamily? Worker => null;

        public string? Refusal(int records) => null;

        public async Task<TimeSpan> RunAsync(Workload work, CancellationToken cancellationToken)
        {
            await using var connection = await source.OpenConnectionAsync(cancellationToken);
            await VoterCopy.WriteAsync(connection, "bench.voter", work.Voters.Skip(1), cancellationToken);
            return TimeSpan.FromSeconds(1);
        }
    }
}
