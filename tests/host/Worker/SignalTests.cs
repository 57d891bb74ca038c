namespace Pipeline.LocalHost.Tests.Worker;

public sealed class SignalTests
{
    [ServiceFact]
    public async Task Sigterm_RunningMessageIsToldAndAcknowledgedTheBufferGoesBackAndTheWorkerStopsLast()
    {
        await using var queue = await TestQueue.CreateAsync();
        await using var run = await HostRun.StartAsync(Setup.For(queue, "Take"));
        await queue.PublishAsync("gate a");
        await queue.PublishManyAsync(4);
        await run.WritesAsync("begin Take: gate a");

        await run.SignalAsync("TERM");

        await run.WritesAsync("told Take");
        run.OpenGate("a");
        (await run.ExitCodeAsync()).ShouldBe(0, run.Output);
        run.Entries.ShouldBe(["open", "begin Take: gate a", "told Take", "end Take: gate a", "closed"]);
        await queue.WaitForReadyAsync(4);
        await run.NothingIsLeftAsync();
    }

    [ServiceFact]
    public async Task Sigterm_LetsARunningRequestFinishAndRefusesNewOnes()
    {
        await using var run = await HostRun.StartAsync(Setup.For("Wait", "Unrouted"));
        using var http = run.Http();
        var call = http.PostAsync("api/wait/until-told x", null);
        await run.WritesAsync("begin Wait: until-told x");

        await run.SignalAsync("TERM");

        using var answer = await call;
        (await answer.Content.ReadAsStringAsync()).ShouldStartWith("waited in ");
        (await run.ExitCodeAsync()).ShouldBe(0, run.Output);
        run.Entries[^1].ShouldBe("closed");
    }

    [ServiceFact]
    public async Task SecondSignal_EndsHostAndWorkerAtOnce()
    {
        await using var queue = await TestQueue.CreateAsync();
        await using var run = await HostRun.StartAsync(Setup.For(queue, "Take"));
        await queue.PublishAsync("gate never");
        await run.WritesAsync("begin Take: gate never");

        await run.SignalAsync("INT");
        await run.WritesAsync("told Take");
        await run.SignalAsync("INT");

        (await run.ExitCodeAsync()).ShouldBe(130);
        await run.NothingIsLeftAsync();
        await queue.WaitForReadyAsync(1);
    }

    [ServiceFact]
    public async Task WhatRunsLongerThanTheGrace_IsAbandonedAndItsMessageGoesBack()
    {
        await using var queue = await TestQueue.CreateAsync();
        await using var run = await HostRun.StartAsync(Setup.For(queue, "Take"));
        await queue.PublishAsync("gate never");
        await run.WritesAsync("begin Take: gate never");

        (await run.StopAsync()).ShouldBe(0, run.Output);

        run.Has("did not shutdown within its allotted time").ShouldBeTrue(run.Output);
        await run.NothingIsLeftAsync();
        await queue.WaitForReadyAsync(1);
    }

    [ServiceFact]
    public async Task KilledHost_MessageIsDeliveredAgainAsRedelivered()
    {
        await using var queue = await TestQueue.CreateAsync();
        await using var run = await HostRun.StartAsync(Setup.For(queue, "Take"));
        await queue.PublishAsync("gate never");
        await run.WritesAsync("begin Take: gate never");

        await run.SignalAsync("KILL");

        (await run.ExitCodeAsync()).ShouldNotBe(0);
        await queue.WaitForReadyAsync(1);
        (await queue.GetAsync())!.Redelivered.ShouldBeTrue();
    }
}
