using System.Text.Json;
using System.Text.Json.Serialization;
using Pipeline.Cli.Api.Flows;

namespace Pipeline.Cli.Output.Flows;

/// <summary>A watched flow's outcome for programs: one line of JSON with these fields in this order, the last only where the flow has one.</summary>
internal sealed record ReportLine(
    Guid Flow, string? Host, string? Pattern, long? Records, long? Registered, long? Updated, long? Rejected, long Jobs, double? Seconds,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] JsonElement? Summary)
{
    public static ReportLine Of(FlowDocument flow) => new(
        flow.Id, flow.Host, flow.Pattern, flow.Records, flow.Registered, flow.Updated, flow.Rejected, flow.Jobs.Total, flow.Seconds,
        flow.Summary is { ValueKind: JsonValueKind.Object } ? flow.Summary : null);
}
