using Npgsql;
using NpgsqlTypes;
using Voters.Csv;

namespace BenchJobs;

/// <summary>Voters by binary <c>COPY</c>.</summary>
public static class VoterCopy
{
    /// <summary>Into a table with <see cref="VoterStatements.Columns"/>, such as <c>bench.incoming</c>.</summary>
    public static async Task WriteAsync(NpgsqlConnection connection, string table, IEnumerable<Voter> voters, CancellationToken cancellationToken)
    {
        await using var copy = await connection.BeginBinaryImportAsync($"copy {table} ({VoterStatements.Columns}) from stdin (format binary)", cancellationToken);
        foreach (var voter in voters)
        {
            await copy.StartRowAsync(cancellationToken);
            await WriteAsync(copy, voter, cancellationToken);
        }
        await copy.CompleteAsync(cancellationToken);
    }

    /// <summary>Into <c>bench.staging</c>, numbered from 0.</summary>
    public static async Task StageAsync(NpgsqlConnection connection, IEnumerable<Voter> voters, CancellationToken cancellationToken)
    {
        await using var copy = await connection.BeginBinaryImportAsync($"copy bench.staging (id, {VoterStatements.Columns}) from stdin (format binary)", cancellationToken);
        var id = 0;
        foreach (var voter in voters)
        {
            await copy.StartRowAsync(cancellationToken);
            await copy.WriteAsync(id++, NpgsqlDbType.Integer, cancellationToken);
            await WriteAsync(copy, voter, cancellationToken);
        }
        await copy.CompleteAsync(cancellationToken);
    }

    private static async Task WriteAsync(NpgsqlBinaryImporter copy, Voter voter, CancellationToken cancellationToken)
    {
        await copy.WriteAsync(voter.VoterId, NpgsqlDbType.Text, cancellationToken);
        await copy.WriteAsync(voter.GivenName, NpgsqlDbType.Text, cancellationToken);
        await copy.WriteAsync(voter.Surname, NpgsqlDbType.Text, cancellationToken);
        await copy.WriteAsync(voter.DateOfBirth, NpgsqlDbType.Date, cancellationToken);
        await copy.WriteAsync(voter.StreetNumber, NpgsqlDbType.Text, cancellationToken);
        await copy.WriteAsync(voter.Address1, NpgsqlDbType.Text, cancellationToken);
        await copy.WriteAsync(voter.Address2, NpgsqlDbType.Text, cancellationToken);
        await copy.WriteAsync(voter.Suburb, NpgsqlDbType.Text, cancellationToken);
        await copy.WriteAsync(voter.Postcode, NpgsqlDbType.Text, cancellationToken);
        await copy.WriteAsync(voter.State, NpgsqlDbType.Text, cancellationToken);
        await copy.WriteAsync(voter.SocSecId, NpgsqlDbType.Text, cancellationToken);
    }
}
