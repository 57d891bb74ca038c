namespace Pipeline.Flows;

/// <summary>Conditions over a flow <c>f</c> that several looks share. They stay cheap whatever its size.</summary>
internal static class FlowLook
{
    /// <summary>Some job or nested flow of it has no outcome. A look, not a count: the newest messages come last, so that it is short as long as there are any.</summary>
    public const string IsOpen = """
        ((select o.id from pipeline.outbox o where o.flow_id = f.id order by o.id desc limit 1) is not null
         or exists (select from pipeline.flow c where c.parent_id = f.id and c.finished_at is null))
        """;

    // An interval of the table that no sum of times can hold must not keep the other flows from being checked.
    private const string Limit = "least(f.time_limit, interval '10 years')";

    /// <summary>When its time limit is over, or that of its error callback, which has as long again, a day at least. Null while it waits for its turn.</summary>
    public const string LimitAt = $"""
        (case when f.stage in ('members', 'body') then f.began_at + {Limit}
              when f.stage = 'error' then greatest(f.closed_at, f.began_at + {Limit}) + greatest({Limit}, interval '1 day') end)
        """;

    /// <summary>That time limit is over.</summary>
    public const string IsOverdue = $"coalesce({LimitAt} < now(), false)";

    /// <summary>How many of its members have an outcome.</summary>
    public const string Ended =
        "(select coalesce(sum(p.succeeded + p.dead + p.cancelled + p.expired), 0)::int from pipeline.flow_progress p where p.flow_id = f.id)";

    /// <summary>It is a group whose held members' turn may come.</summary>
    public const string Holds = "(f.kind = 'group' and f.stage = 'members' and f.stopping is null)";

    /// <summary>Jobs of it are to be ended. As <see cref="FlowRules.Ends"/> has it: one whose error callback is delayed stops, and has nothing to be done.</summary>
    public const string Ends = """
        (case f.stopping::text when 'cancelled' then true
                               when 'expired' then f.stage <> 'error'
                               when 'halted' then f.stage <> 'error'
                               when 'failed' then f.stage not in ('body', 'error')
                               else false end)
        """;

    /// <summary>Something is to be done: it stops, its time is over, nothing moves in it, or a release was lost. As <see cref="FlowRules.HasRoom"/> has it.</summary>
    public const string IsDue = $"""
        ({Ends}
         or {IsOverdue}
         or ({Holds} and f.released < f.total and f.released - f.max_parallel * 3 / 4 <= {Ended})
         or (f.stage <> 'waiting'
             and (select o.id from pipeline.outbox o where o.flow_id = f.id and o.due_at < 'infinity' order by o.id desc limit 1) is null
             and not exists (select from pipeline.flow c where c.parent_id = f.id and c.finished_at is null and c.stage <> 'waiting')))
        """;
}
