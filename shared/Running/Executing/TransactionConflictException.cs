namespace Pipeline.Running;

/// <summary>A handler's statement met another transaction's; the whole of ours runs again.</summary>
internal sealed class TransactionConflictException(Exception cause) : Exception("A transaction met another one: " + cause.Message, cause);
