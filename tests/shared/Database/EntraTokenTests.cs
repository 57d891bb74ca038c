using Microsoft.Extensions.Configuration;
using Npgsql;
using Pipeline.Database;
using Pipeline.Tests.Support;

namespace Pipeline.Tests.Database;

/// <summary>Logins by token, on a server that asks for a password: the token is one.</summary>
public sealed class EntraTokenTests
{
    private const string Scope = "https://tokens.example/.default";

    private static readonly NpgsqlConnectionStringBuilder Server = new(Services.Postgres);

    private readonly GivenToken _credential = new();

    [ServiceFact]
    public async Task A_token_of_the_scope_is_the_password_of_every_kind_of_connection()
    {
        _credential.Token = Server.Password;
        await using var database = Database(WithoutPassword());
        foreach (var source in (NpgsqlDataSource[])[database.Own, database.Source, database.Readers, database.Heartbeats])
        {
            await using var command = source.CreateCommand("select current_user");
            (await command.ExecuteScalarAsync()).ShouldBe(Server.Username);
        }
        _credential.AskedScope.ShouldBe(Scope);
    }

    [ServiceFact]
    public async Task Without_a_token_the_database_is_away_until_there_is_one()
    {
        await using var database = Database(WithoutPassword());
        DatabaseFault.IsAway(await Should.ThrowAsync<Exception>(() => database.Source.OpenConnectionAsync().AsTask())).ShouldBeTrue();

        _credential.Token = Server.Password;
        await Eventually.TrueAsync(ConnectsAsync, TimeSpan.FromSeconds(20), "a login with the token");

        async Task<bool> ConnectsAsync()
        {
            try
            {
                await using var connection = await database.Source.OpenConnectionAsync();
                return true;
            }
            catch (Exception e) when (DatabaseFault.IsAway(e))
            {
                return false;
            }
        }
    }

    [Fact]
    public void A_password_beside_the_scope_is_refused_without_being_shown()
    {
        var error = Should.Throw<PipelineConfigurationException>(() => Database("Host=127.0.0.1;Username=u;Password=secret"));
        error.Message.ShouldContain("PIPELINE_POSTGRES_TOKEN_SCOPE");
        error.ToString().ShouldNotContain("secret");
    }

    private PipelineDatabase Database(string postgres)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["PIPELINE_POSTGRES"] = postgres,
            ["PIPELINE_POSTGRES_TOKEN_SCOPE"] = Scope,
            ["PIPELINE_RABBITMQ"] = "amqp://127.0.0.1",
            ["PIPELINE_BLOBS"] = "UseDevelopmentStorage=true",
        }).Build();
        return new(new(configuration), new(), new(Guid.NewGuid()), _credential);
    }

    private static string WithoutPassword()
    {
        var settings = new NpgsqlConnectionStringBuilder(Services.Postgres);
        settings.Remove("Password");
        return settings.ConnectionString;
    }
}
