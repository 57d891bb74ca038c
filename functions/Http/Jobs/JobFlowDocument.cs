using Pipeline.Flows;

namespace Pipeline.Functions.Http.Jobs;

/// <summary>The flow that a job belongs to, as the API shows it.</summary>
public sealed record JobFlowDocument(Guid Id, Guid RootId, string Name, string Status, int Place, string Role)
{
    internal static JobFlowDocument Of(FlowProgress flow, int place) =>
        new(flow.Id, flow.RootId, flow.Name, flow.Status, place, place switch { -1 => "body", -2 => "error", _ => "member" });
}
