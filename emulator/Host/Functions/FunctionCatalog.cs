using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Pipeline.Emulator.Settings;

namespace Pipeline.Emulator.Functions;

/// <summary>
/// All functions of the app. They are looked at when somebody first asks, so that an app which starts no host is refused nothing.
/// </summary>
internal sealed class FunctionCatalog(EmulatorOptions options, HostSettings settings, FunctionReader reader)
{
    private const BindingFlags Any = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    private readonly Lazy<IReadOnlyList<MethodInfo>> _methods = new(() => [.. Methods(options)]);
    private IReadOnlyList<FunctionDescriptor>? _functions;

    /// <summary>The functions that run.</summary>
    /// <exception cref="UncoveredException">One or more are not covered; lists them all.</exception>
    public IReadOnlyList<FunctionDescriptor> Functions => _functions ??= Read();

    /// <summary>The names of those that a setting switched off. They are not looked at any further.</summary>
    public IEnumerable<string> Disabled => _methods.Value.Select(NameOf).Where(settings.IsDisabled);

    private List<FunctionDescriptor> Read()
    {
        var problems = Duplicates(_methods.Value).ToList();
        var read = new List<FunctionDescriptor>();
        foreach (var method in _methods.Value.Where(method => !settings.IsDisabled(NameOf(method))))
            if (TryRead(method, problems) is { } function) read.Add(function);
        return problems.Count == 0 ? read : throw new UncoveredException(problems);
    }

    private static IEnumerable<MethodInfo> Methods(EmulatorOptions options) =>
        from assembly in options.Assemblies ?? [Assembly.GetEntryAssembly()!]
        from type in assembly.GetTypes()
        where options.Classes is null || options.Classes.Contains(type)
        from method in type.GetMethods(Any)
        where method.IsDefined(typeof(FunctionAttribute), inherit: false)
        orderby NameOf(method)
        select method;

    private static IEnumerable<string> Duplicates(IEnumerable<MethodInfo> _methods) =>
        from method in _methods
        group method by NameOf(method).ToUpperInvariant() into same
        where same.Count() > 1
        select $"function '{NameOf(same.First())}': {string.Join(" and ", same.Select(method => $"{method.DeclaringType}.{method.Name}"))} share this name";

    private static string NameOf(MethodInfo method) => method.GetCustomAttribute<FunctionAttribute>()!.Name;

    private FunctionDescriptor? TryRead(MethodInfo method, List<string> problems)
    {
        try
        {
            return reader.Read(method);
        }
        catch (UncoveredException e)
        {
            problems.AddRange(e.Problems);
            return null;
        }
    }
}
