using Npgsql;
using Pipeline.Jobs;

namespace BenchJobs.Jobs;

[Job("bench.register-all", TimeLimit = "00:20:00")]
public sealed class RegisterAllHandler(BenchDb db) : IJobHandler<RegisterAll>
{
    // A cursor is read while other statements run on its connection, so that memory does not grow with the table.
    private const string Open = $"declare incoming no scroll cursor for {VoterStatements.SelectIncoming}";

    private const string Fetch = "fetch forward 2000 from incoming";

    public async Task HandleAsync(RegisterAll args, JobContext job, CancellationToken cancellationToken)
    {
        await using (var open = new NpgsqlCommand(Open, db.Connection)) await open.ExecuteNonQueryAsync(cancellationToken);
        while (await VoterBatches.ReadAsync(db.Connection, Fetch, [], cancellationToken).ToListAsync(cancellationToken) is { Count: > 0 } voters)
            await VoterBatches.UpsertAsync(db.Connection, voters, cancellationToken);
    }
}
