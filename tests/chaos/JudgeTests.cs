using System.Globalization;
using ChaosJobs;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Pipeline.Chaos.Oracle;
using Pipeline.Chaos.Work;
using Pipeline.Database;
using Pipeline.Tests.Support;

namespace Pipeline.Chaos.Tests;

/// <summary>The judge sees what is wrong: each test plants one thing beside a run in which all is well.</summary>
public sealed class JudgeTests : IAsyncLifetime
{
    private readonly string _name = "chaos_judge_" + Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture);
    private readonly string _ledgerFile = Path.GetTempFileName();
    private readonly Guid _well = Guid.NewGuid();
    private readonly Guid _failed = Guid.NewGuid();
    private readonly Guid _chord = Guid.NewGuid();
    private readonly Guid _member = Guid.NewGuid();
    private readonly Guid _body = Guid.NewGuid();
    private ServiceProvider _services = null!;
    private PipelineDatabase _database = null!;
    private Ledger _ledger = null!;

    [ServiceFact]
    public async Task WhereAllIsWell_ThereIsNoBreach() => (await BreachesAsync("select")).ShouldBeEmpty();

    [ServiceTheory]
    [InlineData("every accepted job is there", "delete from pipeline.job where id = '{well}'")]
    [InlineData("every accepted job has come to its right end", "update pipeline.job set status = 'queued', finished_at = null where id = '{failed}'")]
    [InlineData("every accepted job has come to its right end", "update pipeline.job set status = 'cancelled' where id = '{failed}'")]
    [InlineData("no job has its effects twice in a generation", "insert into chaos.effect values ('{well}', 0, 2, 1)")]
    [InlineData("a job has its effects exactly when it succeeded", "insert into chaos.effect values ('{failed}', 0, 1, 1)")]
    [InlineData("a job has its effects exactly when it succeeded", "delete from chaos.effect where job_id = '{well}'")]
    [InlineData("every flow has closed, as it should", "update pipeline.flow set finished_at = null, stage = 'body', result = null")]
    [InlineData("every flow has closed, as it should", "update pipeline.flow set result = 'failed'")]
    [InlineData("every replay of a flow has closed", "insert into pipeline.flow (id, root_id, name, total, replay_of) values ('{well}', '{well}', 'group', 1, '{chord}')")]
    [InlineData("a key that is kept has one job", "update pipeline.job set dedupe_key = 'kept-1'")]
    [InlineData("the key of a job that has ended is free", "insert into pipeline.dedupe (type, key, job_id, keep) values ('chaos.write', 'k', '{well}', false)")]
    [InlineData("a schedule has no more jobs than occurrences",
        "insert into pipeline.job (id, type, version, args) select gen_random_uuid(), 'chaos.pulse', 1, '' from generate_series(1, 3)")]
    [InlineData("of a chord's callbacks only the right one ran", "insert into pipeline.job (id, type, version, args, flow_id, flow_index) values (gen_random_uuid(), 'chaos.mourn', 1, '', '{chord}', -2)")]
    [InlineData("a chord's body has counted its members once, and right", "insert into chaos.tally values ('{chord}', 1, 0)")]
    [InlineData("a chord's body has counted its members once, and right", "update chaos.tally set failed = 1")]
    [InlineData("jobs that kill their process die of it, and no others do", "update pipeline.job set error = 'The job killed its worker: so it says' where id = '{failed}'")]
    [InlineData("every dead job has a dead letter, and no other job has", "delete from pipeline.dead_letter")]
    [InlineData("nothing of the run is left in the outbox", "insert into pipeline.outbox (id, type, version, jobs) values (gen_random_uuid(), 'chaos.write', 1, array['{well}'::uuid])")]
    public async Task WhatIsWrong_IsSeen(string rule, string planted) => (await BreachesAsync(planted)).Select(b => b.Rule).ShouldContain(rule);

    [ServiceFact]
    public async Task AJobWhoseTransactionWasRefused_AndIsThere_IsSeen()
    {
        var (job, gone) = (Guid.NewGuid(), Guid.NewGuid());
        _ledger.Refuse([new(job, "write", Expected.Succeeded, null), new(gone, LedgerLine.Chord, Expected.Succeeded, null)]);
        var breach = (await BreachesAsync($"insert into pipeline.job (id, type, version, args) values ('{job}', 'chaos.write', 1, '')")).ShouldHaveSingleItem();
        (breach.Rule, breach.Count).ShouldBe(("what was not committed, or is past its retention, is not there", 1));
    }

    [ServiceFact]
    public async Task ATransactionInDoubt_IsAcceptedWhereItIsThere_RefusedWhereNot_AndTornWhereHalf()
    {
        var gone = new LedgerLine(Guid.NewGuid(), "write", Expected.Succeeded, null);
        var accepted = new AcceptedTable(_database, _ledger);
        _ledger.Doubt([gone]);
        (await accepted.SettleDoubtsAsync(default)).ShouldBe(0);
        _ledger.Refused.ShouldBe([gone]);

        _ledger.Doubt([new(_well, "write", Expected.Succeeded, null), gone]);
        (await accepted.SettleDoubtsAsync(default)).ShouldBe(1);
    }

    public async Task InitializeAsync()
    {
        if (Services.Missing() is not null) return;
        await ExecuteAsync(Services.Postgres, $"create database {_name}");
        var own = new NpgsqlConnectionStringBuilder(Services.Postgres) { Database = _name }.ConnectionString;
        _services = ChaosServices.Create(own);
        _database = _services.GetRequiredService<PipelineDatabase>();
        await using var scope = _services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<PipelineDb>().Database.MigrateAsync();
        await scope.ServiceProvider.GetRequiredService<ChaosDb>().Database.MigrateAsync();
        _ledger = new(_ledgerFile);
        _ledger.Accept(
        [
            new(_well, "write", Expected.Succeeded, null), new(_failed, "fail", Expected.Dead, null), new(_chord, LedgerLine.Chord, Expected.Succeeded, null),
            new(_member, "write", Expected.Succeeded, _chord), new(_body, "tally", Expected.Succeeded, _chord),
        ]);
        await ExecuteAsync(own, Planted("""
            insert into pipeline.flow (id, root_id, name, total, stage, result, finished_at) values ('{chord}', '{chord}', 'chord', 1, 'done', 'succeeded', now());
            insert into pipeline.job (id, type, version, args, status, flow_id, flow_index, finished_at, error) values
                ('{well}', 'chaos.write', 1, '', 'succeeded', null, null, now(), null), ('{failed}', 'chaos.fail', 1, '', 'dead', null, null, now(), 'It fails always.'),
                ('{member}', 'chaos.write', 1, '', 'succeeded', '{chord}', 0, now(), null), ('{body}', 'chaos.tally', 1, '', 'succeeded', '{chord}', -1, now(), null);
            insert into pipeline.dead_letter (id, job_id, type, version, reason) values (gen_random_uuid(), '{failed}', 'chaos.fail', 1, 'so');
            insert into chaos.effect values ('{well}', 0, 1, 1), ('{member}', 0, 1, 1), ('{body}', 0, 1, 1);
            insert into chaos.tally values ('{chord}', 1, 0);
            """));
    }

    public async Task DisposeAsync()
    {
        if (Services.Missing() is not null) return;
        _ledger.Dispose();
        File.Delete(_ledgerFile);
        await _services.DisposeAsync();
        await ExecuteAsync(Services.Postgres, $"drop database {_name} with (force)");
    }

    private async Task<List<Breach>> BreachesAsync(string planted)
    {
        var accepted = new AcceptedTable(_database, _ledger);
        await accepted.FillAsync(default);
        await using var command = _database.Command(Planted(planted));
        await command.ExecuteNonQueryAsync();
        return await new Judge(_database, accepted).BreachesAsync(default);
    }

    private string Planted(string sql) => sql
        .Replace("{well}", $"{_well}", StringComparison.Ordinal).Replace("{failed}", $"{_failed}", StringComparison.Ordinal).Replace("{chord}", $"{_chord}", StringComparison.Ordinal)
        .Replace("{member}", $"{_member}", StringComparison.Ordinal).Replace("{body}", $"{_body}", StringComparison.Ordinal);

    private static async Task ExecuteAsync(string server, string sql)
    {
        await using var source = NpgsqlDataSource.Create(server);
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
