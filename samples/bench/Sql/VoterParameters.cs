using Npgsql;
using NpgsqlTypes;
using Voters.Csv;

namespace BenchJobs;

/// <summary>Voters as parameters of <see cref="VoterStatements"/>.</summary>
public static class VoterParameters
{
    /// <summary>Of <see cref="VoterStatements.Upsert"/>.</summary>
    public static void Add(NpgsqlParameterCollection parameters, Voter voter)
    {
        AddText(voter.VoterId);
        AddText(voter.GivenName);
        AddText(voter.Surname);
        parameters.Add(new() { Value = (object?)voter.DateOfBirth ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Date });
        AddText(voter.StreetNumber);
        AddText(voter.Address1);
        AddText(voter.Address2);
        AddText(voter.Suburb);
        AddText(voter.Postcode);
        AddText(voter.State);
        AddText(voter.SocSecId);

        void AddText(string? text) => parameters.Add(new() { Value = (object?)text ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
    }

    /// <summary>Of <see cref="VoterStatements.UpsertArrays"/>.</summary>
    public static void Add(NpgsqlParameterCollection parameters, IReadOnlyCollection<Voter> voters)
    {
        AddTexts(v => v.VoterId);
        AddTexts(v => v.GivenName);
        AddTexts(v => v.Surname);
        parameters.Add(new() { Value = voters.Select(v => v.DateOfBirth).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Date });
        AddTexts(v => v.StreetNumber);
        AddTexts(v => v.Address1);
        AddTexts(v => v.Address2);
        AddTexts(v => v.Suburb);
        AddTexts(v => v.Postcode);
        AddTexts(v => v.State);
        AddTexts(v => v.SocSecId);

        void AddTexts(Func<Voter, string?> column) =>
            parameters.Add(new() { Value = voters.Select(column).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
    }
}
