using BenchJobs;
using BenchJobs.Jobs;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Pipeline.Bench.Measure;
using Pipeline.Bench.Work;
using Pipeline.Flows;
using Voters.Csv;

namespace Pipeline.Bench.Peers;

/// <summary>The ways to do the work with the pipeline.</summary>
internal static class PipelineContestants
{
    // A record is about 250 bytes as arguments; a job's are 16 MiB at most.
    private const int MostInAJob = 50_000;

    /// <param name="client">Submits.</param>
    /// <param name="inRows">Submits with arguments of any of these sizes in rows, none in blobs.</param>
    /// <param name="app">Runs the jobs.</param>
    /// <param name="source">Sees the end.</param>
    public static IEnumerable<IContestant> All(PipelineClient client, PipelineClient inRows, PipelineApp app, NpgsqlDataSource source)
    {
        var watch = new FlowWatch(source);
        FlowContestant With(PipelineClient submitter, string key, string title, FlowShape shape) => new(key, title, submitter, app.Worker, watch, shape);
        FlowContestant Of(string key, string title, FlowShape shape) => With(client, key, title, shape);
        IContestant Web(string key, string title, Action<BenchDb, Voter> enqueue) => new WebContestant(key, title, client, app.Worker, source, enqueue);
        return
        [
            Of("fine", "chord, one job a record, ordinary handlers", Chord(w => w.Voters.Select(v => new Register(v)))),
            Of("fine-outcome", "chord, one job a record, handlers whose statement goes with the outcome", Chord(w => w.Voters.Select(v => new RegisterWithOutcome(v)))),
            Of("fine-ef", "chord, one job a record, handlers that write through EF Core", Chord(w => w.Voters.Select(v => new RegisterThroughEf(v)))),
            Of("fine-set", "chord, one job a record, set-based handler", Chord(w => w.Voters.Select(v => new RegisterTogether(v)))),
            Of("fine-single", "chord, one job a record, Batch = 1", Chord(w => w.Voters.Select(v => new RegisterSingly(v)))),
            Of("chord", "chord of chunks of 100, row by row (statements sent together)", Chord(w => Ranges(w, (f, l) => new RegisterRange(f, l)), Staging.Numbered)),
            Of("chord-set", "chord of chunks of 100, set-based", Chord(w => Ranges(w, (f, l) => new MergeRange(f, l)), Staging.Numbered)),
            Of("one-set", "one job, set-based", new(_ => Flow.Group([new MergeAll()]), Staging.Plain)),
            Of("all-in-one", "one job, row by row (statements sent together)", new(_ => Flow.Group([new RegisterAll()]), Staging.Plain)),
            Of("chord-one-by-one", "chord of chunks of 100, row by row (a round trip each)", Chord(w => Ranges(w, (f, l) => new RegisterRangeOneByOne(f, l)), Staging.Numbered)),
            Of("chord-carried", "chord of chunks of 100, row by row, records as arguments in blobs", Chord(Carried)),
            With(inRows, "chord-carried-rows", "chord of chunks of 100, row by row, records as arguments in rows", Chord(Carried)),
            Of("group", "group of chunks of 100, row by row (statements sent together)", new(w => Flow.Group(Ranges(w, (f, l) => new RegisterRange(f, l))), Staging.Numbered)),
            Of("starmap", "starmap over the records, set-based handler", new(w => Flow.Starmap(w.Voters.Select(v => new RegisterTogether(v)))) { Most = MostInAJob }),
            Web("web", "a job and a transaction a record, eight at a time, as web requests bring them", (db, voter) => db.Enqueue(new Register(voter))),
            Web("web-single", "the same with Batch = 1", (db, voter) => db.Enqueue(new RegisterSingly(voter))),
        ];
    }

    private static FlowShape Chord<TArgs>(Func<Workload, IEnumerable<TArgs>> members, Staging staging = Staging.None) where TArgs : notnull =>
        new(w => Flow.Chord(members(w), then: new CountMembers()), staging) { HasBody = true };

    private static IEnumerable<TArgs> Ranges<TArgs>(Workload work, Func<int, int, TArgs> range)
    {
        for (var first = 0; first < work.Count; first += Workload.Chunk)
            yield return range(first, Math.Min(first + Workload.Chunk, work.Count) - 1);
    }

    private static IEnumerable<RegisterCarried> Carried(Workload work) => work.Voters.Chunk(Workload.Chunk).Select(some => new RegisterCarried(some));
}
