using Microsoft.EntityFrameworkCore;
using Pipeline.Flows;
using Pipeline.Tests.Support;

namespace Pipeline.Tests.Jobs;

public sealed class BusyConnectionTests
{
    // More than are written at once, so that writing begins while the query is read.
    private const string Rows = "insert into effect (job_id, text) select gen_random_uuid(), n::text from generate_series(1, 6000) n";

    [ServiceTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Jobs_out_of_a_query_on_their_own_connection_are_refused_and_it_is_said_what_to_do(bool asFlow)
    {
        await using var pipeline = await TestPipeline.StartAsync();
        await pipeline.ExecuteAsync(Rows);
        var error = await pipeline.WithDbAsync(async db =>
        {
            await using var transaction = await db.Database.BeginTransactionAsync();
            var jobs = db.Effects.Select(e => new Step(e.Text)).AsAsyncEnumerable();
            return await Should.ThrowAsync<InvalidOperationException>(() =>
                asFlow ? pipeline.Get<FlowClient>().StartAsync(db, Flow.Group(jobs)) : db.EnqueueManyAsync(jobs));
        });
        error.Message.ShouldContain("ToListAsync");
        (await pipeline.CountAsync("pipeline.job")).ShouldBe(0);
    }
}
