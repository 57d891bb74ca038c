namespace Pipeline.Cli.Api.DeadLetters;

/// <summary>The beginning of a message that nobody could read, for programs.</summary>
/// <param name="Bytes">How many there are here.</param>
/// <param name="Base64">They themselves.</param>
internal sealed record DeadBody(Guid Id, int Bytes, byte[] Base64);
