namespace Pipeline.Functions.Http.Operations;

/// <summary>A file of the dashboard.</summary>
/// <param name="Content">All of it.</param>
/// <param name="MediaType">With the encoding of what is text.</param>
/// <param name="Tag">Changes with the content.</param>
public sealed record DashboardFile(byte[] Content, string MediaType, string Tag);
