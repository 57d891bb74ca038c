using Pipeline.Access;
using Pipeline.Tests.Support;

namespace Pipeline.Tests.Access;

public sealed class AuditTableTests
{
    [ServiceFact]
    public async Task A_change_is_there_before_it_has_ended()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        var audit = pipeline.Get<AuditTable>();
        var id = await audit.BeginAsync("mend", null, "0123abcd", default);
        (await OneAsync(audit)).ShouldBe(new(id, (await OneAsync(audit)).At, "mend", null, "0123abcd", AuditOutcome.Begun, null, null));

        await audit.EndAsync(id, AuditOutcome.Done, 200, "it", 3, default);
        (await OneAsync(audit)).ShouldBe(new(id, (await OneAsync(audit)).At, "mend", "it", "0123abcd", AuditOutcome.Done, 200, 3));
    }

    [ServiceFact]
    public async Task A_target_that_cannot_be_stored_is_stored_as_far_as_it_can()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        var audit = pipeline.Get<AuditTable>();
        await audit.BeginAsync("mend", "a\0b\ud800" + new string('x', 299) + "\U0001F600", null, default);

        (await OneAsync(audit)).Target.ShouldBe("a\uFFFDb\uFFFD" + new string('x', 296));
    }

    [ServiceFact]
    public async Task Old_rows_go_and_young_ones_stay()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        var audit = pipeline.Get<AuditTable>();
        await audit.BeginAsync("old", null, null, default);
        await pipeline.ExecuteAsync("update pipeline.audit set at = now() - interval '2 days'");
        await audit.BeginAsync("young", null, null, default);
        await audit.ForgetAsync(TimeSpan.FromDays(1), default);

        (await OneAsync(audit)).What.ShouldBe("young");
    }

    private static async Task<AuditEntry> OneAsync(AuditTable audit) => (await audit.ListAsync(null, 10, CancellationToken.None)).ShouldHaveSingleItem();
}
