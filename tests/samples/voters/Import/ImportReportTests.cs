using Npgsql;
using Pipeline.Flows;
using Pipeline.Tests.Support;
using Voters.Import;

namespace Voters.Tests.Import;

public sealed class ImportReportTests
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    [ServiceFact]
    public async Task A_sum_that_takes_too_long_is_left_unknown_and_nothing_is_written()
    {
        await using var world = await VoterWorld.StartAsync();
        var id = Guid.CreateVersion7();
        await world.ExecuteAsync($"""
            insert into pipeline.flow (id, root_id, name, total, stage, result, finished_at) values ('{id}', '{id}', 'group', 1, 'done', 'succeeded', now());
            insert into voters.import (id, pattern, blob, rejects, records, rejected) values ('{id}', 'group', 'a', 'b', 7, 2)
            """);
        var flow = await world.Get<FlowTable>().FindAsync(id, CancellationToken.None);
        await using var busy = await world.Direct.OpenConnectionAsync();
        await using var transaction = await busy.BeginTransactionAsync();
        await using (var held = new NpgsqlCommand("lock table pipeline.job", busy)) await held.ExecuteNonQueryAsync();

        var reports = await world.Get<ImportTable>().ReportsAsync([flow!], CancellationToken.None).WaitAsync(Longest);

        reports[id].ShouldSatisfyAllConditions(r => r.Records.ShouldBe(7), r => r.Registered.ShouldBeNull(), r => r.Updated.ShouldBeNull());
        (await world.CountAsync("voters.import_result")).ShouldBe(0);

        await transaction.RollbackAsync();
        (await world.Get<ImportTable>().ReportsAsync([flow!], CancellationToken.None))[id].Registered.ShouldBe(0);
        (await world.CountAsync("voters.import_result")).ShouldBe(0);
    }
}
