using ChaosJobs;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Pipeline.Chaos.Output;
using Pipeline.Flows;

namespace Pipeline.Chaos.Work;

/// <summary>Submits as a web process would: by its own context and transaction. It has no relay; the apps publish what it commits.</summary>
internal sealed class Enqueuer(IServiceScopeFactory scopes, Ledger ledger, Journal journal)
{
    private const string MembersSql = "select id from pipeline.job where flow_id = $1 and flow_index >= 0 order by flow_index";

    private const string CallbackSql = "select job_id from pipeline.flow_callback where flow_id = $1 and role = $2";

    /// <summary>Tries once, and writes what came of it into the ledger.</summary>
    /// <returns>Whether it is accepted.</returns>
    public async Task<bool> SubmitAsync(Submission submission, CancellationToken cancellationToken)
    {
        ledger.Attempt(submission.Size);
        IReadOnlyList<LedgerLine> lines = [];
        var committing = false;
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<ChaosDb>();
            await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
            lines = submission.Chord is { } chord
                ? await StartAsync(db, scope.ServiceProvider.GetRequiredService<FlowClient>(), submission.Jobs, chord, cancellationToken)
                : await EnqueueAsync(db, submission.Jobs, cancellationToken);
            committing = true;
            await transaction.CommitAsync(CancellationToken.None);
            ledger.Accept(lines);
            return true;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            if (committing) ledger.Doubt(lines);
            else ledger.Refuse(lines);
            journal.Say($"{submission.Size} jobs {(committing ? "are in doubt" : "were refused")}: {e.GetBaseException().Message}");
            return false;
        }
    }

    private static async Task<List<LedgerLine>> EnqueueAsync(ChaosDb db, IReadOnlyList<PlannedJob> jobs, CancellationToken cancellationToken)
    {
        var lines = jobs.Select(job => new LedgerLine(db.Enqueue(job.Args, job.Options), job.Kind, job.Expected, null)).ToList();
        await db.SaveChangesAsync(cancellationToken);
        return lines;
    }

    private static async Task<List<LedgerLine>> StartAsync(
        ChaosDb db, FlowClient flows, IReadOnlyList<PlannedJob> jobs, PlannedChord chord, CancellationToken cancellationToken)
    {
        var flow = Flow.Chord(jobs.Select(j => j.Args), chord.Body.Args, chord.OnError.Args) with { OnFailure = chord.OnFailure, MaxParallel = chord.MaxParallel };
        var id = (await flows.StartAsync(db, flow, cancellationToken)).Id;
        var members = await ReadAsync(db, MembersSql, cancellationToken, id);
        var callback = (await ReadAsync(db, CallbackSql, cancellationToken, id, chord.Succeeds ? "body" : "error")).Single();
        var runs = chord.Succeeds ? chord.Body : chord.OnError;
        return
        [
            new(id, LedgerLine.Chord, chord.Succeeds ? Expected.Succeeded : Expected.Failed, null),
            .. jobs.Zip(members, (job, member) => new LedgerLine(member, job.Kind, job.Expected, id)),
            new(callback, runs.Kind, runs.Expected, id),
        ];
    }

    /// <summary>The ids that a query finds in the open transaction.</summary>
    internal static async Task<List<Guid>> ReadAsync(ChaosDb db, string sql, CancellationToken cancellationToken, params object[] values)
    {
        await using var command = new NpgsqlCommand(sql, (NpgsqlConnection)db.Database.GetDbConnection(), (NpgsqlTransaction)db.Database.CurrentTransaction!.GetDbTransaction());
        foreach (var value in values)
            command.Parameters.Add(new() { Value = value });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var ids = new List<Guid>();
        while (await reader.ReadAsync(cancellationToken))
            ids.Add(reader.GetGuid(0));
        return ids;
    }
}
