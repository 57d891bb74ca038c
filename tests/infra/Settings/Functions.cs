using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Pipeline.Infra.Tests.Settings;

/// <summary>The functions that there are, by their attributes.</summary>
internal static class Functions
{
    private static readonly (string Name, string Trigger)[] All =
    [
        .. Assembly.Load("Pipeline.Emulator.App").GetTypes()
            .SelectMany(t => t.GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static))
            .Where(m => m.IsDefined(typeof(FunctionAttribute)))
            .Select(m => (m.GetCustomAttribute<FunctionAttribute>()!.Name, Trigger: m.GetParameters().SelectMany(p => p.GetCustomAttributes<TriggerBindingAttribute>()).Single().GetType().Name)),
    ];

    /// <summary>Those with one of these triggers, by name: RabbitMQTrigger, TimerTrigger and so on.</summary>
    public static string[] With(params string[] triggers) => [.. All.Where(f => triggers.Contains(f.Trigger[..^"Attribute".Length])).Select(f => f.Name).Order(StringComparer.Ordinal)];

    public static string[] Triggers => [.. All.Select(f => f.Trigger[..^"Attribute".Length]).Distinct().Order(StringComparer.Ordinal)];
}
