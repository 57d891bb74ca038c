using System.Text.Json;

namespace Pipeline.Jobs;

/// <summary>How arguments and results are written: JSON with camel-case names.</summary>
internal static class JobJson
{
    public static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);
}
