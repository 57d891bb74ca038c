using Pipeline.Flows;
using Pipeline.Tests.Support;

namespace Pipeline.Tests.Interleavings;

/// <summary>Close, cancel and release of flows, statement by statement beside each other.</summary>
public sealed class FlowOrderTests
{
    [ServiceFact]
    public async Task Two_processes_that_close_a_flow_start_its_body_once()
    {
        await using var sessions = await Sessions.StartAsync(2);
        var flow = Guid.Empty;
        await sessions.InAllOrdersAsync(
            async () => flow = await EndedMembersAsync(sessions),
            [p => p.Get<FlowDriver>().MoveAsync(flow, default), p => p.Get<FlowDriver>().MoveAsync(flow, default)],
            () => HasClosedOnceAsync(sessions, flow));
    }

    [ServiceFact]
    public async Task The_last_members_of_a_flow_close_it_once_whichever_is_last()
    {
        await using var sessions = await Sessions.StartAsync(3);
        var flow = Guid.Empty;
        var bodies = new List<byte[]>();
        await sessions.InSomeOrdersAsync(
            async () =>
            {
                flow = (await sessions.World.StartAsync(Flow.Chord([new Step("a"), new Step("b")], new Step("body")))).Id;
                bodies = await sessions.PublishedAsync();
                bodies.Count.ShouldBe(2);
            },
            [
                p => sessions.DeliverAsync(p, bodies[0]), p => sessions.DeliverAsync(p, bodies[1]),
                p => p.Get<FlowDriver>().DriveAsync(flow, default),
            ],
            async () =>
            {
                await HasClosedOnceAsync(sessions, flow);
                (await sessions.World.CountAsync("effect")).ShouldBe(3);
            });
    }

    [ServiceFact]
    public async Task A_flow_is_closed_or_cancelled()
    {
        await using var sessions = await Sessions.StartAsync(2);
        var flow = Guid.Empty;
        await sessions.InAllOrdersAsync(
            async () => flow = await EndedMembersAsync(sessions),
            [p => p.Get<FlowDriver>().MoveAsync(flow, default), p => p.Get<FlowClient>().CancelAsync(flow, default)],
            async () =>
            {
                await sessions.FinishAsync();
                (await sessions.World.ProgressAsync(flow)).Status.ShouldBe("cancelled");
                (await sessions.World.CountAsync("effect where text = 'body'")).ShouldBe(0);
                (await sessions.World.CountAsync("pipeline.outbox")).ShouldBe(0);
            });
    }

    [ServiceFact]
    public async Task A_member_of_a_cancelled_flow_has_its_effect_or_is_cancelled()
    {
        await using var sessions = await Sessions.StartAsync(2);
        var flow = Guid.Empty;
        var body = Array.Empty<byte>();
        await sessions.InSomeOrdersAsync(
            async () =>
            {
                flow = (await sessions.World.StartAsync(Flow.Chord([new Step("a")], new Step("body")))).Id;
                body = (await sessions.PublishedAsync()).ShouldHaveSingleItem();
            },
            [
                p => sessions.DeliverAsync(p, body),
                async p =>
                {
                    await p.Get<FlowClient>().CancelAsync(flow, default);
                    await p.Get<FlowDriver>().DriveAsync(flow, default);
                },
            ],
            async () =>
            {
                await sessions.FinishAsync();
                var succeeded = await sessions.World.CountAsync("pipeline.job where flow_index = 0 and status = 'succeeded'");
                (await sessions.World.CountAsync("pipeline.job where flow_index = 0 and status = 'cancelled'")).ShouldBe(1 - succeeded);
                (await sessions.World.CountAsync("effect where text = 'a'")).ShouldBe(succeeded);
                (await sessions.World.CountAsync("pipeline.flow where finished_at is not null")).ShouldBe(1);
                (await sessions.World.ProgressAsync(flow)).Open.ShouldBe(0);
                (await sessions.World.CountAsync("pipeline.outbox")).ShouldBe(0);
            });
    }

    [ServiceFact]
    public async Task Two_processes_that_let_members_go_let_no_more_go_than_there_is_room_for()
    {
        await using var sessions = await Sessions.StartAsync(2);
        var flow = Guid.Empty;
        await sessions.InAllOrdersAsync(
            async () =>
            {
                flow = (await sessions.World.StartAsync(Flow.Group(Enumerable.Range(0, 6).Select(i => new Step($"{i}"))) with { MaxParallel = 2 })).Id;
                // One of the first two has ended, and nobody has looked.
                await sessions.World.ExecuteAsync("""
                    delete from pipeline.outbox where id = (select message_id from pipeline.job where flow_index = 0);
                    update pipeline.job set status = 'succeeded' where flow_index = 0;
                    """);
                await sessions.World.ExecuteAsync("insert into pipeline.flow_progress (flow_id, lane, succeeded) values ($1, 0, 1)", flow);
            },
            [p => p.Get<FlowPacer>().ReleaseAsync(flow, wait: true, default), p => p.Get<FlowPacer>().ReleaseAsync(flow, wait: true, default)],
            async () =>
            {
                (await sessions.World.CountAsync("pipeline.outbox where due_at < 'infinity' and wake is null")).ShouldBe(2);
                (await sessions.World.ScalarAsync<int>("select released from pipeline.flow")).ShouldBe(3);
            });
    }

    [ServiceFact]
    public async Task A_step_of_a_chain_begins_once_and_the_flow_in_it_as_well()
    {
        await using var sessions = await Sessions.StartAsync(2);
        var flow = Guid.Empty;
        var body = Array.Empty<byte>();
        await sessions.InSomeOrdersAsync(
            async () =>
            {
                flow = (await sessions.World.StartAsync(Flow.Chain(new Step("a"), Flow.Group([new Step("b"), new Step("c")]), new Step("d")))).Id;
                body = (await sessions.PublishedAsync()).ShouldHaveSingleItem();
            },
            [p => sessions.DeliverAsync(p, body), p => p.Get<FlowDriver>().DriveAsync(flow, default)],
            async () =>
            {
                await sessions.FinishAsync();
                (await sessions.World.ProgressAsync(flow)).Status.ShouldBe("succeeded");
                (await sessions.World.CountAsync("effect")).ShouldBe(4);
                (await sessions.World.CountAsync("pipeline.outbox")).ShouldBe(0);
            },
            orders: 30);
    }

    /// <summary>A chord whose member has ended, in which nobody has looked since.</summary>
    internal static async Task<Guid> EndedMembersAsync(Sessions sessions)
    {
        var world = sessions.World;
        var flow = (await world.StartAsync(Flow.Chord([new Step("a")], new Step("body")))).Id;
        await world.ExecuteAsync("delete from pipeline.outbox");
        await world.ExecuteAsync("update pipeline.job set status = 'succeeded', finished_at = now()");
        await world.ExecuteAsync("insert into pipeline.flow_progress (flow_id, lane, succeeded) values ($1, 0, 1)", flow);
        return flow;
    }

    private static async Task HasClosedOnceAsync(Sessions sessions, Guid flow)
    {
        await sessions.FinishAsync();
        (await sessions.World.ProgressAsync(flow)).Status.ShouldBe("succeeded");
        (await sessions.World.CountAsync("pipeline.job where flow_index = -1")).ShouldBe(1);
        (await sessions.World.CountAsync("effect where text = 'body'")).ShouldBe(1);
        (await sessions.World.CountAsync("pipeline.outbox")).ShouldBe(0);
    }
}
