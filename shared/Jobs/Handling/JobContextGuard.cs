using System.Data.Common;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Pipeline.Jobs;

/// <summary>
/// Keeps a job's context to the job's handler while it runs, counts the saves that are under way, and writes down which errors are of the
/// job's own connection:
/// by these alone, and by no exception's type, a failure may be nobody's.
/// </summary>
internal sealed partial class JobContextGuard(Func<DbContext, JobScope> scopeOf)
    : IDbCommandInterceptor, IDbConnectionInterceptor, ISaveChangesInterceptor
{
    private readonly ConditionalWeakTable<DbContext, IDisposable> _saving = [];

    public ValueTask<InterceptionResult<int>> SavingChangesAsync(
        DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        if (Scope(eventData.Context) is { } scope)
        {
            scope.ThrowUnlessRunning();
            // One that another interceptor stopped has told nobody of its end.
            Saved(eventData.Context);
            _saving.AddOrUpdate(eventData.Context!, scope.Work());
        }
        return ValueTask.FromResult(result);
    }

    public ValueTask<int> SavedChangesAsync(
        SaveChangesCompletedEventData eventData, int result, CancellationToken cancellationToken = default)
    {
        Saved(eventData.Context);
        return ValueTask.FromResult(result);
    }

    public Task SaveChangesFailedAsync(DbContextErrorEventData eventData, CancellationToken cancellationToken = default)
    {
        Saved(eventData.Context);
        return Task.CompletedTask;
    }

    public Task SaveChangesCanceledAsync(DbContextEventData eventData, CancellationToken cancellationToken = default)
    {
        Saved(eventData.Context);
        return Task.CompletedTask;
    }

    public InterceptionResult<DbDataReader> ReaderExecuting(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result) =>
        Checked(command, eventData, result);

    public ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result,
        CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(Checked(command, eventData, result));

    public InterceptionResult<int> NonQueryExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<int> result) =>
        Checked(command, eventData, result);

    public ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(Checked(command, eventData, result));

    public InterceptionResult<object> ScalarExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<object> result) =>
        Checked(command, eventData, result);

    public ValueTask<InterceptionResult<object>> ScalarExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<object> result, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(Checked(command, eventData, result));

    public void CommandFailed(DbCommand command, CommandErrorEventData eventData) => Scope(eventData.Context)?.Met(eventData.Exception);

    public Task CommandFailedAsync(DbCommand command, CommandErrorEventData eventData, CancellationToken cancellationToken = default)
    {
        CommandFailed(command, eventData);
        return Task.CompletedTask;
    }

    public InterceptionResult ConnectionOpening(DbConnection connection, ConnectionEventData eventData, InterceptionResult result)
    {
        Scope(eventData.Context)?.ThrowUnlessRunning();
        return result;
    }

    public ValueTask<InterceptionResult> ConnectionOpeningAsync(
        DbConnection connection, ConnectionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(ConnectionOpening(connection, eventData, result));

    // A context closes the connection that it opened, and with it would go the transaction that the job opened there since.
    public InterceptionResult ConnectionClosing(DbConnection connection, ConnectionEventData eventData, InterceptionResult result) =>
        Scope(eventData.Context) is { Transaction: not null } scope && connection == scope.Connection
            ? InterceptionResult.Suppress() : result;

    public ValueTask<InterceptionResult> ConnectionClosingAsync(
        DbConnection connection, ConnectionEventData eventData, InterceptionResult result) =>
        ValueTask.FromResult(ConnectionClosing(connection, eventData, result));

    public void ConnectionFailed(DbConnection connection, ConnectionErrorEventData eventData) =>
        Scope(eventData.Context)?.Met(eventData.Exception);

    public Task ConnectionFailedAsync(
        DbConnection connection, ConnectionErrorEventData eventData, CancellationToken cancellationToken = default)
    {
        ConnectionFailed(connection, eventData);
        return Task.CompletedTask;
    }

    private InterceptionResult<TResult> Checked<TResult>(DbCommand command, CommandEventData eventData, InterceptionResult<TResult> result)
    {
        if (Scope(eventData.Context) is not { } scope) return result;
        scope.ThrowUnlessRunning();
        if (TransactionPattern().IsMatch(command.CommandText)) throw EnqueueInterceptor.TransactionIsTheJobs();
        if (SessionPattern().IsMatch(command.CommandText)) scope.ChangedSession = true;
        return result;
    }

    private void Saved(DbContext? db)
    {
        if (db is null || !_saving.TryGetValue(db, out var work)) return;
        _saving.Remove(db);
        work.Dispose();
    }

    private JobScope? Scope(DbContext? db) => db is not null && scopeOf(db) is { InJob: true } scope ? scope : null;

    // Settings, temporary tables, notifications: what PostgreSQL keeps for the session, or for the rest of the transaction.
    [GeneratedRegex(
        @"\A\s*(set|reset|discard|listen|unlisten|create\s+temp|create\s+temporary|declare|prepare)\b|\bset_config\s*\(",
        RegexOptions.IgnoreCase)]
    private static partial Regex SessionPattern();

    // A rollback to a savepoint is the handler's own affair.
    [GeneratedRegex(
        @"\A\s*(begin|start\s+transaction|commit|end|abort|prepare\s+transaction|rollback(?!\s+(work\s+|transaction\s+)?to\b))\b",
        RegexOptions.IgnoreCase)]
    private static partial Regex TransactionPattern();
}
