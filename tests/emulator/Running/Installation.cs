using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Pipeline.Emulator.Runtime;
using Pipeline.Emulator.Sdk;

namespace Pipeline.Emulator.Tests.Running;

internal static class Installation
{
    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "It must run before the first test makes a builder.")]
    internal static void Install() => WorkerRuntime.Install(new EmulatorRuntime(readLocalSettings: false));
}
