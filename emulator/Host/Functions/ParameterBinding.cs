using Microsoft.Azure.Functions.Worker;
using Pipeline.Emulator.Triggers;

namespace Pipeline.Emulator.Functions;

/// <summary>Makes one argument of an invocation.</summary>
internal delegate object? ParameterBinding(TriggerData trigger, FunctionContext context);
