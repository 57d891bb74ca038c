namespace Pipeline.LocalHost.Tests.Worker;

public sealed class CrashTests
{
    [ServiceFact]
    public async Task KilledWorker_IsReplacedAndItsMessageRunsAgainCounted()
    {
        await using var queue = await TestQueue.CreateAsync();
        await using var run = await HostRun.StartAsync(Setup.For(queue, "Take", "Unrouted"));
        await queue.PublishAsync("gate a");
        await run.WritesAsync("begin Take: gate a");

        await HostRun.SignalAsync("KILL", run.Workers[0]);

        await run.WritesAsync("begin Take: gate a", times: 2);
        run.OpenGate("a");
        await run.WritesAsync("end Take: gate a");
        run.Workers.Count.ShouldBe(2);
        run.Has($"The worker process {run.Workers[0]} ended with exit code 137.").ShouldBeTrue(run.Output);
        using var http = run.Http();
        (await http.GetStringAsync("api/Unrouted")).ShouldBe("unrouted");
        (await run.StopAsync()).ShouldBe(0, run.Output);
        (await queue.ReadyAsync()).ShouldBe(0u);
        await run.NothingIsLeftAsync();
    }

    [ServiceFact]
    public async Task RequestWhoseWorkerDies_Is500()
    {
        await using var run = await HostRun.StartAsync(Setup.For("Play"));
        using var http = run.Http();
        using var answer = await http.PostAsync("api/play/kill", null);
        ((int)answer.StatusCode).ShouldBe(500);
        using var next = await http.PostAsync("api/play/next", null);
        (await next.Content.ReadAsStringAsync()).ShouldBe($"played in {run.Workers[1]}", run.Output);
    }

    [ServiceFact]
    public async Task ThirdCrashWithin30Minutes_EndsTheHostWithAReason()
    {
        await using var queue = await TestQueue.CreateAsync();
        await using var run = await HostRun.StartAsync(Setup.For(queue, "Take"));
        await queue.PublishAsync("exit 3");

        (await run.ExitCodeAsync()).ShouldBe(1, run.Output);

        run.Entries.Count(e => e == "begin Take: exit 3").ShouldBe(3);
        run.Lines.Count(line => line.Contains("ended with exit code 3. This is the third time within 30 minutes: the host gives up", StringComparison.Ordinal))
            .ShouldBe(1, run.Output);
        await run.NothingIsLeftAsync();
        await queue.WaitForReadyAsync(1);
    }

    [ServiceFact]
    public async Task WorkerThatEndsWithZero_IsNotReplacedAsOnTheRealHost()
    {
        await using var queue = await TestQueue.CreateAsync();
        await using var run = await HostRun.StartAsync(Setup.For(queue, "Take"));
        await queue.PublishAsync("exit 0");
        await run.SaysAsync("The worker ended with exit code 0 although nobody asked it to.");
        run.Workers.Count.ShouldBe(1);
        (await run.StopAsync()).ShouldBe(0, run.Output);
        await queue.WaitForReadyAsync(1);
    }
}
