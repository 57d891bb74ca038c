using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;
using Pipeline.Database;

namespace Voters.Summary;

/// <summary>Writes and reads <c>voters.summary</c>.</summary>
public sealed class SummaryTable(PipelineDatabase database)
{
    // The summary of a flow that repairs the import takes the place of the first one.
    private const string SaveSql = """
        with made as (
            insert into voters.summary as s (import_id, voters, by_state, other_states, by_birth_decade, rejects, failed_jobs, report)
            values ($1, $2, $3, $4, $5, $6, $7, $8)
            on conflict (import_id) do update
            set voters = excluded.voters, by_state = excluded.by_state, other_states = excluded.other_states, by_birth_decade = excluded.by_birth_decade,
                rejects = excluded.rejects, failed_jobs = excluded.failed_jobs, report = excluded.report, made_at = excluded.made_at)
        update voters.import set failed_at = null where id = $1 and failed_at is not null
        """;

    private const string FindSql = """
        select voters, by_state::text, other_states, by_birth_decade::text, rejects::text, failed_jobs, report, made_at from voters.summary where import_id = $1
        """;

    /// <summary>Saves a summary in the transaction that is open on the context.</summary>
    public static async Task SaveAsync(VotersDb db, Guid import, FullSummary summary, string report, CancellationToken cancellationToken)
    {
        var numbers = summary.Numbers;
        await using var command = new NpgsqlCommand(SaveSql, (NpgsqlConnection)db.Database.GetDbConnection())
        {
            Parameters =
            {
                new() { Value = import }, new() { Value = numbers.Voters }, Json(numbers.ByState), new() { Value = numbers.OtherStates },
                Json(numbers.ByBirthDecade), Json(numbers.Rejects), new() { Value = numbers.FailedJobs }, new() { Value = report },
            },
        };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>The import's summary; null until there is one.</summary>
    public async Task<ImportSummary?> FindAsync(Guid import, CancellationToken cancellationToken)
    {
        await using var command = database.Command(FindSql, import);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken)) return null;
        return new()
        {
            Voters = reader.GetInt64(0),
            ByState = Read<StateCount[]>(reader.GetString(1)),
            OtherStates = reader.GetInt64(2),
            ByBirthDecade = Read<DecadeCount[]>(reader.GetString(3)),
            Rejects = Read<SortedDictionary<string, long>>(reader.GetString(4)),
            FailedJobs = reader.GetInt32(5),
            Report = reader.GetString(6),
            MadeAt = reader.GetFieldValue<DateTimeOffset>(7),
        };
    }

    private static NpgsqlParameter Json<T>(T value) => new() { Value = JsonSerializer.Serialize(value, JsonSerializerOptions.Web), NpgsqlDbType = NpgsqlDbType.Jsonb };

    private static T Read<T>(string json) => JsonSerializer.Deserialize<T>(json, JsonSerializerOptions.Web)!;
}
