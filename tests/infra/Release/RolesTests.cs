using Npgsql;

namespace Pipeline.Infra.Tests.Release;

/// <summary>roles.sql on a real server, run by an administrator as Azure has them: no superuser, but one who makes roles and databases.</summary>
public sealed class RolesTests : IAsyncLifetime
{
    private readonly string _name = $"roles_{Guid.NewGuid():N}";
    private readonly NpgsqlDataSource _server = NpgsqlDataSource.Create(Services.Postgres);

    private string App => _name + "-app";

    private string Deployer => _name + "-deployer";

    // Stands in for the function by which Azure knows an identity, in a schema of this test's own.
    public async Task InitializeAsync() => await RunAsync($"""
        create role "{Deployer}" login createrole createdb password 'deployer';
        create schema "{_name}";
        grant usage on schema "{_name}" to "{Deployer}";
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
            drop role if exists "{App}";
            drop owned by "{Deployer}";
            drop role if exists "{_name}";
            drop role "{Deployer}"
            """);
        await _server.DisposeAsync();
    }

    [PsqlFact]
    public async Task What_a_release_makes_is_the_apps_too_and_no_one_elses()
    {
        await RolesAsync();
        // Again, as every release does.
        await RolesAsync();

        await using (var release = Connect(Deployer, "deployer", $"-c role={_name}"))
        {
            await RunAsync("create schema s; create table s.t (x int)", release);
            await RunAsync("insert into s.t values (1)", release);
        }
        await using var app = Connect(App, "app", "");
        await RunAsync("alter table s.t add column y int; insert into s.t values (2, 2); create temporary table mine (x int)", app);
        await using var rows = app.CreateCommand("select count(*) from s.t");
        (await rows.ExecuteScalarAsync()).ShouldBe(2L);
        await using var rights = _server.CreateCommand($"select has_database_privilege('public', '{_name}', 'connect'), rolsuper or rolcreaterole or rolcreatedb from pg_roles where rolname = '{App}'");
        await using var read = await rights.ExecuteReaderAsync();
        await read.ReadAsync();
        (read.GetBoolean(0), read.GetBoolean(1)).ShouldBe((false, false));
    }

    private async Task RolesAsync()
    {
        var at = new NpgsqlConnectionStringBuilder(Services.Postgres);
        var done = await Tool.RunAsync(
            "psql",
            ["-X", "-q", "-h", at.Host!, "-p", $"{at.Port}", "-U", Deployer, "-d", at.Database!, "-v", $"database={_name}", "-v", $"app={App}", "-v", "app_object_id=0", "-f", "infra/database/roles.sql"],
            new Dictionary<string, string> { ["PGPASSWORD"] = "deployer", ["PGOPTIONS"] = $"-c search_path={_name},public" });
        done.Code.ShouldBe(0, done.Errors);
    }

    private NpgsqlDataSource Connect(string user, string password, string options) => NpgsqlDataSource.Create(
        new NpgsqlConnectionStringBuilder(Services.Postgres) { Database = _name, Username = user, Password = password, Options = options, Pooling = false });

    private Task RunAsync(string sql) => RunAsync(sql, _server);

    private static async Task RunAsync(string sql, NpgsqlDataSource on)
    {
        await using var command = on.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
