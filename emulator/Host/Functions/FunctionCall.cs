namespace Pipeline.Emulator.Functions;

/// <summary>Calls a function's method and awaits it. The result is null where it has none.</summary>
internal delegate Task<object?> FunctionCall(object? instance, object?[] arguments);
