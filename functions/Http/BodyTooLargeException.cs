namespace Pipeline.Functions.Http;

/// <summary>A body without a declared length turned out to be above the limit.</summary>
internal sealed class BodyTooLargeException() : Exception("The body is above the limit.");
