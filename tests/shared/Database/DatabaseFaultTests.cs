using System.Net.Sockets;
using Azure.Identity;
using Npgsql;
using Pipeline.Database;

namespace Pipeline.Tests.Database;

public sealed class DatabaseFaultTests
{
    [Theory]
    [InlineData("08006", true, false)] // the connection failed
    [InlineData("53300", true, false)] // too many connections
    [InlineData("57P01", true, false)] // an administrator ended the session
    [InlineData("57P03", true, false)] // the server is starting
    [InlineData("28P01", true, false)] // the password was just changed
    [InlineData("3D000", true, false)] // no such database, as in a fail-over
    [InlineData("57014", false, false)] // the handler's own statement was cancelled
    [InlineData("40P01", false, true)] // deadlock
    [InlineData("40001", false, true)] // serialization failure
    [InlineData("55P03", false, true)] // lock not available
    [InlineData("23505", false, false)] // a handler's duplicate
    [InlineData("42601", false, false)] // a handler's syntax error
    [InlineData("25006", false, false)] // a handler that writes where it may only read
    public void What_the_server_says_decides_who_is_to_blame(string state, bool away, bool conflict)
    {
        var error = new PostgresException("text", "ERROR", "ERROR", state);
        (DatabaseFault.IsAway(error), DatabaseFault.IsConflict(error)).ShouldBe((away, conflict));
        var wrapped = new InvalidOperationException("as EF Core wraps it", new InvalidOperationException("twice", error));
        (DatabaseFault.IsAway(wrapped), DatabaseFault.IsConflict(wrapped)).ShouldBe((away, conflict));
    }

    public static TheoryData<Exception, bool> Broken => new()
    {
        { new NpgsqlException("reading", new IOException("reset")), true },
        { new NpgsqlException("the pool is exhausted", new TimeoutException()), true },
        { new SocketException((int)SocketError.ConnectionRefused), true },
        { new NpgsqlException("the password provider", new AuthenticationFailedException("no endpoint")), true },
        { new AuthenticationFailedException("of a handler's own"), false },
        { new NpgsqlException("a wrong use of the client"), false },
        { new TimeoutException("of a handler's own"), false },
        { new IOException("of a handler's own"), false },
        { new InvalidOperationException(), false },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public void A_broken_connection_is_an_absent_database_and_no_other_error_is(Exception error, bool away) =>
        DatabaseFault.IsAway(error).ShouldBe(away);
}
