using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging;
using Pipeline.LocalHost.Functions;
using Pipeline.LocalHost.Invocation;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;

namespace Pipeline.LocalHost.Triggers.RabbitMQ;

/// <summary>
/// Runs a function for each message: acknowledges it when the function returned; else publishes a copy to the tail of the queue, without
/// waiting for anyone to confirm it, and gives up at the fifth failure.
/// </summary>
internal sealed partial class RabbitMQListener(
    QueueChannel queue, ushort prefetchCount, WorkerFunction function, FunctionExecutor executor, ILogger logger) : ITriggerListener
{
    private const string RequeueCount = "x-ms-rabbitmq-requeuecount";
    private const int MaxFailures = 5;

    private readonly bool _binary = MessageInput.IsBinary(function.Trigger);

    private static readonly ActivitySource Source = new("Microsoft.Azure.WebJobs.Extensions.RabbitMQ");

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var consumer = new AsyncEventingBasicConsumer(queue.Channel);
        consumer.ReceivedAsync += OnReceivedAsync;
        await queue.ConsumeAsync(consumer, prefetchCount, cancellationToken);
        WriteStarted(logger, function.Name, queue.Queue);
    }

    public Task StopAsync(CancellationToken cancellationToken) => queue.StopAsync(cancellationToken);

    private async Task OnReceivedAsync(object sender, BasicDeliverEventArgs message)
    {
        // A buffered message that arrives here while the host stops is left alone: it goes back when the channel closes.
        if (!queue.Gate.TryEnter()) return;
        try
        {
            using var activity = StartActivity(message.BasicProperties);
            var result = await executor.ExecuteAsync(function, MessageInput.Of(message, _binary));
            // It goes back when the channel closes.
            if (!result.NotRun) await SettleAsync(message, result.Failure);
        }
        catch (Exception e) when (e is AlreadyClosedException or OperationInterruptedException or ObjectDisposedException)
        {
            WriteNotSettled(logger, queue.Queue, e.Message);
        }
        finally
        {
            queue.Gate.Leave();
        }
    }

    private async Task SettleAsync(BasicDeliverEventArgs message, Exception? failure)
    {
        if (failure is not null)
        {
            var failures = FailuresBefore(message.BasicProperties) + 1;
            if (failures >= MaxFailures)
            {
                WriteRejecting(logger, queue.Queue, failures);
                await queue.Channel.BasicRejectAsync(message.DeliveryTag, requeue: false);
                return;
            }
            var copy = new BasicProperties(message.BasicProperties)
            {
                Headers = new Dictionary<string, object?>(message.BasicProperties.Headers ?? new Dictionary<string, object?>())
                {
                    [RequeueCount] = failures,
                },
            };
            await queue.Channel.BasicPublishAsync(exchange: "", queue.Queue, mandatory: false, copy, message.Body);
        }
        await queue.Channel.BasicAckAsync(message.DeliveryTag, multiple: false);
    }

    private static int FailuresBefore(IReadOnlyBasicProperties properties)
    {
        object? count = null;
        properties.Headers?.TryGetValue(RequeueCount, out count);
        return Convert.ToInt32(count, CultureInfo.InvariantCulture);
    }

    private static Activity? StartActivity(IReadOnlyBasicProperties properties) =>
        properties.Headers?.TryGetValue("traceparent", out var parent) == true && parent is byte[] id
            ? Source.StartActivity("Trigger", ActivityKind.Consumer, System.Text.Encoding.UTF8.GetString(id))
            : Source.StartActivity("Trigger", ActivityKind.Consumer);

    [LoggerMessage(20, LogLevel.Debug, "Started the listener of function '{Function}' on queue '{Queue}'.")]
    private static partial void WriteStarted(ILogger logger, string function, string queue);

    [LoggerMessage(21, LogLevel.Debug, "Rejecting a message of queue '{Queue}' after {Failures} failures.")]
    private static partial void WriteRejecting(ILogger logger, string queue, int failures);

    [LoggerMessage(22, LogLevel.Warning, "A message of queue '{Queue}' was not settled and will come again: {Reason}")]
    private static partial void WriteNotSettled(ILogger logger, string queue, string reason);
}
