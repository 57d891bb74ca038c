using System.Diagnostics;
using Pipeline.Tests.Support;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace WrongWay.Tests;

public sealed class WrongWayTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);

    [ServiceFact]
    public async Task AHandlerThatWaitsForItsChild_DiesAtOnceOfAMessageThatNamesTheWay()
    {
        using var deadline = new CancellationTokenSource(Deadline);
        var name = $"wrong_way_{Guid.NewGuid():N}";
        using var example = Process.Start(new ProcessStartInfo("dotnet", [typeof(WaitForChild).Assembly.Location, $"--name={name}"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var output = example.StandardOutput.ReadToEndAsync(deadline.Token);
        var errors = await example.StandardError.ReadToEndAsync(deadline.Token);
        await example.WaitForExitAsync(deadline.Token);

        example.ExitCode.ShouldBe(0, errors);
        (await output).ShouldStartWith("The parent is dead: ");
        (await output).ShouldContain("Enqueue the children as a flow and put what comes after them in its body");

        var left = new List<string>();
        await using var connection = await new ConnectionFactory { Uri = new(Services.RabbitMQ) }.CreateConnectionAsync(deadline.Token);
        foreach (var queue in (string[])["0", "urgent", "flows", "dead"])
            try
            {
                await using var channel = await connection.CreateChannelAsync(cancellationToken: deadline.Token);
                left.Add((await channel.QueueDeclarePassiveAsync($"{name}.{queue}", deadline.Token)).QueueName);
            }
            catch (OperationInterruptedException e) when (e.ShutdownReason?.ReplyCode == Constants.NotFound)
            {
                // As it should be.
            }
        left.ShouldBeEmpty();
    }
}
