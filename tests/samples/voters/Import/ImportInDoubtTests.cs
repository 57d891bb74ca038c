using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Pipeline.Tests;
using Pipeline.Tests.Support;
using Voters.Import;

namespace Voters.Tests.Import;

public sealed class ImportInDoubtTests
{
    private const string File = "voter_id,given_name,surname,date_of_birth\nV1,Ada,Lovelace,19900101\n";

    // Deferred: it runs in the commit, as a wait for a standby does.
    private static string AtCommit(string statement) => $"""
        create function at_commit() returns trigger language plpgsql as $$ begin {statement}; return null; end $$;
        create constraint trigger at_commit after insert on voters.import deferrable initially deferred for each row execute function at_commit();
        """;

    [ServiceFact]
    public async Task A_commit_whose_answer_is_lost_is_found_to_be_one()
    {
        await using var proxy = Proxy();
        await using var world = await StartAsync(proxy);
        var (_, isNew) = await SubmitAsync(world, proxy);

        isNew.ShouldBeTrue();
        (await world.CountAsync("voters.import")).ShouldBe(1);
        (await world.BlobsAsync()).ShouldBe(2);
    }

    [ServiceFact]
    public async Task While_a_commit_goes_on_without_its_client_the_import_is_in_doubt_and_its_files_stay()
    {
        await using var proxy = Proxy();
        await using var world = await StartAsync(proxy);
        await world.ExecuteAsync(AtCommit("perform pg_advisory_xact_lock(1)"));
        await using var standby = await world.Direct.OpenConnectionAsync();
        await using (var locked = new NpgsqlCommand("select pg_advisory_lock(1)", standby))
            await locked.ExecuteNonQueryAsync();

        var doubt = await Should.ThrowAsync<ImportInDoubtException>(() => SubmitAsync(world, proxy));
        (await world.CountAsync("voters.import")).ShouldBe(0);
        (await world.BlobsAsync()).ShouldBe(2);

        await using (var unlock = new NpgsqlCommand("select pg_advisory_unlock(1)", standby))
            await unlock.ExecuteNonQueryAsync();
        await Eventually.TrueAsync(async () => await world.CountAsync("voters.import") == 1, TimeSpan.FromSeconds(60), "the commit comes through");
        (await world.CountAsync($"voters.import where id = '{doubt.Import}'")).ShouldBe(1);
        (await world.BlobsAsync()).ShouldBe(2);
    }

    [ServiceFact]
    public async Task A_commit_that_the_server_refused_without_being_heard_leaves_no_files()
    {
        await using var proxy = Proxy();
        await using var world = await StartAsync(proxy);
        await world.ExecuteAsync(AtCommit("raise exception 'refused'"));

        (await Should.ThrowAsync<Exception>(() => SubmitAsync(world, proxy))).ShouldNotBeOfType<ImportInDoubtException>();
        (await world.CountAsync("voters.import")).ShouldBe(0);
        (await world.BlobsAsync()).ShouldBe(0);
    }

    private static SwallowingProxy Proxy()
    {
        var server = new NpgsqlConnectionStringBuilder(Services.Postgres);
        return new(server.Host!, server.Port);
    }

    private static Task<VoterWorld> StartAsync(SwallowingProxy proxy) =>
        VoterWorld.StartAsync(connection => (connection.Host, connection.Port) = ("127.0.0.1", proxy.Port));

    private static async Task<(Guid Flow, bool IsNew)> SubmitAsync(VoterWorld world, SwallowingProxy proxy)
    {
        // With the end of the statement: BEGIN says READ COMMITTED.
        proxy.SwallowAnswerTo("COMMIT\0");
        var submitting = world.WithScopeAsync(services => services.GetRequiredService<VoterImports>().SubmitAsync(
            ImportRequest.Of("chord", null, null), new MemoryStream(Encoding.UTF8.GetBytes(File)), CancellationToken.None));
        await Task.WhenAny(submitting, proxy.Swallowing);
        proxy.Break();
        return await submitting;
    }
}
