using Azure.Core;
using Npgsql;

namespace Pipeline.Database;

/// <summary>Logins to PostgreSQL by tokens of Entra ID in place of a password.</summary>
internal sealed class EntraToken(TokenCredential credential, string scope)
{
    // The credential keeps a token until it is about to end, so that asking often costs nothing and never hands out an old one.
    private static readonly TimeSpan Refresh = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(2);

    /// <summary>Every new connection logs in with a token that has at least minutes to live.</summary>
    /// <exception cref="PipelineConfigurationException">The connection string has a password, which would be ignored.</exception>
    public void UseIn(NpgsqlDataSourceBuilder builder)
    {
        if (!string.IsNullOrEmpty(builder.ConnectionStringBuilder.Password) || !string.IsNullOrEmpty(builder.ConnectionStringBuilder.Passfile))
            throw new PipelineConfigurationException(
                $"Setting PIPELINE_POSTGRES has a password, and {PipelineConnections.TokenScope} asks for logins by token: leave one of the two out.");
        builder.UsePeriodicPasswordProvider(async (_, cancellationToken) => (await credential.GetTokenAsync(new([scope]), cancellationToken)).Token, Refresh, Retry);
    }
}
