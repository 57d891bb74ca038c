using System.Net;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;

namespace Plain;

public static class Functions
{
    [Function("Echo")]
    public static async Task<HttpResponseData> Echo([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "echo/{name}")] HttpRequestData request, string name)
    {
        var response = request.CreateResponse(HttpStatusCode.Accepted);
        response.Headers.Add("X-Mine", request.Headers.GetValues("X-Mine"));
        response.Cookies.Append("seen", name);
        await response.WriteStringAsync($"{name} {request.Query["q"]} {await request.ReadAsStringAsync()}");
        return response;
    }

    [Function("Fail")]
    public static HttpResponseData Fail([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequestData request) =>
        throw new InvalidOperationException($"the secret detail of {request.Url}");

    /// <summary>Answers by one output and sends to a queue by another, which the local host doesn't support.</summary>
    [Function("Both")]
    public static Both RunBoth([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequestData request) =>
        new() { Response = request.CreateResponse(HttpStatusCode.OK), Message = "sent" };

    [Function("FromQueue")]
    public static void FromQueue([QueueTrigger("orders")] string item) => Console.WriteLine($"> {item}");

    public sealed class Both
    {
        [HttpResult]
        public required HttpResponseData Response { get; init; }

        [QueueOutput("sent")]
        public required string Message { get; init; }
    }
}
