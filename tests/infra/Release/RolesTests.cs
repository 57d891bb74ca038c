using Npgsql;

namespace Pipeline.Infra.Tests.Release;

/// <summary>roles.sql on a real server, run by an administrator as Azure has them: no superuser, but one who makes roles and databases.</summary>
public sealed class RolesTests : IAsyncLifetime
{
    private readonly string _name = $"roles_{Guid.NewGuid():N}";
    private readonly NpgsqlDataSource _server = NpgsqlDataSource.Create(Services.Postgres);

    private string Login => _name + "-app";

    private string Deployer => _name + "-deployer";

    private string SecondDeployer => _name + "-second";

    private string Administrators => _name + "-admins";

    // Stands in for the function by which Azure knows an identity, in a schema of this test's own.
    public async Task InitializeAsync() => await RunAsync($"""
        create role "{Administrators}" createrole createdb;
        create role "{Deployer}" login createrole createdb password 'deployer' in role "{Administrators}";
        create role "{SecondDeployer}" login createrole createdb password 'deployer' in role "{Administrators}";
        create schema "{_name}";
        grant usage on schema "{_name}" to "{Administrators}";
        create function "{_name}".pgaadauth_create_principal_with_oid(name text, oid text, kind text, admin bool, mfa bool) returns text security definer language plpgsql as $$
        begin
            execute format('create role %I login password ''app''', name);
            return name;
        end $$
        """);

    public async Task DisposeAsync()
    {
        await RunAsync($"drop database if exists \"{_name}\" with (force)");
        await RunAsync($"""
            drop schema "{_name}" cascade;
            drop role if exists "{Login}";
            drop owned by "{Deployer}", "{SecondDeployer}";
            drop role if exists "{_name}";
            drop role "{Deployer}", "{SecondDeployer}", "{Administrators}"
            """);
        await _server.DisposeAsync();
    }

    [PsqlFact]
    public async Task What_a_release_makes_is_the_apps_too_and_no_one_elses()
    {
        await RolesAsync();
        // Again, as every release does, and by somebody else.
        await RolesAsync();
        await RolesAsync(SecondDeployer);

        // As migrate.sh has it, but for the token.
        var migrated = await App.RunAsync("migrate", new NpgsqlConnectionStringBuilder(To(SecondDeployer, "deployer")) { Options = $"-c role={_name}", NoResetOnClose = true }.ConnectionString);
        migrated.Code.ShouldBe(0, migrated.Errors + migrated.Output);
        await using var app = NpgsqlDataSource.Create(To(Login, "app"));
        await using var owners = app.CreateCommand("select string_agg(distinct tableowner, ' ') from pg_tables where schemaname in ('pipeline', 'voters')");
        (await owners.ExecuteScalarAsync()).ShouldBe(_name);
        await RunAsync("alter table pipeline.job add column mine int; select count(*) from pipeline.outbox; create temporary table mine (x int)", app);
        // Its own start finds nothing to do, and may look.
        (await App.RunAsync("migrate", To(Login, "app"))).Code.ShouldBe(0);

        await using var rights = _server.CreateCommand($"select has_database_privilege('public', '{_name}', 'connect'), rolsuper or rolcreaterole or rolcreatedb from pg_roles where rolname = '{Login}'");
        await using var read = await rights.ExecuteReaderAsync();
        await read.ReadAsync();
        (read.GetBoolean(0), read.GetBoolean(1)).ShouldBe((false, false));
    }

    private async Task RolesAsync(string? by = null)
    {
        var at = new NpgsqlConnectionStringBuilder(Services.Postgres);
        var done = await Tool.RunAsync(
            "psql",
            [
                "-X", "-q", "-h", at.Host!, "-p", $"{at.Port}", "-U", by ?? Deployer, "-d", at.Database!, "-v", $"database={_name}", "-v", $"app={Login}", "-v", "app_object_id=0",
                "-v", $"administrators={Administrators}", "-f", "infra/database/roles.sql",
            ],
            new Dictionary<string, string> { ["PGPASSWORD"] = "deployer", ["PGOPTIONS"] = $"-c search_path={_name},public" });
        done.Code.ShouldBe(0, done.Errors);
    }

    private string To(string user, string password) =>
        new NpgsqlConnectionStringBuilder(Services.Postgres) { Database = _name, Username = user, Password = password }.ConnectionString;

    private Task RunAsync(string sql) => RunAsync(sql, _server);

    private static async Task RunAsync(string sql, NpgsqlDataSource on)
    {
        await using var command = on.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
