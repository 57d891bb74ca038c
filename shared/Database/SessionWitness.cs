using Npgsql;

namespace Pipeline.Database;

/// <summary>How a session ended.</summary>
internal enum SessionEnd
{
    /// <summary>No other session ended: what ran in it ended it, or somebody who meant it.</summary>
    Alone,

    /// <summary>Others ended as well, on a server that went on.</summary>
    WithOthers,

    /// <summary>The server is away, has restarted, or is another one now: nobody is to blame.</summary>
    WithServer,
}

/// <summary>
/// A session that does nothing but live. When another one is lost, it shows whose doing that was: a server that restarts or fails over ends
/// this one too, refuses new
/// ones meanwhile, and has another start time afterwards.
/// </summary>
internal sealed class SessionWitness(PipelineDatabase database) : IAsyncDisposable
{
    private const string StartedSql = "select pg_postmaster_start_time()";

    private readonly SemaphoreSlim _turn = new(1, 1);
    private NpgsqlConnection? _session;
    private DateTime _started;
    private int _round;

    /// <summary>Counts the times that the server went away. A session is judged in the round that it was opened in.</summary>
    public int Round
    {
        get
        {
            if (Volatile.Read(ref _session) is null) _ = OpenAsync();
            return Volatile.Read(ref _round);
        }
    }

    /// <summary>How a session was lost. Takes seconds at most.</summary>
    /// <param name="round">When it was opened.</param>
    public async Task<SessionEnd> JudgeAsync(int round)
    {
        await _turn.WaitAsync();
        try
        {
            if (round != _round) return SessionEnd.WithServer;
            // A server that shuts down refuses new sessions before it ends the old ones.
            var (accepted, started) = await AcceptedAsync();
            if (accepted is not null && _session is { } session && started == _started && await AnswersAsync(session))
            {
                await accepted.DisposeAsync();
                return SessionEnd.Alone;
            }
            var end = accepted is not null && _session is not null && started == _started ? SessionEnd.WithOthers : SessionEnd.WithServer;
            await ReplaceAsync(accepted, started);
            return end;
        }
        finally
        {
            _turn.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _turn.WaitAsync();
        if (_session is { } session) await session.DisposeAsync();
        _turn.Dispose();
    }

    private async Task<(NpgsqlConnection? Session, DateTime Started)> AcceptedAsync()
    {
        NpgsqlConnection? session = null;
        try
        {
            session = await database.Witness.OpenConnectionAsync();
            await using var command = new NpgsqlCommand(StartedSql, session);
            return (session, (DateTime)(await command.ExecuteScalarAsync())!);
        }
        catch (Exception e) when (e is NpgsqlException or InvalidOperationException or IOException or TimeoutException)
        {
            if (session is not null) await session.DisposeAsync();
            return (null, default);
        }
    }

    private static async Task<bool> AnswersAsync(NpgsqlConnection session)
    {
        try
        {
            await using var command = new NpgsqlCommand("select 1", session);
            await command.ExecuteNonQueryAsync();
            return true;
        }
        catch (Exception e) when (e is NpgsqlException or InvalidOperationException or IOException or TimeoutException)
        {
            return false;
        }
    }

    // The pools may hold sessions that died with the old one: no run is to be judged by those.
    private async Task ReplaceAsync(NpgsqlConnection? session, DateTime started)
    {
        var lost = _session;
        _started = started;
        Volatile.Write(ref _session, session);
        Interlocked.Increment(ref _round);
        foreach (var source in database.All) source.Clear();
        if (lost is not null) await lost.DisposeAsync();
    }

    // Nobody waits for it. Until it is open the server counts as away.
    private async Task OpenAsync()
    {
        if (!await _turn.WaitAsync(TimeSpan.Zero)) return;
        try
        {
            if (_session is null && await AcceptedAsync() is ({ } session, var started))
            {
                _started = started;
                Volatile.Write(ref _session, session);
            }
        }
        finally
        {
            _turn.Release();
        }
    }
}
