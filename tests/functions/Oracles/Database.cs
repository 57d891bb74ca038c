using Npgsql;
using Pipeline.EndToEnd.Tests.Api;
using Pipeline.Tests.Support;

namespace Pipeline.EndToEnd.Tests.Oracles;

/// <summary>What the tables say, which is the truth. Reads, and changes as a person would, only what belongs to the test that asks.</summary>
public sealed class Database : IAsyncDisposable
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    private readonly NpgsqlDataSource _source = NpgsqlDataSource.Create(Services.Postgres);

    /// <summary>The database's clock.</summary>
    public Task<DateTime> NowAsync() => OneAsync<DateTime>("select now()");

    /// <summary>To be called after the server was restarted: connections to the old one are of no use.</summary>
    public void Reconnect() => _source.Clear();

    /// <summary>The table holds these voters under the prefix, and no others, column by column.</summary>
    public async Task ShouldHoldAsync(string prefix, IReadOnlyDictionary<string, Voter> expected)
    {
        var actual = (await VotersAsync(prefix)).ToDictionary(v => v.Id);
        var wrong = expected.Keys.Union(actual.Keys)
            .Select(id => (Expected: expected.GetValueOrDefault(id), Actual: actual.GetValueOrDefault(id)))
            .Where(pair => pair.Expected != pair.Actual).ToList();
        wrong.ShouldBeEmpty($"{wrong.Count} of {expected.Count} voters are wrong, such as {wrong.FirstOrDefault()}");
    }

    /// <summary>A value that differs when any column of any of the prefix's voters does.</summary>
    public Task<string> ChecksumAsync(string prefix) => OneAsync<string>(
        "select md5(coalesce(string_agg(v::text, E'\n' order by voter_id), '')) from voters.voter v where voter_id like $1", prefix + "%");

    /// <summary>Deletes voters by hand.</summary>
    public async Task DeleteVotersAsync(IReadOnlyCollection<string> ids) =>
        (await ExecuteAsync("delete from voters.voter where voter_id = any($1)", [ids.ToArray()])).ShouldBe(ids.Count);

    /// <summary>Lets the next tick of a recurring job be now, so that a test need not wait for it.</summary>
    public Task HastenAsync(string job) =>
        ExecuteAsync("update pipeline.recurring set next_at = now() where name = $1 and next_at > now() + interval '1 second'", job);

    /// <summary>Lets what waits for its next attempt be due now.</summary>
    public Task SkipDelaysAsync(Guid flow) =>
        ExecuteAsync("update pipeline.outbox set due_at = now() where flow_id = $1 and published_at is null and due_at > now() and due_at < 'infinity'", flow);

    public async Task<int> ExecuteAsync(string statement, params object[] values)
    {
        await using var command = _source.CreateCommand(statement);
        foreach (var value in values)
            command.Parameters.Add(new() { Value = value });
        return await command.ExecuteNonQueryAsync();
    }

    /// <summary>What a number would be after a statement that is rolled back.</summary>
    public async Task<long> AfterAsync(string statement, string number)
    {
        await using var connection = await _source.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using (var command = new NpgsqlCommand(statement, connection))
            await command.ExecuteNonQueryAsync();
        await using var count = new NpgsqlCommand(number, connection);
        return (long)(await count.ExecuteScalarAsync())!;
    }

    /// <summary>Every job of the flow succeeded, at the first attempt and counted once; no message is left, and nobody has put anything aside since then.</summary>
    public async Task ShouldHaveEndedAsync(Flow flow, DateTime since)
    {
        (await OneAsync<long>("select count(*) from pipeline.job where flow_id = $1 and flow_index >= 0", flow.Id)).ShouldBe(flow.Jobs.Total);
        await ShouldHaveClosedOnceAsync(flow);
        (await OneAsync<long>("select count(*) from pipeline.job where flow_id = $1 and status <> 'succeeded'", flow.Id)).ShouldBe(0);
        (await OneAsync<long>("select count(*) from pipeline.job where flow_id = $1 and attempt > 0", flow.Id)).ShouldBe(0, "no job fails by itself here");
        (await OneAsync<long>("select coalesce(sum(succeeded), 0)::bigint from pipeline.flow_progress where flow_id = $1", flow.Id)).ShouldBe(flow.Jobs.Total);
        await Eventually.TrueAsync(async () => await MessagesLeftAsync(flow.Id) == 0, Soon, $"no outbox row names a job of flow {flow.Id}");
        (await OneAsync<long>("select count(*) from pipeline.dead_letter where received_at >= $1", since)).ShouldBe(0);
    }

    /// <summary>The flow's body ran once, after the last of its members, if it has one; and there is one summary.</summary>
    public async Task ShouldHaveClosedOnceAsync(Flow flow)
    {
        var bodies = Pattern.Of(flow.Pattern).HasBody ? 1 : 0;
        (await OneAsync<long>("select count(*) from pipeline.job where flow_id = $1 and flow_index < 0", flow.Id)).ShouldBe(bodies);
        (await OneAsync<long>("select count(*) from voters.summary where import_id = $1", flow.Id)).ShouldBe(bodies);
        (await OneAsync<bool>(
            """
            select coalesce(min(j.created_at) filter (where j.flow_index < 0) >= max(j.finished_at) filter (where j.flow_index >= 0), true)
            from pipeline.job j where j.flow_id = $1
            """, flow.Id)).ShouldBeTrue("the body came after all members");
    }

    /// <summary>Outbox rows that name a job of the flow.</summary>
    public Task<long> MessagesLeftAsync(Guid flow) => OneAsync<long>(
        "select count(*) from pipeline.outbox o where exists (select from pipeline.job j where j.id = any(o.jobs) and j.flow_id = $1)", flow);

    /// <summary>How many of the flow's messages are not with the broker.</summary>
    public Task<long> UnpublishedAsync(Guid flow) => OneAsync<long>(
        "select count(*) from pipeline.outbox o where published_at is null and exists (select from pipeline.job j where j.id = any(o.jobs) and j.flow_id = $1)",
        flow);

    /// <summary>The flow's messages as their rows have them.</summary>
    public async Task<IReadOnlyList<(Guid Id, Guid[] Jobs)>> MessagesAsync(Guid flow)
    {
        const string sql = "select o.id, o.jobs from pipeline.outbox o where exists (select from pipeline.job j where j.id = any(o.jobs) and j.flow_id = $1)";
        return await AllAsync(sql, reader => (reader.GetGuid(0), reader.GetFieldValue<Guid[]>(1)), flow);
    }

    /// <summary>The workers that run something of the flow at this moment.</summary>
    public Task<IReadOnlyList<Guid>> OwnersAsync(Guid flow) => AllAsync(
        "select distinct owner from pipeline.outbox o where owner is not null and exists (select from pipeline.job j where j.id = any(o.jobs) and j.flow_id = $1)",
        reader => reader.GetGuid(0), flow);

    /// <summary>Messages that this worker holds.</summary>
    public Task<IReadOnlyList<Guid>> HeldByAsync(Guid worker) =>
        AllAsync("select id from pipeline.outbox where owner = $1", reader => reader.GetGuid(0), worker);

    /// <summary>Those of them that no transaction of anybody has locked.</summary>
    public Task<IReadOnlyList<Guid>> FreeOfAsync(Guid worker) =>
        AllAsync("select id from pipeline.outbox where owner = $1 for update skip locked", reader => reader.GetGuid(0), worker);

    /// <summary>The worker that a process is: it writes its process id beside its host.</summary>
    public async Task<Guid> WorkerOfAsync(int process)
    {
        const string sql = "select id from pipeline.worker where host like '%/' || $1 order by started_at desc limit 1";
        Guid? worker = null;
        await Eventually.TrueAsync(async () => (worker = (await AllAsync(sql, r => r.GetGuid(0), $"{process}")).Cast<Guid?>().FirstOrDefault()) is not null,
            Soon, $"process {process} is a worker");
        return worker!.Value;
    }

    public async Task<T> OneAsync<T>(string sql, params object[] values) => (await AllAsync(sql, reader => reader.GetFieldValue<T>(0), values)).Single();

    public ValueTask DisposeAsync() => _source.DisposeAsync();

    private Task<IReadOnlyList<Voter>> VotersAsync(string prefix) => AllAsync(
        """
        select voter_id, given_name, surname, date_of_birth, street_number, address_1, address_2, suburb, postcode, state, soc_sec_id
        from voters.voter where voter_id like $1
        """,
        reader => new Voter
        {
            Id = reader.GetString(0),
            GivenName = Text(reader, 1),
            Surname = Text(reader, 2),
            BornOn = reader.IsDBNull(3) ? null : reader.GetFieldValue<DateOnly>(3),
            StreetNumber = Text(reader, 4),
            Address1 = Text(reader, 5),
            Address2 = Text(reader, 6),
            Suburb = Text(reader, 7),
            Postcode = Text(reader, 8),
            State = Text(reader, 9),
            SocSecId = Text(reader, 10),
        },
        prefix + "%");

    private static string? Text(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    private async Task<IReadOnlyList<T>> AllAsync<T>(string sql, Func<NpgsqlDataReader, T> read, params object[] values)
    {
        await using var command = _source.CreateCommand(sql);
        foreach (var value in values)
            command.Parameters.Add(new() { Value = value });
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<T>();
        while (await reader.ReadAsync())
            rows.Add(read(reader));
        return rows;
    }
}
