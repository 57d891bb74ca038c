using System.Reflection;

namespace Pipeline.EndToEnd.Tests.Contract;

/// <summary>The description and the app's functions name the same operations. Neither services nor a running app are needed.</summary>
public sealed class FunctionsTests
{
    private const string Trigger = "HttpTriggerAttribute";

    private static readonly List<CustomAttributeData> Triggers =
    [
        .. Assembly.LoadFrom(Description.Metadata("App")).GetTypes().SelectMany(t => t.GetMethods()).SelectMany(m => m.GetParameters()).SelectMany(p => p.CustomAttributes)
            .Where(a => a.AttributeType.Name == Trigger),
    ];

    [Fact]
    public void EveryHttpFunction_IsInTheDescription_AndNothingElse() =>
        Triggers.SelectMany(t => Methods(t).Select(m => $"{m} {Path(t)}")).Order(StringComparer.Ordinal)
            .ShouldBe(Description.Instance.Operations.Select(o => $"{o.Method} {o.Path}").Order(StringComparer.Ordinal));

    [Fact]
    public void OnlyWhatTheDescriptionLeavesOpen_AsksForNoKey() =>
        Triggers.Where(t => Level(t) != "Function").Select(Path).Order(StringComparer.Ordinal)
            .ShouldBe(Description.Instance.Operations.Where(o => o.IsOpen).Select(o => o.Path).Order(StringComparer.Ordinal));

    private static IEnumerable<string> Methods(CustomAttributeData trigger) =>
        ((IReadOnlyCollection<CustomAttributeTypedArgument>)trigger.ConstructorArguments[1].Value!).Select(m => ((string)m.Value!).ToUpperInvariant());

    private static string Path(CustomAttributeData trigger) =>
        "/" + ((string)trigger.NamedArguments.Single(n => n.MemberName == "Route").TypedValue.Value!).Replace("{*", "{", StringComparison.Ordinal);

    private static string Level(CustomAttributeData trigger) => Enum.GetName(trigger.ConstructorArguments[0].ArgumentType, trigger.ConstructorArguments[0].Value!)!;
}
