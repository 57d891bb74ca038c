using System.Diagnostics;
using Microsoft.Extensions.Configuration;

namespace Shop;

/// <summary>Does what a message or a request says, and writes on the console what it did.</summary>
public sealed class Script(IConfiguration settings)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    /// <summary>The console's lines of this app begin with this.</summary>
    public const string Mark = "> ";

    public static void Write(string line) => Console.WriteLine(Mark + line);

    /// <summary>Understands "fail", "gate NAME", "until-told", "kill" and "exit CODE"; anything else does nothing.</summary>
    public async Task PlayAsync(string function, string text, CancellationToken token)
    {
        using var told = token.Register(() => Write($"told {function}"));
        Write($"begin {function}: {text}");
        switch (text.Split(' '))
        {
            case ["fail", ..]: throw new InvalidOperationException(text);
            case ["gate", var name, ..]: await GateAsync(name); break;
            case ["until-told", ..]: await Task.Delay(Timeout.Infinite, token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); break;
            case ["kill", ..]: Process.GetCurrentProcess().Kill(); break;
            case ["exit", var code, ..]: Environment.Exit(int.Parse(code, null)); break;
        }
        Write($"end {function}: {text}");
    }

    /// <summary>Waits until somebody puts a file of this name into the folder of gates.</summary>
    public async Task GateAsync(string name)
    {
        var file = Path.Combine(settings["Gates"]!, name);
        while (!File.Exists(file)) await Task.Delay(Interval);
    }
}
