using System.Collections.Concurrent;
using Microsoft.Azure.Functions.Worker;

namespace Shop;

public sealed class Activities(Script script)
{
    private static readonly ConcurrentDictionary<string, int> Attempts = new();

    [Function("Add")]
    public static int Add([ActivityTrigger] Numbers numbers) => numbers.A + numbers.B;

    [Function("Next")]
    public static int Next([ActivityTrigger] int number)
    {
        Script.Write($"next {number}");
        return number + 1;
    }

    [Function("Fail")]
    public static void Fail([ActivityTrigger] string input, FunctionContext context) =>
        throw new InvalidOperationException($"not today{input}", new FormatException(context.FunctionDefinition.Name));

    [Function("Sometimes")]
    public static string Sometimes([ActivityTrigger] string input)
    {
        var attempt = Attempts.AddOrUpdate(input, 1, (_, before) => before + 1);
        Script.Write($"attempt {attempt} of {input}");
        return attempt > int.Parse(input.Split(' ')[0], null) ? $"attempt {attempt}" : throw new InvalidOperationException($"attempt {attempt}");
    }

    [Function("Blocked")]
    public async Task<int> Blocked([ActivityTrigger] int i)
    {
        Script.Write($"begin Blocked: {i}");
        await script.GateAsync("blocked");
        return i;
    }

    [Function("Gated")]
    public async Task<string> Gated([ActivityTrigger] string gate, CancellationToken token)
    {
        await script.PlayAsync("Gated", gate, token);
        return $"ran in {Environment.ProcessId}";
    }

    /// <summary>Ends when it is told to, with an error.</summary>
    [Function("UntilStopped")]
    public static async Task<string> UntilStopped([ActivityTrigger] string? nothing, CancellationToken token)
    {
        Script.Write($"begin UntilStopped: {nothing}");
        await Task.Delay(Timeout.Infinite, token);
        return "never";
    }
}
