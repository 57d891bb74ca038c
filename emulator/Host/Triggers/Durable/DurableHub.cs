using System.Text.RegularExpressions;
using Pipeline.Emulator.Settings;

namespace Pipeline.Emulator.Triggers.Durable;

/// <summary>The task hub: all processes with the same name share their orchestrations.</summary>
internal sealed partial class DurableHub(HostSettings settings, HostJson host)
{
    private readonly Lazy<string> _name = new(() => Resolve(settings, host));

    /// <exception cref="InvalidOperationException">host.json's name is none, or a setting in it is missing.</exception>
    public string Name => _name.Value;

    private static string Resolve(HostSettings settings, HostJson host)
    {
        var name = settings.Resolve(host.DurableTask.HubName);
        return ValidName().IsMatch(name)
            ? name
            : throw new InvalidOperationException(
                $"Task hub name '{name}' should contain only alphanumeric characters, start with a letter, and have length between 3 and 45.");
    }

    [GeneratedRegex("^[a-zA-Z][a-zA-Z0-9]{2,44}$")]
    private static partial Regex ValidName();
}
