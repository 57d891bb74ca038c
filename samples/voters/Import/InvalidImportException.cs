namespace Voters.Import;

/// <summary>An import cannot be accepted as it was asked for; the message says why and what to do.</summary>
public sealed class InvalidImportException(string message) : Exception(message);
