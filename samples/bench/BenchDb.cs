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

    /// <summary>One record, by a statement of its own: the text is <see cref="VoterStatements.Upsert"/>.</summary>
    internal Task UpsertAsync(Voter voter, CancellationToken cancellationToken) => Database.ExecuteSqlRawAsync(
        VoterStatements.UpsertRaw,
        [
            voter.VoterId, voter.GivenName!, voter.Surname!, voter.DateOfBirth!, voter.StreetNumber!, voter.Address1!, voter.Address2!, voter.Suburb!,
            voter.Postcode!, voter.State!, voter.SocSecId!,
        ],
        cancellationToken);
}
