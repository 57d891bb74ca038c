using System.Text.Json;
using Pipeline.Bench.Measure;
using Pipeline.Bench.Servers;
using Pipeline.Bench.Work;

namespace Pipeline.Bench.Peers;

/// <summary>Celery's worker with its pool, and a process that submits and takes the time.</summary>
internal sealed class CeleryPeer : IAsyncDisposable
{
    /// <summary>As people run it; gossip and mingling are for more than one worker.</summary>
    private const string WorkerCommand = "exec \"${BENCH_PYTHON:-python3}\" -m celery -A tasks worker --pool prefork --concurrency 8 --without-gossip --without-mingle --loglevel WARNING";

    private const string SubmitCommand = "exec \"${BENCH_PYTHON:-python3}\" submit.py";

    private const string VersionCommand =
        "exec \"${BENCH_PYTHON:-python3}\" -c 'import celery, kombu, psycopg2, redis; print(celery.__version__, \"with kombu\", kombu.__version__, \"psycopg2\", psycopg2.__version__.split()[0], \"redis-py\", redis.__version__)'";

    private static readonly TimeSpan Longest = TimeSpan.FromHours(2);

    private readonly ChildProcess _worker;
    private readonly ChildProcess _submitter;

    private CeleryPeer(ChildProcess worker, ChildProcess submitter, string versions) => (_worker, _submitter, Versions) = (worker, submitter, versions);

    public string Versions { get; }

    public ProcessFamily Worker => _worker.Family;

    /// <exception cref="BenchException">Celery is not there.</exception>
    public static async Task<CeleryPeer> StartAsync(BenchServers servers, string folder, CancellationToken cancellationToken)
    {
        if (servers.Redis is null)
            throw new BenchException("BENCH_REDIS is not set, Celery's result backend: run ./dev bench, which starts it, or leave the peer out by --peers pipeline,limits.");
        var (scripts, environment) = (Path.Combine(AppContext.BaseDirectory, "celery"), CeleryEnvironment.Of(servers));
        await using var version = ChildProcess.Start(VersionCommand, Path.Combine(folder, "celery-version.log"), scripts, environment, talks: true);
        var versions = await version.Output.ReadLineAsync(cancellationToken)
            ?? throw new BenchException("Celery, psycopg2 or redis-py is missing for python3: on Debian or Ubuntu ./dev bench installs them. Or leave the peer out by --peers pipeline,limits.");
        return new(
            ChildProcess.Start(WorkerCommand, Path.Combine(folder, "celery-worker.log"), scripts, environment),
            ChildProcess.Start(SubmitCommand, Path.Combine(folder, "celery-submitter.log"), scripts, environment, talks: true),
            versions);
    }

    /// <summary>Runs one of <c>submit.py</c>'s patterns.</summary>
    /// <exception cref="BenchException">A process of the peer ended, or nothing came back for hours.</exception>
    /// <exception cref="WrongResultException">Its own count is not that of the records.</exception>
    public async Task<TimeSpan> RunAsync(string pattern, Workload work, CancellationToken cancellationToken)
    {
        await _submitter.Input.WriteLineAsync(JsonSerializer.Serialize(new { pattern, file = work.File }).AsMemory(), cancellationToken);
        await _submitter.Input.FlushAsync(cancellationToken);
        var answer = await _submitter.Output.ReadLineAsync(cancellationToken).AsTask().WaitAsync(Longest, cancellationToken);
        if (answer is null || _worker.HasEnded)
            throw new BenchException($"Celery ended; see {_submitter.Log} and {_worker.Log}.");
        var result = JsonSerializer.Deserialize<Answer>(answer, JsonSerializerOptions.Web)!;
        return result.Done == work.Count ? TimeSpan.FromSeconds(result.Seconds)
            : throw new WrongResultException($"Celery says that {result.Done} records are done of {work.Count}");
    }

    public async ValueTask DisposeAsync()
    {
        await _submitter.DisposeAsync();
        await _worker.DisposeAsync();
    }

    private sealed record Answer(double Seconds, int Done);
}
