using Microsoft.EntityFrameworkCore;
using Npgsql;
using Voters.Csv;

namespace BenchJobs;

/// <summary>What the bench's jobs work on: a table of voters, and tables where a submitter may leave records for its jobs.</summary>
public sealed class BenchDb(DbContextOptions<BenchDb> options) : DbContext(options)
{
    internal const string Schema = "bench";

    /// <summary>The context's connection, for statements that are no business of EF Core.</summary>
    internal NpgsqlConnection Connection => (NpgsqlConnection)Database.GetDbConnection();

    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.AddPipeline();

    /// <summary>One record, by a statement and a round trip of its own.</summary>
    internal async Task UpsertAsync(Voter voter, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(VoterStatements.Upsert, Connection);
        VoterParameters.Add(command.Parameters, voter);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>The same through EF Core.</summary>
    internal Task UpsertThroughEfAsync(Voter voter, CancellationToken cancellationToken) =>
        Database.ExecuteSqlAsync(VoterStatements.UpsertOf(voter), cancellationToken);
}
