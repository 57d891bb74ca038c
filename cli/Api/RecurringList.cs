using System.Text.Json;

namespace Pipeline.Cli.Api;

/// <summary>All recurring jobs, by name.</summary>
internal sealed record RecurringList
{
    /// <exception cref="JsonException">A job is null, which the serializer itself does not look for in a list.</exception>
    public required IReadOnlyList<RecurringDocument> Recurring
    {
        get;
        init => field = value.Contains(null) ? throw new JsonException("A recurring job is null.") : value;
    }
}
