using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Pipeline.Emulator.Runtime;
using Pipeline.Emulator.Sdk;

namespace Pipeline.Emulator.App;

/// <summary>Gives the sources of functions/, which know nothing of it, the emulator as their host.</summary>
internal static class Emulate
{
    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "It must run before the app's Main, which is linked from functions/.")]
    internal static void Install() => WorkerRuntime.Install(new EmulatorRuntime());
}
