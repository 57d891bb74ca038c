using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Pipeline.Emulator.Tests.Host;

public sealed class RefusalTests
{
    [Theory]
    [InlineData(typeof(UnknownTrigger), "function 'UnknownTrigger', parameter 'item': [QueueTriggerAttribute] is not covered")]
    [InlineData(typeof(UnknownInput), "function 'UnknownInput', parameter 'client': [ClientAttribute] is not covered")]
    [InlineData(typeof(UnknownOutput), "function 'UnknownOutput': [OutputAttribute] is not covered")]
    [InlineData(typeof(NoTrigger), "function 'NoTrigger': it has 0 trigger parameters and must have exactly one")]
    [InlineData(typeof(NotPublic), "must be a public, non-generic method of a public class")]
    [InlineData(typeof(BadName), "function '1st': the name must be a letter")]
    [InlineData(typeof(Service), "function 'Service', parameter 'journal': nothing binds it to Pipeline.Emulator.Tests.Running.Journal")]
    [InlineData(typeof(AsyncVoid), "function 'AsyncVoid': it is 'async void'")]
    [InlineData(typeof(OutputByReturn), "function 'OutputByReturn': the return type System.String is not covered for [RabbitMQTriggerAttribute]")]
    [InlineData(typeof(ValueTasks), "function 'ValueTasks': the return type System.Threading.Tasks.ValueTask is not covered")]
    [InlineData(typeof(HttpText), "function 'HttpText': the return type System.String is not covered for [HttpTriggerAttribute]")]
    [InlineData(typeof(HttpPoco), "function 'HttpPoco', parameter 'order': an HTTP trigger binds to HttpRequest, not to System.String")]
    [InlineData(typeof(HttpRoute), "function 'HttpRoute', parameter 'request': the route 'flows/{id' is not valid")]
    [InlineData(typeof(HostName), "function 'HostName', parameter 'message': HostName, UserNameSetting, PasswordSetting and Port are not covered")]
    [InlineData(typeof(TimerText), "function 'TimerText', parameter 'timer': a timer binds to TimerInfo, not to System.String")]
    [InlineData(typeof(Twice), "function 'Twice': Pipeline.Emulator.Tests.Host.RefusalTests+Twice.One and Pipeline.Emulator.Tests.Host.RefusalTests+Twice.Two share this name")]
    public async Task FunctionThatIsNotCovered_IsRefusedByName(Type functions, string problem)
    {
        var refusal = await Should.ThrowAsync<UncoveredException>(() => EmulatedApp.StartAsync(new Setup(), functions));
        refusal.Problems.Single().ShouldContain(problem);
        refusal.Message.ShouldContain(problem);
    }

    [Fact]
    public async Task SeveralProblems_AreAllNamedAtOnce()
    {
        var refusal = await Should.ThrowAsync<UncoveredException>(() => EmulatedApp.StartAsync(new Setup(), typeof(NoTrigger), typeof(HttpText)));
        refusal.Problems.Count.ShouldBe(2);
    }

    [Fact]
    public async Task HttpFunctionWithoutAspNetCoreIntegration_IsRefused()
    {
        var setup = new Setup { WebApplication = false };
        var refusal = await Should.ThrowAsync<UncoveredException>(() => EmulatedApp.StartAsync(setup, typeof(Plain)));
        refusal.Problems.Single().ShouldContain("ConfigureFunctionsWebApplication()");
    }

    [Theory]
    [InlineData("AzureWebJobs.NoTrigger.Disabled", "true")]
    [InlineData("AzureWebJobs.NoTrigger.Disabled", "1")]
    [InlineData("AzureWebJobs_NoTrigger_Disabled", "True")]
    public async Task DisabledFunction_IsNotLookedAt(string setting, string value)
    {
        await using var app = await EmulatedApp.StartAsync(new Setup { Settings = { [setting] = value } }, typeof(NoTrigger));
        app.Logs.Has("Function 'NoTrigger' is disabled").ShouldBeTrue();
    }

    [AttributeUsage(AttributeTargets.Parameter)]
    public sealed class QueueTriggerAttribute : TriggerBindingAttribute;

    [AttributeUsage(AttributeTargets.Parameter)]
    public sealed class ClientAttribute : InputBindingAttribute;

    [AttributeUsage(AttributeTargets.Method)]
    public sealed class OutputAttribute : BindingAttribute;

    public static class UnknownTrigger
    {
        [Function("UnknownTrigger")] public static void Run([QueueTrigger] string item) => item.ShouldNotBeNull();
    }

    public static class UnknownInput
    {
        [Function("UnknownInput")]
        public static void Run([RabbitMQTrigger("q")] string message, [Client] string client) => message.ShouldBe(client);
    }

    public static class UnknownOutput
    {
        [Function("UnknownOutput"), Output] public static void Run([RabbitMQTrigger("q")] string message) => message.ShouldNotBeNull();
    }

    public static class NoTrigger
    {
        [Function("NoTrigger")] public static void Run(FunctionContext context) => context.ShouldNotBeNull();
    }

    public static class NotPublic
    {
        [Function("NotPublic")] internal static void Run([RabbitMQTrigger("q")] string message) => message.ShouldNotBeNull();
    }

    public static class BadName
    {
        [Function("1st")] public static void Run([RabbitMQTrigger("q")] string message) => message.ShouldNotBeNull();
    }

    public static class Service
    {
        [Function("Service")] public static void Run([RabbitMQTrigger("q")] string message, Journal journal) => journal.Write(message);
    }

    public static class AsyncVoid
    {
        [Function("AsyncVoid")] public static async void Run([RabbitMQTrigger("q")] string message) => await Task.FromResult(message);
    }

    public static class OutputByReturn
    {
        [Function("OutputByReturn")] public static string Run([RabbitMQTrigger("q")] string message) => message;
    }

    public static class ValueTasks
    {
        [Function("ValueTasks")] public static ValueTask Run([RabbitMQTrigger("q")] string message) => new(Task.FromResult(message));
    }

    public static class HttpText
    {
        [Function("HttpText")] public static string Run([HttpTrigger] HttpRequest request) => request.Path;
    }

    public static class HttpPoco
    {
        [Function("HttpPoco")] public static IResult Run([HttpTrigger] string order) => Results.Text(order);
    }

    public static class HttpRoute
    {
        [Function("HttpRoute")] public static IResult Run([HttpTrigger(Route = "flows/{id")] HttpRequest request) => Results.Text(request.Path);
    }

    public static class HostName
    {
        [Function("HostName")] public static void Run([RabbitMQTrigger("q", HostName = "h")] string message) => message.ShouldNotBeNull();
    }

    public static class TimerText
    {
        [Function("TimerText")] public static void Run([TimerTrigger("0 * * * * *")] string timer) => timer.ShouldNotBeNull();
    }

    public static class Plain
    {
        [Function("Plain")] public static IResult Run([HttpTrigger] HttpRequest request) => Results.Text(request.Path);
    }

    public static class Twice
    {
        [Function("Twice")] public static IResult One([HttpTrigger] HttpRequest request) => Results.Text(request.Path);

        [Function("twice")] public static IResult Two([HttpTrigger] HttpRequest request) => Results.Text(request.Path);
    }
}
