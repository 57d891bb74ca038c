using DurableTask.Core;
using Google.Protobuf;
using Pipeline.LocalHost.Invocation;
using P = Microsoft.DurableTask.Protobuf;

namespace Pipeline.LocalHost.Triggers.Durable;

/// <summary>
/// What an orchestrator sees of a failed activity. The worker's extension writes it as JSON into the exception's message; of anything else
/// the text is taken.
/// </summary>
internal static class ActivityFailure
{
    private const string Unknown = "(unknown)";

    public static FailureDetails Of(InvocationResult result)
    {
        var text = result.Exception?.Message ?? result.Failure?.Message ?? "The activity failed.";
        return Written(text) is { } written ? Of(written) : Said(text, result.Exception?.StackTrace);
    }

    private static P.TaskFailureDetails? Written(string text)
    {
        var start = text.IndexOf('{', StringComparison.Ordinal);
        if (start < 0) return null;
        try
        {
            return P.TaskFailureDetails.Parser.ParseJson(text[start..].Split('\n')[0].Trim());
        }
        catch (Exception e) when (e is InvalidProtocolBufferException or InvalidJsonException)
        {
            return null;
        }
    }

    private static FailureDetails Of(P.TaskFailureDetails failure) => new(
        failure.ErrorType, failure.ErrorMessage, failure.StackTrace,
        failure.InnerFailure is null ? null : Of(failure.InnerFailure), failure.IsNonRetriable);

    // "Type: message", which may be followed by the stack.
    private static FailureDetails Said(string text, string? stack)
    {
        var end = text.IndexOf(": ", StringComparison.Ordinal);
        return end <= 0 || text[..end].Contains(' ', StringComparison.Ordinal)
            ? new(Unknown, text, stack, null, isNonRetriable: false)
            : new(text[..end], text[(end + 2)..].Split('\n')[0].TrimEnd(), stack, null, isNonRetriable: false);
    }
}
