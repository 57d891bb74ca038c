using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Pipeline.Messaging;

/// <summary>What travels through RabbitMQ: references only (I4). <c>{"v":1,"id":…,"jobs":[…]}</c>, and <c>"lone":true</c> for a job that runs by itself.</summary>
/// <param name="Id">The outbox row.</param>
/// <param name="Jobs">The jobs that the row named when it was published; the row decides.</param>
/// <param name="Lone">The job was interrupted before and must run with nothing else in its process (I6).</param>
internal sealed record JobMessage(Guid Id, IReadOnlyList<Guid> Jobs, bool Lone)
{
    public const int Version = 1;

    /// <summary>100 references of 39 bytes, with room to spare; a longer message is not one of ours.</summary>
    public const int LongestBody = 16 * 1024;

    public const int MostJobs = 100;

    public byte[] ToBytes()
    {
        using var stream = new MemoryStream(64 + Jobs.Count * 39);
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteNumber("v", Version);
            json.WriteString("id", Id);
            if (Lone) json.WriteBoolean("lone", true);
            json.WriteStartArray("jobs");
            foreach (var job in Jobs)
                json.WriteStringValue(job);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return stream.ToArray();
    }

    /// <summary>Reads a message of any origin; <paramref name="problem"/> says why it is none.</summary>
    public static bool TryParse(ReadOnlyMemory<byte> body, [NotNullWhen(true)] out JobMessage? message, [NotNullWhen(false)] out string? problem)
    {
        message = null;
        problem = null;
        if (body.Length > LongestBody)
            problem = $"{body.Length} bytes; a message has at most {LongestBody}";
        else
            try
            {
                using var json = JsonDocument.Parse(body, new() { MaxDepth = 4 });
                message = Read(json.RootElement, out problem);
            }
            catch (Exception e) when (e is JsonException or InvalidOperationException) // the latter: escapes that are no UTF-16
            {
                problem = "no JSON: " + e.Message;
            }
        return message is not null;
    }

    private static JobMessage? Read(JsonElement root, out string? problem)
    {
        problem = null;
        if (root.ValueKind != JsonValueKind.Object)
            problem = "no JSON object";
        else if (!root.TryGetProperty("v", out var v) || v.ValueKind != JsonValueKind.Number || !v.TryGetInt32(out var version))
            problem = "no version 'v'";
        else if (version != Version)
            problem = $"version {version}; this process reads {Version}";
        else if (!root.TryGetProperty("id", out var id) || !TryGuid(id, out var messageId))
            problem = "no 'id'";
        else if (!root.TryGetProperty("jobs", out var jobs) || jobs.ValueKind != JsonValueKind.Array || jobs.GetArrayLength() is 0 or > MostJobs)
            problem = $"'jobs' is no list of 1 to {MostJobs}";
        else
        {
            var ids = new List<Guid>(jobs.GetArrayLength());
            foreach (var job in jobs.EnumerateArray())
                if (TryGuid(job, out var jobId)) ids.Add(jobId);
                else problem = "'jobs' holds something that is no id";
            if (problem is null)
                return new(messageId, ids, root.TryGetProperty("lone", out var lone) && lone.ValueKind == JsonValueKind.True);
        }
        return null;
    }

    private static bool TryGuid(JsonElement element, out Guid id)
    {
        id = default;
        return element.ValueKind == JsonValueKind.String && element.TryGetGuid(out id);
    }
}
