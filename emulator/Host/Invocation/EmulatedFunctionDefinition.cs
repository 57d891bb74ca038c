using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Azure.Functions.Worker;
using Pipeline.Emulator.Functions;

namespace Pipeline.Emulator.Invocation;

/// <summary>Describes a function to itself.</summary>
internal sealed class EmulatedFunctionDefinition(FunctionDescriptor function) : FunctionDefinition
{
    public override string PathToAssembly { get; } = function.Method.DeclaringType!.Assembly.Location;

    public override string EntryPoint { get; } = $"{function.Method.DeclaringType!.FullName}.{function.Method.Name}";

    public override string Id { get; } = BitConverter
        .ToUInt64(SHA256.HashData(Encoding.UTF8.GetBytes(function.Name)))
        .ToString(CultureInfo.InvariantCulture);

    public override string Name => function.Name;
}
