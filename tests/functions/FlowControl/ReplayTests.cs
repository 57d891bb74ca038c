using System.Net;
using System.Text.Json;
using Pipeline.EndToEnd.Tests.Api;
using Pipeline.EndToEnd.Tests.Hosting;
using Pipeline.EndToEnd.Tests.Oracles;
using Pipeline.EndToEnd.Tests.Servers;
using Pipeline.Tests.Support;
using Xunit.Abstractions;

namespace Pipeline.EndToEnd.Tests.FlowControl;

public sealed class ReplayTests(SharedApp shared, ITestOutputHelper output) : AppTest(shared, output)
{
    private const int Records = 200;
    private const int BrokenRow = 104;

    [AppFact(Needs.OwnApp)]
    public async Task AChordGoesOnWithoutADeadMember_AndReplayingThatJob_RepairsItAlone()
    {
        var file = PlainFile();
        var (import, flow) = await BreakAsync(file, "chord");
        flow.Status.ShouldBe("succeeded");
        flow.Jobs.ShouldBe(new FlowJobs(Total: 20, Succeeded: 19, Dead: 1, Cancelled: 0, Expired: 0, Open: 0));
        flow.Registered.ShouldBe(190);
        var document = await Flows.DocumentAsync(flow.Id);
        document.GetProperty("summary").GetProperty("failedJobs").GetInt32().ShouldBe(1);
        var dead = document.GetProperty("failed").EnumerateArray().Single();
        (dead.GetProperty("place").GetInt32(), dead.GetProperty("status").GetString()).ShouldBe((10, "dead"));
        var job = dead.GetProperty("job").GetGuid();
        await import.RepairAsync();

        var replayed = await Flows.AcceptedAsync($"api/jobs/{job}/replay");

        (replayed.GetProperty("id").GetGuid(), replayed.GetProperty("generation").GetInt32()).ShouldBe((job, 1));
        await Eventually.TrueAsync(async () => await StatusAsync(job) == "succeeded", Api.Flows.Deadline, "the replayed job has succeeded");
        await Database.ShouldHoldAsync(Sample.Prefix, file.Voters);
        (await Flows.FindAsync(flow.Id)).ShouldBe(flow, "the flow does not wait for it");
        using var again = await Flows.PostToAsync($"api/jobs/{job}/replay");
        (await Problem.ShouldBeAsync(again, HttpStatusCode.Conflict)).Title.ShouldBe("Not dead");
    }

    [AppTheory(Needs.OwnApp)]
    [InlineData("chord", 10)]
    [InlineData("fine-grained", 1)]
    [InlineData("group", 10)]
    public async Task ReplayingTheFlow_RunsWhatFailedAndTheBody_AndReportsBoth(string name, int lost)
    {
        var file = PlainFile();
        var (import, flow) = await BreakAsync(file, name);
        flow.Registered.ShouldBe(Records - lost);
        await import.RepairAsync();

        var id = (await Flows.AcceptedAsync($"api/flows/{flow.Id}/replay")).GetProperty("id").GetGuid();

        id.ShouldNotBe(flow.Id);
        var replay = await Flows.EndedAsync(id);
        (replay.Status, replay.Pattern, replay.Records, replay.Registered, replay.Updated).ShouldBe(("succeeded", name, Records, Records, 0));
        replay.Jobs.ShouldBe(new FlowJobs(flow.Jobs.Dead, flow.Jobs.Dead, Dead: 0, Cancelled: 0, Expired: 0, Open: 0));
        await Database.ShouldHoldAsync(Sample.Prefix, file.Voters);
        (await Flows.FindAsync(flow.Id)).ShouldBe(flow, "the flow is history");
        if (Pattern.Of(name).HasBody)
            foreach (var summary in (JsonElement[])[(await Flows.DocumentAsync(id)).GetProperty("summary"), (await Flows.DocumentAsync(flow.Id)).GetProperty("summary")])
                (summary.GetProperty("voters").GetInt64(), summary.GetProperty("failedJobs").GetInt32()).ShouldBe((Records, 0));
        using var again = await Flows.PostToAsync($"api/flows/{id}/replay");
        (await Problem.ShouldBeAsync(again, HttpStatusCode.Conflict)).Detail.ShouldContain("succeeded");
    }

