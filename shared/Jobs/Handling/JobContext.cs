using Pipeline.Flows;

namespace Pipeline.Jobs;

/// <summary>What a handler may know of the job that it runs.</summary>
public sealed class JobContext
{
    private readonly IJobStreams _streams;
    private readonly IJobResults _results;
    private readonly TestJob? _test;

    internal JobContext(ClaimedJob job, JobDefinition definition, int lane, JobScope scope, IJobStreams streams, IJobResults results, int? tuple) =>
        (_streams, _results, Tuple, Id, Name, Version, Generation, Attempt, MaxAttempts, FlowId, FlowIndex, Lane, CreatedAt, Scope) =
        (streams, results, tuple, job.Id, definition.Name, definition.Version, job.Generation, job.Attempt + 1, definition.MaxAttempts, job.Flow?.Id, job.Flow?.Index, lane, job.CreatedAt, scope);

    private JobContext(TestJob job) =>
        (_test, _streams, _results, Tuple, Id, Name, Version, Generation, Attempt, MaxAttempts, FlowId, FlowIndex, CreatedAt, Scope) =
        (job, new TestStreams(job), new TestResults(job.Results), job.Tuple, job.Id, job.Name, job.Version, job.Generation, job.Attempt, job.MaxAttempts, job.FlowId, job.FlowIndex, job.CreatedAt, new());

    /// <summary>
    /// A context for a unit test of a handler, which needs no server. What the handler does through its <c>DbContext</c> is up to the context that the test
    /// gives it: nothing is committed or fenced here.
    /// </summary>
    /// <param name="job">What the handler is to see; by default the first attempt of a job that is in no flow.</param>
    public static JobContext ForTest(TestJob? job = null) => new(job ?? new());

    public Guid Id { get; }

    public string Name { get; }

    public int Version { get; }

    /// <summary>0, and one more after each replay.</summary>
    public int Generation { get; }

    /// <summary>1 for the first try, up to <see cref="MaxAttempts"/>.</summary>
    public int Attempt { get; }

    public int MaxAttempts { get; }

    /// <summary>The flow that the job is a member of, if any.</summary>
    public Guid? FlowId { get; }

    /// <summary>The job's place in its flow, from 0; -1 for a body, -2 for an error callback.</summary>
    public int? FlowIndex { get; }

    /// <summary>Which of its arguments a starmap job is at, from 0; null for a job with one.</summary>
    public int? Tuple { get; }

    /// <summary>The lane that runs the job, from 0.</summary>
    public int Lane { get; }

    /// <summary>When the job was enqueued, by the database's clock.</summary>
    public DateTimeOffset CreatedAt { get; }

    /// <summary>The same for every attempt of this job: an idempotency key for calls to other systems.</summary>
    public string Key => Tuple is null ? $"{Id:N}-{Generation}" : $"{Id:N}-{Generation}-{Tuple}";

    internal JobScope Scope { get; }

    /// <summary>
    /// Opens the job's transaction now, for a job in <see cref="JobMode.Io"/> that writes by <c>ExecuteUpdate</c> or SQL.
    /// It is committed with the outcome; in <see cref="JobMode.Database"/> it is open already and this does nothing.
    /// </summary>
    /// <exception cref="JobFencedException">The job was given to another worker meanwhile; let it through.</exception>
    public Task BeginAsync(CancellationToken cancellationToken) => Scope.BeginAsync(cancellationToken);

    /// <summary>
    /// Adds a statement that needs no answer to the job's transaction. It is sent with the outcome, in one round trip with those of the message's other jobs:
    /// many times quicker than waiting for each. Until the handler has returned nothing is executed, so that a query of the handler does not see it; a job that
    /// fails executes none of its statements, and a statement that fails fails its job.
    /// </summary>
    /// <param name="sql">
    /// One statement, such as <c>$"update shop.product set price = {price} where id = {id}"</c>: its values become parameters, of the type that PostgreSQL expects
    /// there or that an <see cref="Npgsql.NpgsqlParameter"/> names. All that are sent together are given the job's time limit.
    /// </param>
    /// <exception cref="ArgumentException">There is nothing to execute.</exception>
    public void ExecuteWithOutcome(FormattableString sql)
    {
        var command = InterpolatedSql.Command(sql);
        if (_test is null) Scope.Add(command);
        else _test.Statements.Add(sql);
    }

    /// <summary>
    /// What came before this job in its flow, as committed: for a body or an error callback what each member came to, in the members' order; for a step of
    /// a chain the step before, of a group all of its members. Read as a stream, a page at a time; nothing for a job without a flow.
    /// </summary>
    public IAsyncEnumerable<MemberResult> ResultsAsync(CancellationToken cancellationToken) =>
        FlowId is { } flow && FlowIndex is { } index ? _results.BeforeAsync(flow, index, cancellationToken) : AsyncEnumerable.Empty<MemberResult>();

    /// <summary>The result of the step before this one; the default where there is none.</summary>
    /// <exception cref="System.Text.Json.JsonException">It is nothing of that kind.</exception>
    public async Task<TResult?> PreviousAsync<TResult>(CancellationToken cancellationToken) =>
        await ResultsAsync(cancellationToken).FirstOrDefaultAsync(cancellationToken) is { } previous ? previous.As<TResult>() : default;

    /// <summary>
    /// Writes a blob that belongs to this job, of any size, as it comes. It lives as long as the job's row, and no longer than
    /// <see cref="PipelineOptions.BlobRetention"/> after the job's end. Attempts do not see each other's names; the same name in one attempt is replaced.
    /// </summary>
    /// <param name="name">1 to 100 of <c>A-Z a-z 0-9 . _ -</c>, no dot at either end.</param>
    /// <param name="content">All of it, from where it stands.</param>
    /// <param name="cancellationToken">The handler's own.</param>
    /// <returns>A reference to put in the result, in a row, or in another job's arguments.</returns>
    /// <exception cref="ArgumentException">The name is none.</exception>
    public Task<string> WriteAsync(string name, Stream content, CancellationToken cancellationToken) => _streams.WriteAsync(name, content, cancellationToken);

    /// <inheritdoc cref="WriteAsync(string, Stream, CancellationToken)"/>
    /// <param name="write">Writes to the stream that it is given, and leaves it open.</param>
    public Task<string> WriteAsync(string name, Func<Stream, CancellationToken, Task> write, CancellationToken cancellationToken) =>
        _streams.WriteAsync(name, write, cancellationToken);

    /// <summary>Reads what this or any other job wrote.</summary>
    /// <param name="reference">What <see cref="WriteAsync(string, Stream, CancellationToken)"/> returned.</param>
    /// <param name="cancellationToken">The handler's own.</param>
    /// <exception cref="ArgumentException">It is no reference to a job's blob.</exception>
    /// <exception cref="FileNotFoundException">The blob is past its retention, or its job is gone.</exception>
    public Task<Stream> OpenReadAsync(string reference, CancellationToken cancellationToken) => _streams.OpenReadAsync(reference, cancellationToken);
}
