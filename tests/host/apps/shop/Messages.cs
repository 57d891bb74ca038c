using Microsoft.Azure.Functions.Worker;

namespace Shop;

public sealed record Order(string Name, int Age);

public sealed class Messages(Script script)
{
    [Function("Take")]
    public Task Take([RabbitMQTrigger("%Queue%", ConnectionStringSetting = "Broker")] string message, CancellationToken token) =>
        script.PlayAsync("Take", message, token);

    [Function("TakeToo")]
    public Task TakeToo([RabbitMQTrigger("%Queue%", ConnectionStringSetting = "Broker")] string message, CancellationToken token) =>
        script.PlayAsync("TakeToo", message, token);

    [Function("TakeOther")]
    public Task TakeOther([RabbitMQTrigger("%Other%", ConnectionStringSetting = "Broker")] string message, CancellationToken token) =>
        script.PlayAsync("TakeOther", message, token);

    [Function("TakeText")]
    public static void TakeText([RabbitMQTrigger("%Texts%", ConnectionStringSetting = "Broker")] string message) => Script.Write($"text {message}");

    [Function("TakeBytes")]
    public static void TakeBytes([RabbitMQTrigger("%Prefix%.bytes", ConnectionStringSetting = "Broker")] byte[] message) =>
        Script.Write($"bytes {Convert.ToHexString(message)}");

    [Function("TakeOrder")]
    public static void TakeOrder([RabbitMQTrigger("%Orders%", ConnectionStringSetting = "Broker")] Order message) => Script.Write($"order {message}");

    [Function("TakeData")]
    public static void TakeData([RabbitMQTrigger("%Data%", ConnectionStringSetting = "Broker")] string message, FunctionContext context)
    {
        foreach (var (name, value) in context.BindingContext.BindingData) Script.Write($"data {name}={value}");
        Script.Write($"trace {context.TraceContext.TraceParent}");
        if (message == "fail") throw new InvalidOperationException(message);
    }

    [Function("TakeBody")]
    public static void TakeBody([RabbitMQTrigger("%Texts%", ConnectionStringSetting = "Broker")] byte[] body) => Script.Write($"body {body.Length}");
}
