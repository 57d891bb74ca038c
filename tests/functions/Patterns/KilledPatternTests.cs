using Pipeline.EndToEnd.Tests.Api;
using Pipeline.EndToEnd.Tests.Hosting;
using Pipeline.Tests.Support;
using Xunit.Abstractions;

namespace Pipeline.EndToEnd.Tests.Patterns;

public sealed class KilledPatternTests(SharedApp shared, ITestOutputHelper output) : AppTest(shared, output)
{
    private const int Records = 20_000;

    // What can be seen of a job's work from outside before it is committed: its session is in the midst of it.
    private const string WritingSql = """
        select count(*) from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid() and state <> 'idle' and (query like '%incoming_%' or query like '%voter_source%')
        """;

    [AppTheory(Needs.OwnApp)]
    [InlineData("all-in-one")]
    [InlineData("starmap")]
    public async Task KilledInTheMiddleOfTheOneJob_NothingOfItIsThere_AndTheNextStartDoesAllOfIt(string name)
    {
        var pattern = Pattern.Of(name);
        var file = Sample.File(Records);
        var flow = await Flows.SubmitAsync(file, pattern);
        await Eventually.TrueAsync(
            async () => (await Database.OwnersAsync(flow.Id)).Count > 0 && await Database.OneAsync<long>(WritingSql) > 0, Api.Flows.Deadline, "the job writes");

        await Shared.Own.KillAsync();

        (await Database.MessagesLeftAsync(flow.Id)).ShouldBe(1, "the job had not ended before the kill");
        (await Database.OneAsync<long>("select count(*) from voters.voter where voter_id like $1", Sample.Prefix + "%")).ShouldBe(0);
        await Shared.EnsureAsync();
        await ShouldBeExactAsync(await Flows.EndedAsync(flow.Id), file, pattern.RecordsAJob);
    }

    [AppTheory(Needs.OwnApp)]
    [InlineData("chord")]
    [InlineData("group")]
    [InlineData("fine-grained")]
    public async Task KilledInTheMiddleOfTheFile_TheNextStartFinishesItExactly(string name)
    {
        var pattern = Pattern.Of(name);
        var file = Sample.File(Records);
        var flow = await Flows.SubmitAsync(file, pattern);
        await Flows.ReachedAsync(flow.Id, flow.Jobs.Total / 10);

        await Shared.Own.KillAsync();

        (await Database.MessagesLeftAsync(flow.Id)).ShouldBeGreaterThan(0, "the flow had not ended before the kill");
        await Shared.EnsureAsync();
        await ShouldBeExactAsync(await Flows.EndedAsync(flow.Id), file, pattern.RecordsAJob);
    }
}