    [AppFact]
    public async Task ABodyThatDies_FailsTheImport_AndAReplayMakesItGood()
    {
        var file = PlainFile();
        var guard = $"guard_{Guid.NewGuid():N}";
        await Database.ExecuteAsync($"""
            create function voters.{guard}() returns trigger language plpgsql as $$ begin
                if exists (select from voters.voter_source s join voters.import i on i.seq = s.import_seq where i.id = new.import_id and s.voter_id like '{Sample.Prefix}%') then
                    raise exception 'No summary today'; end if;
                return new; end $$;
            create trigger {guard} before insert or update on voters.summary for each row execute function voters.{guard}();
            """);
        Flow flow;
        try
        {
            var submitted = (await Flows.SubmitAsync(file)).Id;
            await Eventually.TrueAsync(
                async () =>
                {
                    await Database.SkipDelaysAsync(submitted);
                    return (await Flows.FindAsync(submitted)).FinishedAt is not null;
                },
                Api.Flows.Deadline, "every attempt was made");
            flow = await Flows.FindAsync(submitted);
        }
        finally
        {
            await Database.ExecuteAsync($"drop function voters.{guard}() cascade");
        }
        (flow.Status, flow.Jobs.Succeeded, flow.Registered).ShouldBe(("failed", 2, Records));
        (await IsMarkedAsync(flow.Id)).ShouldBeTrue("the error callback has marked the import");
        var document = await Flows.DocumentAsync(flow.Id);
        document.GetProperty("callbacks").EnumerateArray().Select(c => $"{c.GetProperty("role")} {c.GetProperty("status")}").ShouldBe(["body dead", "error succeeded"]);
        var dead = document.GetProperty("failed").EnumerateArray().Single();
        dead.GetProperty("place").GetInt32().ShouldBe(-1);
        dead.GetProperty("error").GetString()!.ShouldContain("No summary today");

        var replay = await Flows.EndedAsync((await Flows.AcceptedAsync($"api/flows/{flow.Id}/replay")).GetProperty("id").GetGuid());

        (replay.Status, replay.Jobs.Total, replay.Registered).ShouldBe(("succeeded", 0, Records));
        (await Flows.DocumentAsync(replay.Id)).GetProperty("summary").GetProperty("voters").GetInt64().ShouldBe(Records);
        (await IsMarkedAsync(flow.Id)).ShouldBeFalse();
    }

    [AppFact]
    public async Task WhatRunsOrHasSucceeded_CannotBeReplayed()
    {
        await using var brake = await Brake.OnAsync(Database, Sample.Prefix);
        var submitted = await Flows.SubmitAsync(Sample.File(20_000), Pattern.Of("fine-grained"));
        using (var early = await Flows.PostToAsync($"api/flows/{submitted.Id}/replay"))
            (await Problem.ShouldBeAsync(early, HttpStatusCode.Conflict)).Detail.ShouldContain("has not ended");
        await Flows.AcceptedAsync($"api/flows/{submitted.Id}/cancel");
        var done = await Flows.EndedAsync((await Flows.SubmitAsync(Sample.File(100))).Id);

        using (var late = await Flows.PostToAsync($"api/flows/{done.Id}/replay"))
            (await Problem.ShouldBeAsync(late, HttpStatusCode.Conflict)).Detail.ShouldContain("succeeded");
        var job = await Database.OneAsync<Guid>("select id from pipeline.job where flow_id = $1 and flow_index = 0", done.Id);
        using var other = await Flows.PostToAsync($"api/jobs/{job}/replay");
        await Problem.ShouldBeAsync(other, HttpStatusCode.Conflict);
        await Flows.EndedAsync(submitted.Id);
    }

    [AppFact]
    public async Task ACancelledImport_ReplayedToItsEnd_ComesToExactlyWhatTheFileSays()
    {
        var file = Sample.File(20_000);
        Flow cancelled;
        await using (await Brake.OnAsync(Database, Sample.Prefix))
        {
            var submitted = await Flows.SubmitAsync(file, Pattern.Of("fine-grained"));
            await Flows.ReachedAsync(submitted.Id, 1_000);
            await Flows.AcceptedAsync($"api/flows/{submitted.Id}/cancel");
            cancelled = await Flows.EndedAsync(submitted.Id);
        }

        var replay = await Flows.EndedAsync((await Flows.AcceptedAsync($"api/flows/{cancelled.Id}/replay")).GetProperty("id").GetGuid());

        (replay.Status, replay.Jobs.Total, replay.Jobs.Succeeded).ShouldBe(("succeeded", cancelled.Jobs.Cancelled, cancelled.Jobs.Cancelled));
        replay.Registered.ShouldBe(file.Voters.Count);
        await Database.ShouldHoldAsync(Sample.Prefix, file.Voters);
    }

    private VoterFile PlainFile()
    {
        var file = new VoterFile();
        for (var number = 1; number <= Records; number++)
            file.Add(new Voter { Id = $"{Sample.Prefix}{number:d6}", Surname = $"Voter {number}", State = "NSW" });
        return file;
    }

    private async Task<(BrokenImport Import, Flow Flow)> BreakAsync(VoterFile file, string pattern)
    {
        await Shared.StopAsync();
        var idle = await StartAnotherAsync(AppSettings.WithoutLanes);
        var import = await BrokenImport.SubmitAsync(idle, file, BrokenRow, Pattern.Of(pattern));
        await Shared.EnsureAsync();
        return (import, await Flows.EndedAsync(import.Flow));
    }

    private Task<string> StatusAsync(Guid job) => Database.OneAsync<string>("select status::text from pipeline.job where id = $1", job);

    private Task<bool> IsMarkedAsync(Guid import) => Database.OneAsync<bool>("select failed_at is not null from voters.import where id = $1", import);
}
