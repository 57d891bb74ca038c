using Pipeline.Database;

namespace Pipeline.Chaos.Faults;

/// <summary>PostgreSQL ends all sessions of the database but its own.</summary>
internal sealed class SessionsCut(PipelineDatabase database) : IFault
{
    private const string Sql = "select count(pg_terminate_backend(pid)) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()";

    public string Name => "database sessions cut";

    public string? Impossible => null;

    public async Task<string> StrikeAsync(Random dice, CancellationToken cancellationToken)
    {
        await using var command = database.Command(Sql);
        return $"{await command.ExecuteScalarAsync(cancellationToken)} of them";
    }
}
