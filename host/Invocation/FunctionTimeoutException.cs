namespace Pipeline.LocalHost.Invocation;

/// <summary>A function took longer than host.json's <c>functionTimeout</c>.</summary>
internal sealed class FunctionTimeoutException(string function, TimeSpan timeout)
    : Exception($"Timeout value of {timeout} was exceeded by function: {function}");
