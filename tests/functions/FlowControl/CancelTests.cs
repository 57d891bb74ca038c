using System.Net;
using Pipeline.EndToEnd.Tests.Api;
using Pipeline.EndToEnd.Tests.Hosting;
using Pipeline.EndToEnd.Tests.Servers;
using Pipeline.Tests.Support;
using Xunit.Abstractions;

namespace Pipeline.EndToEnd.Tests.FlowControl;

public sealed class CancelTests(SharedApp shared, ITestOutputHelper output) : AppTest(shared, output)
{
    [AppTheory]
    [InlineData("fine-grained", 0)]
    [InlineData("fine-grained", 2_000)]
    [InlineData("chord", 50)]
    [InlineData("group", 50)]
    public async Task ARunningImportThatIsCancelled_StartsNothingMore_AndEndsAsCancelledOnce(string name, int after)
    {
        await using var brake = await Brake.OnAsync(Database, Sample.Prefix);
        var file = Sample.File(20_000);
        var submitted = await Flows.SubmitAsync(file, Pattern.Of(name));
        await Flows.ReachedAsync(submitted.Id, after);

        var answer = await Flows.AcceptedAsync($"api/flows/{submitted.Id}/cancel");
        var cancelledAt = await Database.OneAsync<DateTime>("select clock_timestamp()");

        answer.GetProperty("status").GetString().ShouldBeOneOf("stopping", "cancelled");
        var flow = await Flows.EndedAsync(submitted.Id);
        (flow.Status, flow.Stage, flow.Result).ShouldBe(("cancelled", "done", "cancelled"));
        (flow.Jobs.Total, flow.Jobs.Succeeded + flow.Jobs.Cancelled, flow.Jobs.Open).ShouldBe((submitted.Jobs.Total, submitted.Jobs.Total, 0));
        flow.Jobs.Cancelled.ShouldBeGreaterThan(0, "it had not ended before");
        await ShouldHaveStoppedAsync(flow, cancelledAt);

        using (var again = await Flows.PostToAsync($"api/flows/{flow.Id}/cancel"))
            (await Problem.ShouldBeAsync(again, HttpStatusCode.Conflict)).Detail.ShouldContain("cancelled");
        (await Flows.FindAsync(flow.Id)).ShouldBe(flow);
    }

    [AppFact]
    public async Task AskedTwiceAtOnce_ItIsCancelledOnce()
    {
        await using var brake = await Brake.OnAsync(Database, Sample.Prefix);
        var submitted = await Flows.SubmitAsync(Sample.File(20_000), Pattern.Of("fine-grained"));

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
        {
            using var answer = await Flows.PostToAsync($"api/flows/{submitted.Id}/cancel");
            return answer.StatusCode;
        }));

        answers.ShouldContain(HttpStatusCode.Accepted);
        answers.ShouldAllBe(code => code == HttpStatusCode.Accepted || code == HttpStatusCode.Conflict);
        (await Flows.EndedAsync(submitted.Id)).Status.ShouldBe("cancelled");
    }

    [AppFact]
    public async Task AnImportThatHasEnded_CannotBeCancelled()
    {
        var flow = await Flows.EndedAsync((await Flows.SubmitAsync(Sample.File(100))).Id);

        using var answer = await Flows.PostToAsync($"api/flows/{flow.Id}/cancel");

        (await Problem.ShouldBeAsync(answer, HttpStatusCode.Conflict)).Detail.ShouldContain("succeeded");
        (await Flows.FindAsync(flow.Id)).ShouldBe(flow);
    }

    // What was committed is there, whole; nothing that started afterwards is, and neither body nor error callback ever ran. A message that was about to
    // be committed when the flow was cancelled may have got through.
    private async Task ShouldHaveStoppedAsync(Flow flow, DateTime cancelledAt)
    {
        (await Database.OneAsync<long>("select count(*) from pipeline.job where flow_id = $1 and status = 'succeeded' and started_at > $2", flow.Id, cancelledAt)).ShouldBe(0);
        (await Database.OneAsync<long>("select count(*) from pipeline.job where flow_id = $1 and status not in ('succeeded', 'cancelled')", flow.Id)).ShouldBe(0);
        (await Database.OneAsync<long>("select count(*) from pipeline.job where flow_id = $1 and flow_index < 0", flow.Id)).ShouldBe(0);
        (await Database.OneAsync<long>("select count(*) from pipeline.job where flow_id = $1 and status = 'succeeded'", flow.Id)).ShouldBe(flow.Jobs.Succeeded);
        await Eventually.TrueAsync(async () => await Database.MessagesLeftAsync(flow.Id) == 0, Api.Flows.Deadline, "no message of the flow is left");
        (await Database.OneAsync<long>("select count(*) from voters.voter where voter_id like $1", Sample.Prefix + "%")).ShouldBe(flow.Registered.ShouldNotBeNull());
    }
}
