using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Pipeline.Chaos.Apps;
using Pipeline.Chaos.Faults;
using Pipeline.Chaos.Oracle;
using Pipeline.Chaos.Output;
using Pipeline.Chaos.Work;
using Pipeline.Database;

namespace Pipeline.Chaos;

/// <summary>One run from its beginning to its verdict: jobs and faults side by side, then quiet, then the checks.</summary>
internal sealed class ChaosRun(ChaosOptions options, ServiceProvider services, Ledger ledger, TimeProvider time, Journal journal)
{
    private const int LooksALine = 5;
    private const int LooksAtStandstill = 20;
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    private readonly PipelineDatabase _database = services.GetRequiredService<PipelineDatabase>();

    /// <returns>The exit code.</returns>
    /// <exception cref="ChaosException">The run could not be made.</exception>
    public static async Task<int> RunAsync(ChaosOptions options, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(options.Folder);
        // The last run's are no part of this one's.
        foreach (var log in Directory.EnumerateFiles(options.Folder, "app-*.log")) File.Delete(log);
        var journal = new Journal(TimeProvider.System);
        journal.Say($"again by: {options.Repeat}");
        await using var services = ChaosServices.Create();
        using var ledger = new Ledger(Path.Combine(options.Folder, "ledger.jsonl"));
        var verdict = await new ChaosRun(options, services, ledger, TimeProvider.System, journal).RunAsync(cancellationToken);
        await (options.Json ? Console.Error : Console.Out).WriteLineAsync(VerdictText.Of(verdict));
        if (options.Json) Console.WriteLine(JsonSerializer.Serialize(verdict, JsonSerializerOptions.Web));
        return verdict.Holds ? 0 : 1;
    }

    private async Task<Verdict> RunAsync(CancellationToken cancellationToken)
    {
        await services.GetRequiredService<PipelinePreparation>().RunAsync(cancellationToken);
        var (accepted, recoveries) = (new AcceptedTable(_database, ledger), new Recoveries(_database));
        var judge = new Judge(_database, accepted);
        await recoveries.WatchAsync(cancellationToken);
        var since = await judge.NowAsync(cancellationToken);
        Ending ending;
        int ownEnds;
        await using (var fleet = new AppFleet(options, time, journal))
        {
            journal.Say($"starting {options.Apps} apps: {options.AppCommand}; their logs and the ledger are in {options.Folder}");
            await fleet.StartAsync(cancellationToken);
            var faults = await StrikeAsync(fleet, cancellationToken);
            ending = await EndAsync(accepted, faults, cancellationToken);
            ownEnds = fleet.Apps.Sum(a => a.OwnEnds);
        }
        // With nobody left who could change anything.
        await recoveries.UnwatchAsync(cancellationToken);
        return new()
        {
            Seed = options.Seed,
            Attempted = ledger.Attempted,
            Accepted = ledger.Accepted,
            Doubts = ledger.Doubts,
            Jobs = await judge.CountAsync(since, cancellationToken),
            Faults = ending.Faults,
            OwnEnds = ownEnds,
            SettledAfter = ending.After.TotalSeconds,
            Breaches = [.. ending.Breaches, .. await judge.BreachesAsync(cancellationToken)],
            Repeat = options.Repeat,
        };
    }

    private async Task<SortedDictionary<string, int>> StrikeAsync(AppFleet fleet, CancellationToken cancellationToken)
    {
        using var watched = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var backlog = new Backlog(_database, ledger, time, journal);
        var watching = backlog.RunAsync(watched.Token);
        var decks = new FaultDecks(fleet, _database, services.GetRequiredService<PipelineOptions>(), options, time);
        foreach (var fault in decks.Servers.Where(f => f.Impossible is not null))
            journal.Say($"skipped: {fault.Name}: {fault.Impossible}");

        var enqueuer = new Enqueuer(services.GetRequiredService<IServiceScopeFactory>(), ledger, journal);
        var submitting = new Submitter(new(options.Seed, options.Jobs), enqueuer, ledger, backlog, options, time, journal).RunAsync(cancellationToken);
        var enough = Task.WhenAll(submitting, Task.Delay(options.Duration, time, cancellationToken));
        var meanwhile = new Operator(services, ledger, options, time, journal).RunAsync(enough, cancellationToken);
        var loops = new[]
        {
            new FaultLoop(decks.Apps, options.Seed, options.Duration, time, journal), new FaultLoop(decks.Servers, options.Seed + 1, options.Duration, time, journal),
        };
        await Task.WhenAll(loops.Select(l => l.RunAsync(enough, cancellationToken)).Append(enough));
        await meanwhile;
        await watched.CancelAsync();
        await watching;
        return new(loops.SelectMany(l => l.Struck).ToDictionary(), StringComparer.Ordinal);
    }

    private async Task<Ending> EndAsync(AcceptedTable accepted, SortedDictionary<string, int> faults, CancellationToken cancellationToken)
    {
        journal.Say("no more faults");
        var last = time.GetTimestamp();
        var torn = await accepted.SettleDoubtsAsync(cancellationToken);
        await accepted.FillAsync(cancellationToken);
        var open = await accepted.OpenAsync(cancellationToken);
        var queues = new Queues(new(services.GetRequiredService<PipelineOptions>()));
        for (var (look, still) = (0, 0); open != default && time.GetElapsedTime(last) < options.Settle; look++)
        {
            if (look % LooksALine == 0) journal.Say($"open: {open.Jobs} jobs, {open.Flows} chords, {open.Messages} messages");
            await Task.Delay(Look, time, cancellationToken);
            var now = await accepted.OpenAsync(cancellationToken);
            still = now == open ? still + 1 : 0;
            open = now;
            if (still == 0 || still % LooksAtStandstill != 0) continue;
            journal.Say($"nothing has moved for {still} looks");
            foreach (var line in await queues.LookAsync(cancellationToken)) journal.Say(line);
        }
        var breaches = new List<Breach>();
        if (open != default)
            breaches.Add(new("I1", $"everything has ended {options.Settle.TotalSeconds:0} s after the last fault", 1, [$"open: {open.Jobs} jobs, {open.Flows} chords, {open.Messages} messages", .. await queues.LookAsync(cancellationToken)]));
        if (torn > 0) breaches.Add(new("I1", "a transaction is there whole or not at all", torn, []));
        return new(faults, time.GetElapsedTime(last), breaches);
    }

    private sealed record Ending(SortedDictionary<string, int> Faults, TimeSpan After, List<Breach> Breaches);
}
