namespace Pipeline.Emulator.Triggers.Durable;

/// <summary>What orchestrators and activities may return: anything that can be awaited as a Task and written as JSON.</summary>
internal static class DurableResult
{
    public static bool IsCovered(Type result) =>
        result != typeof(ValueTask) && !(result.IsGenericType && result.GetGenericTypeDefinition() == typeof(ValueTask<>));
}
