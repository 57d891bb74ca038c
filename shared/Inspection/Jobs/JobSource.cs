namespace Pipeline.Inspection;

/// <summary>
/// What a list of jobs is read from, so that its cost is bounded: a window of rows in the order of an index, whatever the table holds. No index has what changes
/// in a job (every outcome would be a slow update), so that the state is not looked up but looked for.
/// </summary>
/// <param name="Window">The rows of a window, from where the page before ended; a limit is added.</param>
/// <param name="Join">From the window's row r to the job j and, where it has no outcome, its message o.</param>
/// <param name="Where">Which of them are meant.</param>
/// <param name="Order">Of the rows, and of the jobs in one.</param>
/// <param name="Place">Where the page after a job begins, as text.</param>
/// <param name="WindowPlace">Where the page after a window's last row begins, as text.</param>
/// <param name="MadeAt">The row's time, for people.</param>
/// <param name="HasMessages">A row is a message, and names jobs.</param>
internal sealed record JobSource(string Window, string Join, string Where, string Order, string Place, string WindowPlace, string MadeAt, bool HasMessages = false)
{
    // $1 id, $2 job, $3 place: where the page before ended. $4 flow, $5 type, $6 prefix, $7 status, $8 limit, $9 window, $10 job's id.
    // A lateral look with a limit is made row by row: a join could be planned as a scan of the other table.
    private const string Message = "left join lateral (select * from pipeline.outbox o where j.status = 'queued' and o.id = j.message_id limit 1) o on true";

    private const string Job = "join lateral (select * from pipeline.job j where j.id = m.id and j.status = 'queued' and j.message_id = r.id limit 1) j on true cross join lateral (select r.*) o";

    private const string Named = "($5 is null or j.type = $5) and ($6 is null or starts_with(j.type, $6)) and ($7 is null or j.status = $7::pipeline.job_status)";

    private const string NamedMessage = "($5 is null or r.type = $5) and ($6 is null or starts_with(r.type, $6))";

    private const string From = "from pipeline.outbox where ($4 is null or flow_id = $4) and ($1 is null or id <= $1)";

    /// <summary>One job.</summary>
    public static readonly JobSource One = new(
        "select * from pipeline.job where id = $10", "cross join lateral (select r.*) j " + Message, "true", "j.id", "j.id::text", "id::text", "created_at");

    /// <summary>All jobs by id, the newest first.</summary>
    public static readonly JobSource All = new(
        "select * from pipeline.job where ($1 is null or id < $1) order by id desc", "cross join lateral (select r.*) j " + Message, Named, "r.id desc", "r.id::text", "id::text", "created_at");

    /// <summary>A flow's jobs by place.</summary>
    public static readonly JobSource Flow = new(
        "select * from pipeline.job where flow_id = $4 and ($3 is null or flow_index > $3) order by flow_index", "cross join lateral (select r.*) j " + Message, Named,
        "r.flow_index", "r.flow_index::text", "flow_index::text", "created_at");

    /// <summary>Jobs that have a dead letter, the last to die first.</summary>
    public static readonly JobSource Dead = new(
        "select * from pipeline.dead_letter where ($1 is null or id < $1) order by id desc",
        "join lateral (select * from pipeline.job j where j.id = r.job_id limit 1) j on true " + Message, "r.job_id is not null and " + NamedMessage,
        "r.id desc", "r.id::text", "id::text", "received_at");

    /// <summary>Open jobs by message. A job that failed comes back alone in its message.</summary>
    public static readonly JobSource Queued = Open("r.token is null and r.due_at <= now()");

    public static readonly JobSource Waiting = Open("r.token is null and r.due_at > now() and (r.due_at = 'infinity' or j.attempt = 0)");

    public static readonly JobSource Retrying = Open("r.token is null and r.due_at > now() and r.due_at < 'infinity' and cardinality(r.jobs) = 1 and j.attempt > 0");

    /// <summary>By the workers, of which there are few: the planner must not walk over a backlog to find what they have.</summary>
    public static readonly JobSource Running = Open("true", "and owner = any(array(select id from pipeline.worker))");

    /// <summary>What serves a filter best.</summary>
    public static JobSource Of(JobFilter filter) => filter switch
    {
        { Id: not null } => One,
        { State: JobState.Queued } => Queued,
        { State: JobState.Waiting } => Waiting,
        { State: JobState.Retrying } => Retrying,
        { State: JobState.Running } => Running,
        { Flow: not null } => Flow,
        { State: JobState.Dead } => Dead,
        _ => All,
    };

    private static JobSource Open(string state, string owner = "") => new(
        $"select * {From} {owner} order by id desc", $"cross join lateral unnest(r.jobs) as m(id) {Job}",
        $"{state} and {NamedMessage} and ($1 is null or r.id < $1 or m.id < $2)", "r.id desc, m.id desc", "r.id || '.' || m.id",
        "id || '.' || '00000000-0000-0000-0000-000000000000'", "created_at", HasMessages: true);
}
