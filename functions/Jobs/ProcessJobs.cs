using Pipeline.Running;

namespace Pipeline.Functions.Jobs;

/// <summary>
/// The lanes: the host runs one message of a queue at a time, so that eight queues are a concurrency of eight. Fewer: set <c>Pipeline__Lanes</c>
/// and disable the functions of the others (<c>AzureWebJobs.ProcessJobs7.Disabled</c>).
/// </summary>
public sealed class ProcessJobs(JobProcessor jobs)
{
    private const string Broker = "PIPELINE_RABBITMQ";

    [Function(nameof(ProcessJobs0))]
    public Task ProcessJobs0([RabbitMQTrigger("jobs.0", ConnectionStringSetting = Broker)] byte[] message, FunctionContext context) => RunAsync(0, message, context);

    [Function(nameof(ProcessJobs1))]
    public Task ProcessJobs1([RabbitMQTrigger("jobs.1", ConnectionStringSetting = Broker)] byte[] message, FunctionContext context) => RunAsync(1, message, context);

    [Function(nameof(ProcessJobs2))]
    public Task ProcessJobs2([RabbitMQTrigger("jobs.2", ConnectionStringSetting = Broker)] byte[] message, FunctionContext context) => RunAsync(2, message, context);

    [Function(nameof(ProcessJobs3))]
    public Task ProcessJobs3([RabbitMQTrigger("jobs.3", ConnectionStringSetting = Broker)] byte[] message, FunctionContext context) => RunAsync(3, message, context);

    [Function(nameof(ProcessJobs4))]
    public Task ProcessJobs4([RabbitMQTrigger("jobs.4", ConnectionStringSetting = Broker)] byte[] message, FunctionContext context) => RunAsync(4, message, context);

    [Function(nameof(ProcessJobs5))]
    public Task ProcessJobs5([RabbitMQTrigger("jobs.5", ConnectionStringSetting = Broker)] byte[] message, FunctionContext context) => RunAsync(5, message, context);

    [Function(nameof(ProcessJobs6))]
    public Task ProcessJobs6([RabbitMQTrigger("jobs.6", ConnectionStringSetting = Broker)] byte[] message, FunctionContext context) => RunAsync(6, message, context);

    [Function(nameof(ProcessJobs7))]
    public Task ProcessJobs7([RabbitMQTrigger("jobs.7", ConnectionStringSetting = Broker)] byte[] message, FunctionContext context) => RunAsync(7, message, context);

    /// <summary>The lane of jobs with high priority, which bulk work cannot fill.</summary>
    [Function(nameof(ProcessUrgentJobs))]
    public Task ProcessUrgentJobs([RabbitMQTrigger("jobs.urgent", ConnectionStringSetting = Broker)] byte[] message, FunctionContext context) =>
        RunAsync(JobProcessor.UrgentLane, message, context);

    // The host signals the token while it drains as well: it means "take nothing new".
    private Task RunAsync(int lane, byte[] message, FunctionContext context) => jobs.ProcessAsync(lane, message, TraceHeader.Of(context), context.CancellationToken);
}
