using Pipeline.Flows;

namespace Pipeline.Functions.Http.Flows;

/// <summary>A job that a flow runs after its members, as the API shows it.</summary>
/// <param name="Role"><c>body</c> or <c>error</c>.</param>
/// <param name="Job">Its id.</param>
/// <param name="Type">Its name.</param>
/// <param name="Status"><c>waiting</c>, <c>skipped</c>, or its job's status.</param>
/// <param name="StartedAt">When its last run that ended began.</param>
/// <param name="FinishedAt">When it ended.</param>
public sealed record FlowDocumentCallback(string Role, Guid Job, string Type, string Status, DateTimeOffset? StartedAt, DateTimeOffset? FinishedAt)
{
    internal static FlowDocumentCallback Of(FlowTreeCallback callback) => new(FlowWords.Of(callback.Role), callback.Job, callback.Type, callback.Status, callback.StartedAt, callback.FinishedAt);
}
