using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Shop;

/// <summary>Orchestrations over HTTP: what a durable client can do.</summary>
public static class Management
{
    [Function("StartInstance")]
    public static async Task<IResult> Start(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "orchestrations/{name}")] HttpRequest request, string name, [DurableClient] DurableTaskClient client)
    {
        var options = new StartOrchestrationOptions(request.Query["id"].FirstOrDefault(), StartAt(request));
        return await AnswerAsync(async () => await client.ScheduleNewOrchestrationInstanceAsync(name, await BodyAsync(request), options));
    }

    [Function("GetInstance")]
    public static async Task<IResult> Get(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "instances/{id}")] HttpRequest request, string id, [DurableClient] DurableTaskClient client) =>
        Describe(await client.GetInstanceAsync(id, getInputsAndOutputs: request.Query["values"] != "no"));

    [Function("WaitInstance")]
    public static async Task<IResult> Wait(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "instances/{id}/end")] HttpRequest request, string id, [DurableClient] DurableTaskClient client) =>
        Describe(await client.WaitForInstanceCompletionAsync(id, getInputsAndOutputs: true, request.HttpContext.RequestAborted));

    [Function("ChangeInstance")]
    public static Task<IResult> Change(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "instances/{id}/{verb}")] HttpRequest request, string id, string verb, [DurableClient] DurableTaskClient client) =>
        AnswerAsync(async () =>
        {
            switch (verb)
            {
                case "raise": await client.RaiseEventAsync(id, request.Query["event"].ToString(), await BodyAsync(request)); break;
                case "terminate": await client.TerminateInstanceAsync(id, await BodyAsync(request)); break;
                case "suspend": await client.SuspendInstanceAsync(id, "a reason"); break;
                case "resume": await client.ResumeInstanceAsync(id, "a reason"); break;
                case "purge": return $"{(await client.PurgeInstanceAsync(id)).PurgedInstanceCount}";
                default: throw new InvalidOperationException(verb);
            }
            return "";
        });

    [Function("ListInstances")]
    public static async Task<IResult> List(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "instances")] HttpRequest request, [DurableClient] DurableTaskClient client)
    {
        var statuses = request.Query["status"].Select(status => Enum.Parse<OrchestrationRuntimeStatus>(status!)).ToArray();
        var query = new OrchestrationQuery(InstanceIdPrefix: request.Query["prefix"].FirstOrDefault(), PageSize: 2, Statuses: statuses.Length == 0 ? null : statuses);
        var ids = new List<string>();
        await foreach (var instance in client.GetAllInstancesAsync(query)) ids.Add(instance.InstanceId);
        return Results.Json(ids);
    }

    [Function("PurgeInstances")]
    public static Task<IResult> Purge(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "instances")] HttpRequest request, [DurableClient] DurableTaskClient client)
    {
        OrchestrationRuntimeStatus[]? statuses = request.Query["status"] is [var status] ? [Enum.Parse<OrchestrationRuntimeStatus>(status!)] : null;
        return AnswerAsync(async () =>
            $"{(await client.PurgeAllInstancesAsync(new PurgeInstancesFilter(CreatedFrom: DateTimeOffset.UnixEpoch, Statuses: statuses))).PurgedInstanceCount}");
    }

    private static DateTimeOffset? StartAt(HttpRequest request) =>
        request.Query["inSeconds"] is [var seconds] ? TimeProvider.System.GetUtcNow().AddSeconds(double.Parse(seconds!, null)) : null;

    private static async Task<object?> BodyAsync(HttpRequest request) =>
        request.ContentLength is null or 0 ? null : await JsonSerializer.DeserializeAsync<JsonElement>(request.Body);

    private static async Task<IResult> AnswerAsync(Func<Task<string>> act)
    {
        try
        {
            return Results.Text(await act());
        }
        catch (Exception e)
        {
            return Results.Text($"{e.GetType().Name}: {e.Message}", statusCode: 400);
        }
    }

    private static IResult Describe(OrchestrationMetadata? instance) => instance is null
        ? Results.NotFound()
        : Results.Json(new
        {
            instance.Name,
            Status = $"{instance.RuntimeStatus}",
            Input = instance.SerializedInput,
            Output = instance.SerializedOutput,
            Custom = instance.SerializedCustomStatus,
            Failure = instance.FailureDetails is { } failure ? $"{failure.ErrorType}: {failure.ErrorMessage}" : null,
            Updated = instance.LastUpdatedAt,
        });
}
