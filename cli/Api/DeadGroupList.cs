using System.Text.Json;

namespace Pipeline.Cli.Api;

/// <summary>Groups of dead letters, those that grew last first.</summary>
internal sealed record DeadGroupList
{
    /// <exception cref="JsonException">A group is null, which the serializer itself does not look for in a list.</exception>
    public required IReadOnlyList<DeadGroup> Groups
    {
        get;
        init => field = value.Contains(null) ? throw new JsonException("A group is null.") : value;
    }
}
