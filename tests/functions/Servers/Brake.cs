using System.Globalization;
using Pipeline.EndToEnd.Tests.Oracles;

namespace Pipeline.EndToEnd.Tests.Servers;

/// <summary>
/// Has PostgreSQL take some time for each of a test's voters until it is disposed, so that a flow still runs when something is done to it.
/// </summary>
public sealed class Brake : IAsyncDisposable
{
    private readonly Database _database;
    private readonly string _name = $"brake_{Guid.NewGuid():N}";

    private Brake(Database database) => _database = database;

    public static async Task<Brake> OnAsync(Database database, string prefix, int milliseconds = 5)
    {
        var brake = new Brake(database);
        await database.ExecuteAsync(string.Create(CultureInfo.InvariantCulture, $"""
            create function voters.{brake._name}() returns trigger language plpgsql as $$
            begin perform pg_sleep(0.001 * {milliseconds}); return new; end $$;
            create trigger {brake._name} before insert on voters.voter for each row
            when (new.voter_id like '{prefix}%') execute function voters.{brake._name}();
            """));
        return brake;
    }

    public async ValueTask DisposeAsync() => await _database.ExecuteAsync($"drop function voters.{_name} cascade");
}
