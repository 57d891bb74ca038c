using Npgsql;
using Pipeline.Database;

namespace Pipeline.Chaos.Faults;

/// <summary>
/// A job whose lone run is cut off twice counts as one that kills its worker, and nobody can tell our blow from its own. So we do not strike
/// while a harmless job has its second lone run.
/// </summary>
internal sealed class LoneRuns(PipelineDatabase database)
{
    private const string Sql = """
        select exists (
            select from pipeline.outbox o join pipeline.job j on j.id = o.jobs[1]
            where o.token is not null and o.lone and o.alone and j.interruptions > 0 and j.type <> 'chaos.crash')
        """;

    public async Task<bool> AnyAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var command = database.Command(Sql);
            return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
        }
        catch (NpgsqlException)
        {
            // Nobody knows while the database is away: then we wait.
            return true;
        }
    }
}
