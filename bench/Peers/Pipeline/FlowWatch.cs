using Npgsql;
using Pipeline.Bench.Measure;

namespace Pipeline.Bench.Peers;

/// <summary>Waits for a flow's end, by looking every five milliseconds: more looks would take the processors from what is measured.</summary>
internal sealed class FlowWatch(NpgsqlDataSource source)
{
    private const string EndSql = "select result::text from pipeline.flow where id = $1 and finished_at is not null";

    private const string BodySql = "select result from pipeline.job where flow_id = $1 and flow_index = -1";

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    /// <exception cref="WrongResultException">It did not succeed.</exception>
    public async Task EndAsync(Guid flow, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var look = new NpgsqlCommand(EndSql, connection) { Parameters = { new() { Value = flow } } };
        await look.PrepareAsync(cancellationToken);
        while (true)
        {
            if (await look.ExecuteScalarAsync(cancellationToken) is string result)
            {
                if (result != "succeeded") throw new WrongResultException($"flow {flow} has {result}");
                return;
            }
            await Task.Delay(Pause, cancellationToken);
        }
    }

    /// <summary>What the body of a chord says.</summary>
    public async Task<string?> BodyAsync(Guid flow, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(BodySql);
        command.Parameters.Add(new() { Value = flow });
        return await command.ExecuteScalarAsync(cancellationToken) as string;
    }
}
